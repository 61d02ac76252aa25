#pragma once

#include "alternatives.hpp"
#include "catalog.hpp"
#include "diagnostics.hpp"
#include "handler.hpp"
#include "plan.hpp"
#include "problems.hpp"
#include "result_type.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace webhooks {

namespace detail {

/// The events that a dispatch makes calls for.
template <class Catalog, bool FirstMatch, class... Specs>
inline constexpr auto called_events = [] {
    constexpr auto& list = calls<Catalog, FirstMatch, Specs...>;
    short_list<std::size_t, alternative_count<Catalog>> events;
    for (std::size_t nth = 0; nth != list.size; ++nth)
        if (nth == 0 || list.items[nth].event != list.items[nth - 1].event)
            events.add(list.items[nth].event);
    return events;
}();

/// The handlers that a `match_all` calls for an event.
template <class Catalog, std::size_t Event, class... Specs>
inline constexpr auto handlers_called_for = [] {
    short_list<std::size_t, sizeof...(Specs)> handlers;
    for (const auto& each : calls<Catalog, false, Specs...>)
        if (each.event == Event)
            handlers.add(each.handler);
    return handlers;
}();

/// What a match returns for an ignored event. A template: clang instantiates a discarded branch of a lambda when nothing in
/// it depends on the lambda's parameters.
template <class Result, std::size_t Index>
constexpr Result ignored_result() {
    return Result();
}

/// Runs the first handler that takes what `variant` holds. `Handlers` are references, `handlers` a tuple of them or of what
/// they refer to. The list has no mistakes.
template <class Catalog, class Passed, class... Handlers, class Tuple>
[[gnu::always_inline]] constexpr auto dispatch(variant_as<Catalog, Passed> variant, Tuple& handlers) {
    using result = typename results<Catalog, Passed, Handlers...>::type;
    constexpr auto& first = route<Catalog, spec_of<Handlers>...>;
    constexpr auto& is_called = handled<Catalog, spec_of<Handlers>...>;
    const auto call = [&](auto index) __attribute__((always_inline))->result {
        if constexpr (!is_called[index]) {
            return ignored_result<result, index>();
        } else {
            auto& handler = std::get<first[index]>(handlers);
            using argument = argument_for<decltype(handler), Catalog, Passed, index>;
            auto&& event =
                get_unchecked<Catalog, index, Passed>(static_cast<variant_as<Catalog, Passed>>(variant));
            if constexpr (std::is_void_v<result>)
                handler.function(static_cast<argument>(event));
            else
                return static_cast<result>(handler.function(static_cast<argument>(event)));
        }
    };
    return with_index<result, alternative_count<Catalog>>(
        variant.index(), call, as_sequence<called_events<Catalog, true, spec_of<Handlers>...>>());
}

/// Runs every handler that takes what `variant` holds; `otherwise` only if no other does. The list has no mistakes.
template <class Catalog, class Passed, class... Handlers>
[[gnu::always_inline]] constexpr void dispatch_to_all(variant_as<Catalog, Passed> variant,
                                                      const std::tuple<Handlers...>& handlers) {
    const auto call = [&](auto index) __attribute__((always_inline)) {
        auto& event = get_unchecked<Catalog, index, Passed>(variant);
        [&]<std::size_t... Handler>(std::index_sequence<Handler...>) __attribute__((always_inline)) {
            (static_cast<void>(std::get<Handler>(handlers).function(event)), ...);
        }
        (as_sequence<handlers_called_for<Catalog, index, spec_of<Handlers>...>>());
    };
    with_index<void, alternative_count<Catalog>>(
        variant.index(), call, as_sequence<called_events<Catalog, false, spec_of<Handlers>...>>());
}

} // namespace detail

/// Calls the first of `handlers` whose pattern selects the event, in the order written.
///
/// `event` is a `std::variant` of events: `any_event`, or that of your own catalog. A handler gets the alternative with the
/// constness and value category of `event`, so `match(std::move(event), ...)` moves into the handler. Returns the common type
/// of the handlers' results, or void.
///
/// Does not compile when a pattern selects no event type, a handler is unreachable, an event type or unknown events have no
/// handler, a handler cannot be called with an event that it takes, or the results have no common type. Throws what the
/// handler throws, and `std::bad_variant_access` for a variant without a value. Costs one jump, whatever the number of types
/// and handlers.
template <class Event, class... Handlers>
[[gnu::always_inline]] constexpr auto match(Event&& event, Handlers&&... handlers) {
    using catalog = typename catalog_for<std::remove_cvref_t<Event>>::type;
    using passed = detail::passing_of<Event&&>;
    using mistakes = detail::mistakes_in<catalog, true, passed, Handlers&...>;
    if constexpr (boost::mp11::mp_empty<mistakes>::value) {
        const std::tuple<Handlers&...> list{handlers...};
        return detail::dispatch<catalog, passed, Handlers&...>(std::forward<Event>(event), list);
    } else {
        return boost::mp11::mp_rename<mistakes, diagnostics::refusal>{};
    }
}

/// Calls every one of `handlers` whose pattern selects the event, in the order written; `otherwise` only if no other is
/// called. Results are dropped. The event is passed as an lvalue, since several handlers see it.
///
/// Compile errors and exceptions are those of `match`, except that no handler is unreachable.
template <class Event, class... Handlers>
[[gnu::always_inline]] constexpr void match_all(Event&& event, Handlers&&... handlers) {
    using catalog = typename catalog_for<std::remove_cvref_t<Event>>::type;
    using passed = detail::passing_of<Event&>;
    using mistakes = detail::mistakes_in<catalog, false, passed, Handlers&...>;
    if constexpr (boost::mp11::mp_empty<mistakes>::value)
        detail::dispatch_to_all<catalog, passed>(event, std::tuple<Handlers&...>{handlers...});
    else
        static_cast<void>(sizeof(boost::mp11::mp_rename<mistakes, diagnostics::refusal>));
}

} // namespace webhooks
