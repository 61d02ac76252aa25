#pragma once

#include "catalog.hpp"
#include "diagnostics.hpp"
#include "handler.hpp"
#include "nearest.hpp"
#include "plan.hpp"
#include "result_type.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

/// What is wrong with a list of handlers: found as values, and turned into the types that an error message names.
namespace webhooks::detail {

/// What can be wrong with a call of `match`, in the order in which it is looked for.
enum class problem_kind : std::uint8_t {
    not_a_catalog,
    not_a_handler,            ///< `handler` has no `spec`
    alternative_without_type, ///< `event` has none
    duplicate_type,           ///< `event` has the name of another
    pattern,                  ///< `label` selects nothing
    never_runs,               ///< `handler` comes after others that take all of its events
    uncovered,                ///< `event` and perhaps others have no handler
    cannot_take,              ///< `handler` has a function that does not accept `event`
    no_common_type,           ///< what `handler` returns for `event` does not go with earlier results
    no_ignored_result,        ///< no value to return for an ignored event
};

/// One thing that is wrong. Members that a kind does not name are 0.
struct problem {
    problem_kind kind{};
    std::size_t handler = 0; ///< index in the list
    std::size_t label = 0;   ///< index in the labels of all handlers
    std::size_t event = 0;   ///< index of the alternative
};

template <class Catalog>
concept is_catalog = requires {
    Catalog::size;
    typename Catalog::variant;
};

template <class Argument>
concept is_handler = requires {
    typename std::remove_cvref_t<Argument>::spec;
};

/// The name of an alternative, for messages.
template <class Catalog, std::size_t Index>
inline constexpr auto name_of = [] {
    if constexpr (Index < Catalog::size)
        return Catalog::template name_at<Index>;
    else
        return fixed_string{"unknown_event"};
}();

/// The first alternative that is no event.
template <class... Alternatives>
consteval std::size_t first_without_type(std::type_identity<std::variant<Alternatives...>>) {
    constexpr std::array<bool, sizeof...(Alternatives)> events{is_event<Alternatives>...};
    return static_cast<std::size_t>(std::find(events.begin(), events.end(), false) - events.begin());
}

template <class Catalog>
constexpr bool overlap(const event_mask<Catalog>& left, const event_mask<Catalog>& right) {
    for (std::size_t i = 0; i != left.size(); ++i)
        if (left[i] && right[i])
            return true;
    return false;
}

/// What is wrong with the catalog of a plain variant. A `basic_catalog` reports its own mistakes.
template <class Catalog>
consteval auto problems_in_catalog() {
    short_list<problem, 1> found;
    if constexpr (std::is_same_v<Catalog, variant_catalog<typename Catalog::variant>>) {
        const auto without_type = first_without_type(std::type_identity<typename Catalog::variant>{});
        const auto duplicate = first_duplicate(Catalog::names);
        if (without_type + 1 < alternative_count<Catalog>)
            found.add({problem_kind::alternative_without_type, 0, 0, without_type});
        else if (duplicate != Catalog::size)
            found.add({problem_kind::duplicate_type, 0, 0, duplicate});
    }
    return found;
}

/// What is wrong with the patterns of a list of handlers and their order: all problems of the first kind found, and
/// handlers that never run together with uncovered events. With `FirstMatch`, only the first of several matching handlers
/// runs, so a later handler can be unreachable.
template <class Catalog, bool FirstMatch, class... Specs>
consteval auto problems_in_plan() {
    using table = clause_table<Catalog, Specs...>;
    constexpr auto& first = route<Catalog, Specs...>;
    short_list<problem, table::rows.size() + table::size + 1> found;
    for (std::size_t label = 0; label != table::rows.size(); ++label)
        if (!overlap<Catalog>(table::rows[label].mask, everything<Catalog>))
            found.add({problem_kind::pattern, table::rows[label].handler, label});
    if (found.size != 0)
        return found;
    // An `ignore_rest` that ignores nothing is harmless, and right again as soon as the catalog grows.
    for (std::size_t i = 0; FirstMatch && i != table::size; ++i)
        if (!table::ignores[i] && std::find(first.begin(), first.end(), i) == first.end())
            found.add({problem_kind::never_runs, i, table::first_label(i)});
    for (std::size_t event = 0; event != alternative_count<Catalog>; ++event)
        if (first[event] == no_handler) {
            found.add({problem_kind::uncovered, 0, 0, event});
            break;
        }
    return found;
}

/// What is wrong with the functions of handlers whose plan is right.
template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
consteval auto problems_in_functions() {
    using called = typed_calls<Catalog, FirstMatch, Passed, Handlers...>;
    using table = clause_table<Catalog, spec_of<Handlers>...>;
    constexpr auto& list = called::list;
    short_list<problem, sizeof...(Handlers) + 1> found;
    for (std::size_t i = 0; i != sizeof...(Handlers); ++i)
        for (std::size_t nth = 0; nth != list.size; ++nth)
            if (list.items[nth].handler == i && !called::accepted[nth]) {
                const auto event = list.items[nth].event;
                found.add({problem_kind::cannot_take, i, table::label_for(i, event), event});
                break;
            }
    if constexpr (FirstMatch && called::all_accepted) {
        using result = results<Catalog, Passed, Handlers...>;
        if constexpr (!result::have_common_type)
            found.add({problem_kind::no_common_type});
        else if (!result::can_ignore)
            found.add({problem_kind::no_ignored_result});
    }
    return found;
}

/// All that is wrong with a list of handlers for an event that is passed so. Only problems of the first kind that is
/// found: the others might follow from these.
template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
consteval auto find_problems() {
    if constexpr (!is_catalog<Catalog>) {
        short_list<problem, 1> found;
        found.add({problem_kind::not_a_catalog});
        return found;
    } else if constexpr (!(is_handler<Handlers> && ...)) {
        constexpr std::array<bool, sizeof...(Handlers)> good{is_handler<Handlers>...};
        short_list<problem, sizeof...(Handlers)> found;
        for (std::size_t i = 0; i != good.size(); ++i)
            if (!good[i])
                found.add({problem_kind::not_a_handler, i});
        return found;
    } else if constexpr (problems_in_catalog<Catalog>().size != 0) {
        return problems_in_catalog<Catalog>();
    } else {
        constexpr auto found = problems_in_plan<Catalog, FirstMatch, spec_of<Handlers>...>();
        if constexpr (found.size != 0)
            return found;
        else
            return problems_in_functions<Catalog, FirstMatch, Passed, Handlers...>();
    }
}

/// A list of names in a message shows this many.
inline constexpr std::size_t names_shown = 5;

/// The labels of handlers before `Handler` that take something of what it wants.
template <class Catalog, std::size_t Handler, class... Specs>
inline constexpr auto earlier_labels = [] {
    using table = clause_table<Catalog, Specs...>;
    short_list<std::size_t, names_shown> found;
    for (std::size_t label = 0; Handler > table::rows[label].handler; ++label)
        if (overlap<Catalog>(table::rows[label].mask, table::wanted[Handler]))
            found.add(label);
    return found;
}();

/// The events that have no handler.
template <class Catalog, class... Specs>
inline constexpr auto uncovered_events = [] {
    short_list<std::size_t, names_shown> found;
    for (std::size_t event = 0; event != alternative_count<Catalog>; ++event)
        if (route<Catalog, Specs...>[event] == no_handler)
            found.add(event);
    return found;
}();

/// The "catalog" of what was passed to `match` and is no variant, or what was passed to `handlers_for` and is no catalog.
template <class Type>
struct not_a_catalog : std::type_identity<diagnostics::type_is_no_catalog<Type>> {};

template <class Argument>
struct not_a_catalog<variant_catalog<Argument>>
    : std::type_identity<diagnostics::argument_is_no_variant_of_events<
          Argument, std::conditional_t<std::is_convertible_v<const Argument&, std::string_view>,
                                       diagnostics::decode_the_text_first,
                                       diagnostics::pass_any_event_or_another_variant_of_events>>> {};

/// The error type of a problem.
template <class Catalog, class Passed, class... Handlers>
struct errors {
    template <std::size_t Index>
    using handler = boost::mp11::mp_at_c<boost::mp11::mp_list<Handlers...>, Index>;

    template <std::size_t Label>
    static constexpr auto label_at =
        boost::mp11::mp_at_c<typename clause_table<Catalog, spec_of<Handlers>...>::labels, Label>::value;

    template <problem Problem>
    static consteval auto of() {
        using enum problem_kind;
        if constexpr (Problem.kind == not_a_catalog)
            return typename detail::not_a_catalog<Catalog>::type{};
        else if constexpr (Problem.kind == not_a_handler)
            return diagnostics::argument_is_no_handler<
                std::remove_cvref_t<handler<Problem.handler>>,
                diagnostics::write_on_otherwise_or_on_unknown_around_it>{};
        else if constexpr (Problem.kind == alternative_without_type)
            return diagnostics::alternative_without_type<alternative_at<Catalog, Problem.event>>{};
        else if constexpr (Problem.kind == duplicate_type)
            return diagnostics::duplicate_event_type<name_of<Catalog, Problem.event>>{};
        else if constexpr (Problem.kind == pattern)
            return pattern_mistake<Catalog, label_at<Problem.label>>{};
        else if constexpr (Problem.kind == never_runs)
            return decltype(never_runs_error<Problem>(
                as_sequence<earlier_labels<Catalog, Problem.handler, spec_of<Handlers>...>>())){};
        else if constexpr (Problem.kind == uncovered)
            return decltype(uncovered_error<uncovered_events<Catalog, spec_of<Handlers>...>.dropped>(
                as_sequence<uncovered_events<Catalog, spec_of<Handlers>...>>())){};
        else if constexpr (Problem.kind == cannot_take)
            return diagnostics::handler_cannot_take_event<name_of<Catalog, Problem.event>,
                                                          label_at<Problem.label>>{};
        else if constexpr (Problem.kind == no_common_type)
            return no_common_type_error();
        else
            return diagnostics::ignore_rest_cannot_make_result<
                typename results<Catalog, Passed, Handlers...>::type>{};
    }

private:
    template <problem Problem, std::size_t... Label>
    static auto never_runs_error(std::index_sequence<Label...>)
        -> diagnostics::handler_never_runs<label_at<Problem.label>,
                                           diagnostics::already_taken_by<label_at<Label>...>>;

    template <std::size_t More, std::size_t... Event>
    static auto uncovered_error(std::index_sequence<Event...>)
        -> diagnostics::events_without_handler<diagnostics::types<name_of<Catalog, Event>...>,
                                               diagnostics::and_more<More>,
                                               diagnostics::add_otherwise_on_unknown_or_ignore_rest>;

    /// What a call returns, with the first label of its handler.
    template <std::size_t Nth>
    static auto outcome() {
        using called = typed_calls<Catalog, true, Passed, Handlers...>;
        using table = clause_table<Catalog, spec_of<Handlers>...>;
        return diagnostics::handler_result<label_at<table::first_label(called::list.items[Nth].handler)>,
                                           typename called::template result<Nth>>{};
    }

    static auto no_common_type_error() {
        constexpr auto odd = results<Catalog, Passed, Handlers...>::first_without_common_type();
        return diagnostics::no_common_result_type<decltype(outcome<0>()), decltype(outcome<odd>())>{};
    }
};

/// The errors of a list of problems, as an `mp_list`.
template <const auto& Problems, class Catalog, class Passed, class... Handlers>
consteval auto errors_of() {
    return with_indices<Problems.size>([]<std::size_t... Nth>() {
        return boost::mp11::mp_list<
            decltype(errors<Catalog, Passed, Handlers...>::template of<Problems.items[Nth]>())...>{};
    });
}

template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
inline constexpr auto problems_in = find_problems<Catalog, FirstMatch, Passed, Handlers...>();

/// The errors of a list of handlers; empty for one that is right.
template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
using mistakes_in = decltype(errors_of<problems_in<Catalog, FirstMatch, Passed, Handlers...>, Catalog, Passed,
                                       Handlers...>());

} // namespace webhooks::detail
