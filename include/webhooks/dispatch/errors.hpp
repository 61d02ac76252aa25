#pragma once

#include "alternatives.hpp"
#include "catalog.hpp"
#include "diagnostics.hpp"
#include "fixed_string.hpp"
#include "handler_list.hpp"
#include "nearest.hpp"
#include "parameter.hpp"
#include "plan.hpp"
#include "problems.hpp"
#include "result_type.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

/// What is wrong with a list of handlers, as the types that an error message names.
namespace webhooks::detail {

/// The name of an alternative, for messages.
template <class Catalog, std::size_t Index>
inline constexpr auto name_of = [] {
    if constexpr (Index < Catalog::size)
        return Catalog::template name_at<Index>;
    else
        return fixed_string{"unknown_event"};
}();

/// A list of names in a message shows this many.
inline constexpr std::size_t names_shown = 5;

/// The labels of handlers before `Handler` that take something of what it wants.
template <class Catalog, std::size_t Handler, class... Specs>
inline constexpr auto earlier_labels = [] {
    using table = clause_table<Catalog, Specs...>;
    short_list<std::size_t, names_shown> found;
    for (std::size_t label = 0; Handler > table::rows[label].handler; ++label)
        if (table::covers(table::rows[label].handler) &&
            overlap<Catalog>(table::rows[label].mask, table::wanted[Handler]))
            found.add(label);
    return found;
}();

/// The events that have no handler but guarded ones.
template <class Catalog, class... Specs>
inline constexpr auto only_guarded_events = [] {
    using table = clause_table<Catalog, Specs...>;
    short_list<std::size_t, names_shown> found;
    for (std::size_t event = 0; event != alternative_count<Catalog>; ++event) {
        bool guarded = false;
        for (std::size_t i = 0; i != table::size; ++i)
            guarded = guarded || (table::is_guarded[i] && table::wanted[i][event]);
        if (guarded && route<Catalog, Specs...>[event] == no_handler)
            found.add(event);
    }
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

/// Why a function whose parameter is a `Parameter` cannot be called with `Event`; void if nothing can be said.
template <class Parameter, class Event>
struct cause_of : std::type_identity<diagnostics::its_parameter_is<Parameter>> {};
template <class Event>
struct cause_of<void, Event> : std::type_identity<void> {};
template <class Event>
struct cause_of<Event, Event> : std::type_identity<void> {};
template <fixed_string Taken, class Payload, class Envelope, class Event>
struct cause_of<basic_event<Taken, Payload, Envelope>, Event>
    : std::type_identity<diagnostics::it_takes<Taken>> {};
template <fixed_string Name, class Payload, class Envelope>
struct cause_of<basic_event<Name, Payload, Envelope>, basic_event<Name, Payload, Envelope>>
    : std::type_identity<void> {};
template <fixed_string Name, class Payload, class Envelope>
struct cause_of<Payload, basic_event<Name, Payload, Envelope>>
    : std::type_identity<diagnostics::it_takes_the_payload_instead_of_the_event<Payload>> {};

template <class Error, class Cause>
struct cannot_take_error : std::type_identity<diagnostics::explained<Error, Cause>> {};
template <class Error>
struct cannot_take_error<Error, void> : std::type_identity<Error> {};

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
                std::conditional_t<is_handler_list<std::remove_cvref_t<handler<Problem.handler>>>,
                                   diagnostics::put_the_list_into_handlers,
                                   diagnostics::write_on_otherwise_or_on_unknown_around_it>>{};
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
                as_sequence<uncovered_events<Catalog, spec_of<Handlers>...>>(),
                as_sequence<only_guarded_events<Catalog, spec_of<Handlers>...>>())){};
        else if constexpr (Problem.kind == cannot_take)
            return typename cannot_take_error<
                diagnostics::handler_cannot_take_event<name_of<Catalog, Problem.event>,
                                                       label_at<Problem.label>>,
                typename cause_of<parameter_of<handler<Problem.handler>>,
                                  alternative_at<Catalog, Problem.event>>::type>::type{};
        else if constexpr (Problem.kind == cannot_judge)
            return diagnostics::guard_cannot_judge_event<name_of<Catalog, Problem.event>,
                                                         label_at<Problem.label>>{};
        else if constexpr (Problem.kind == dropped_result)
            return diagnostics::handler_result_would_be_dropped<label_at<Problem.label>,
                                                                result_of<Problem>>{};
        else if constexpr (Problem.kind == dropped_awaitable)
            return diagnostics::handler_result_would_be_dropped<
                label_at<Problem.label>, diagnostics::use_async_receive_for<result_of<Problem>>>{};
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
    static auto uncovered_error(std::index_sequence<Event...>, std::index_sequence<>)
        -> diagnostics::events_without_handler<diagnostics::types<name_of<Catalog, Event>...>,
                                               diagnostics::and_more<More>,
                                               diagnostics::add_otherwise_on_unknown_or_ignore_rest>;
    template <std::size_t More, std::size_t... Event, std::size_t... Guarded>
    static auto uncovered_error(std::index_sequence<Event...>, std::index_sequence<Guarded...>)
        -> diagnostics::events_without_handler<diagnostics::types<name_of<Catalog, Event>...>,
                                               diagnostics::and_more<More>,
                                               diagnostics::only_guarded<name_of<Catalog, Guarded>...>,
                                               diagnostics::add_otherwise_on_unknown_or_ignore_rest>;

    template <problem Problem>
    using result_of = returned_by<handler<Problem.handler>, Catalog, Passed, Problem.event>;

    /// What a call returns, with the first label of its handler.
    template <std::size_t Nth>
    static auto outcome() {
        using called = typed_calls<Catalog, true, Passed, Handlers...>;
        using table = clause_table<Catalog, spec_of<Handlers>...>;
        return diagnostics::handler_result<label_at<table::first_label(called::list.items[Nth].handler)>,
                                           typename called::template result<Nth>>{};
    }

    static auto no_common_type_error() {
        using all = results<Catalog, Passed, Handlers...>;
        return diagnostics::no_common_result_type<decltype(outcome<all::first_call()>()),
                                                  decltype(outcome<all::first_without_common_type()>())>{};
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

/// The errors of a list of handlers; empty for one that is right.
template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
using mistakes_in = decltype(errors_of<problems_in<Catalog, FirstMatch, Passed, Handlers...>, Catalog, Passed,
                                       Handlers...>());

/// The errors of a receiver that calls the handlers with rvalues; empty for those that a receiver takes. What no match could
/// return is no mistake: a receiver returns nothing.
template <class Results, class Catalog, class... Handlers>
consteval auto find_mistakes_in_receiving() {
    constexpr auto& problems = problems_in<Catalog, true, any_variant&&, Handlers...>;
    if constexpr (problems.size != 0 && !is_about_results(problems.items[0].kind))
        return mistakes_in<Catalog, true, any_variant&&, Handlers...>{};
    else
        return errors_of<problems_in_receiving<Results, Catalog, any_variant&&, Handlers...>, Catalog,
                         any_variant&&, Handlers...>();
}

template <class Results, class Catalog, class... Handlers>
using mistakes_in_receiving = decltype(find_mistakes_in_receiving<Results, Catalog, Handlers...>());

} // namespace webhooks::detail
