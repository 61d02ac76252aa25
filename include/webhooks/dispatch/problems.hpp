#pragma once

#include "catalog.hpp"
#include "handler.hpp"
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

/// What is wrong with a list of handlers, as values. `errors.hpp` makes them the types that an error message names.
namespace webhooks::detail {

/// What can be wrong with a call of `match`, in the order in which it is looked for.
enum class problem_kind : std::uint8_t {
    not_a_catalog,
    not_a_handler,            ///< `handler` has no `spec`, and is no `handler_list`
    alternative_without_type, ///< `event` has none
    duplicate_type,           ///< `event` has the name of another
    pattern,                  ///< `label` selects nothing
    never_runs,               ///< `handler` comes after others that take all of its events
    uncovered,                ///< `event` and perhaps others have no handler
    cannot_take,              ///< `handler` has a function that does not accept `event`
    cannot_judge,             ///< `handler` has a predicate that does not accept `event`
    no_common_type,           ///< what `handler` returns for `event` does not go with earlier results
    no_ignored_result,        ///< no value to return for an ignored event
    dropped_result,           ///< what `handler` returns for `event` would be dropped by a receiver
    dropped_awaitable,        ///< the same, and `async_receive` might take it
};

/// One thing that is wrong. Members that a kind does not name are 0.
struct problem {
    problem_kind kind{};
    std::size_t handler = 0; ///< index in the list
    std::size_t label = 0;   ///< index in the labels of all handlers
    std::size_t event = 0;   ///< index of the alternative
};

/// Whether only what functions return is wrong, and each by itself may be right.
constexpr bool is_about_results(problem_kind kind) {
    return kind == problem_kind::no_common_type || kind == problem_kind::no_ignored_result;
}

template <class Catalog>
concept is_catalog = requires {
    Catalog::size;
    typename Catalog::variant;
};

template <class Argument>
concept is_handler = requires {
    typename std::remove_cvref_t<Argument>::spec;
};

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
        if (!table::ignores[i] && !has_events<Catalog, Specs...>(i))
            found.add({problem_kind::never_runs, i, table::first_label(i)});
    for (std::size_t event = 0; event != alternative_count<Catalog>; ++event)
        if (first[event] == no_handler) {
            found.add({problem_kind::uncovered, 0, 0, event});
            break;
        }
    return found;
}

/// The predicates that do not accept an event that reaches them: the first event of each handler.
template <class Called, class Table, class Found>
constexpr void add_guard_problems(Found& found) {
    for (std::size_t i = 0; i != Table::size; ++i)
        for (std::size_t nth = 0; nth != Called::list.size; ++nth)
            if (Called::list.items[nth].handler == i && !Called::judged[nth]) {
                const auto event = Called::list.items[nth].event;
                found.add({problem_kind::cannot_judge, i, Table::label_for(i, event), event});
                break;
            }
}

/// What is wrong with the functions of handlers whose plan is right.
template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
consteval auto problems_in_functions() {
    using called = typed_calls<Catalog, FirstMatch, Passed, Handlers...>;
    using table = clause_table<Catalog, spec_of<Handlers>...>;
    constexpr auto& list = called::list;
    short_list<problem, 2 * sizeof...(Handlers) + 1> found;
    if constexpr (!table::is_plain)
        add_guard_problems<called, table>(found);
    for (std::size_t i = 0; i != sizeof...(Handlers); ++i)
        for (std::size_t nth = 0; nth != list.size; ++nth)
            if (list.items[nth].handler == i && !called::accepted[nth]) {
                const auto event = list.items[nth].event;
                found.add({problem_kind::cannot_take, i, table::label_for(i, event), event});
                break;
            }
    if (found.size != 0)
        return found;
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

/// What is wrong with a receiver calling handlers that are right for a match, except that the results of those need no common
/// type: each result says whether the handler failed, and is not returned. `Results`: those that are taken, see
/// `results_at_once`.
template <class Results, class Catalog, class Passed, class... Handlers>
consteval auto find_problems_in_receiving() {
    using called = typed_calls<Catalog, true, Passed, Handlers...>;
    using table = clause_table<Catalog, spec_of<Handlers>...>;
    short_list<problem, sizeof...(Handlers)> found;
    constexpr auto reports = with_indices<called::list.size>([]<std::size_t... Nth>() {
        return std::array<bool, called::list.size>{
            Results::template can_take<typename called::template result<Nth>>...};
    });
    constexpr auto awaitable = with_indices<called::list.size>([]<std::size_t... Nth>() {
        return std::array<bool, called::list.size>{
            (std::is_same_v<Results, results_at_once> &&
             awaitable_like<typename called::template result<Nth>>)...};
    });
    for (std::size_t i = 0; i != sizeof...(Handlers); ++i)
        for (std::size_t nth = 0; nth != called::list.size; ++nth)
            if (called::list.items[nth].handler == i && !reports[nth]) {
                const auto event = called::list.items[nth].event;
                found.add({awaitable[nth] ? problem_kind::dropped_awaitable : problem_kind::dropped_result, i,
                           table::label_for(i, event), event});
                break;
            }
    return found;
}

template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
inline constexpr auto problems_in = find_problems<Catalog, FirstMatch, Passed, Handlers...>();

template <class Results, class Catalog, class Passed, class... Handlers>
inline constexpr auto
    problems_in_receiving = find_problems_in_receiving<Results, Catalog, Passed, Handlers...>();

} // namespace webhooks::detail
