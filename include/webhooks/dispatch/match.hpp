#pragma once

#include "alternatives.hpp"
#include "call.hpp"
#include "catalog.hpp"
#include "diagnostics.hpp"
#include "errors.hpp"
#include "handler.hpp"
#include "plan.hpp"
#include "result_type.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

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

/// The handlers that a dispatch calls for an event, in order.
template <class Catalog, bool FirstMatch, std::size_t Event, class... Specs>
inline constexpr auto handlers_called_for = [] {
    short_list<std::size_t, sizeof...(Specs)> handlers;
    for (const auto& each : calls<Catalog, FirstMatch, Specs...>)
        if (each.event == Event)
            handlers.add(each.handler);
    return handlers;
}();

/// Runs the first handler that takes what `variant` holds. `Handlers` are references, `handlers` a tuple of them or of what
/// they refer to. The list has no mistakes. `context`: for functions with a second parameter. With a `report`, which says
/// whether what a function returned is a success, nothing is returned, and a tap that fails is the end.
template <class Catalog, class Passed, class... Handlers, class Tuple, class Context = no_context,
          class Report = no_report>
[[gnu::always_inline]] constexpr auto dispatch(variant_as<Catalog, Passed> variant, Tuple& handlers,
                                               const Context& context = {}, const Report& report = {}) {
    using result = typename dispatch_result<Report, Catalog, Passed, Handlers...>::type;
    using table = clause_table<Catalog, spec_of<Handlers>...>;
    constexpr auto& first = route<Catalog, spec_of<Handlers>...>;
    constexpr auto& is_called = handled<Catalog, spec_of<Handlers>...>;
    const auto call = [&](auto index) __attribute__((always_inline))->result {
        if constexpr (!is_called[index]) {
            return ignored_result<result, index>();
        } else if constexpr (!table::is_plain) {
            using chain = call_chain<result, Catalog, index, Passed>;
            return chain::run(static_cast<variant_as<Catalog, Passed>>(variant), handlers, context, report,
                              as_sequence<handlers_called_for<Catalog, true, index, spec_of<Handlers>...>>());
        } else {
            auto& handler = std::get<first[index]>(handlers);
            using handler_type = decltype(handler);
            using argument = argument_for<handler_type, Catalog, Passed, index>;
            auto&& event =
                get_unchecked<Catalog, index, Passed>(static_cast<variant_as<Catalog, Passed>>(variant));
            if constexpr (!accepts_alone<handler_type, Catalog, Passed, index> ||
                          !std::is_same_v<Report, no_report>)
                return finish<result>(report, handler, static_cast<argument>(event), context);
            else if constexpr (std::is_void_v<result>)
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
        [[maybe_unused]] bool taken = false;
        [&]<std::size_t... Handler>(std::index_sequence<Handler...>) __attribute__((always_inline)) {
            (call_one_of_all(std::get<Handler>(handlers), event, taken), ...);
        }
        (as_sequence<handlers_called_for<Catalog, false, index, spec_of<Handlers>...>>());
    };
    with_index<void, alternative_count<Catalog>>(
        variant.index(), call, as_sequence<called_events<Catalog, false, spec_of<Handlers>...>>());
}

} // namespace detail

/// Calls the first of `handlers` whose pattern selects the event, and whose guard, if it has one, is true (see `when`), in the
/// order written; before it, every `tap` that selects the event.
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

/// Calls every one of `handlers` whose pattern selects the event and whose guard is true, in the order written, and taps before
/// them; `otherwise` only if no other handler is called. Results are dropped. The event is passed as an lvalue, since several handlers see it.
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
