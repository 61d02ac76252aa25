#pragma once

#include "catalog.hpp"
#include "diagnostics.hpp"
#include "handler.hpp"
#include "plan.hpp"
#include "result_type.hpp"

#include <boost/mp11/algorithm.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace scaivault {

namespace detail {

/// Calls `function` with the index of the variant as a constant. A `switch`, not a table of function
/// pointers: libstdc++'s `std::visit` is a table from 12 alternatives on, and 1.5 times as slow.
template <class Result, class Variant, class Function>
constexpr Result with_alternative(const Variant& variant, Function&& function) {
    constexpr std::size_t size = std::variant_size_v<Variant>;
    const std::size_t index = variant.index();
    if (index >= size) [[unlikely]]
        throw std::bad_variant_access{};
    return boost::mp11::mp_with_index<size>(index, std::forward<Function>(function));
}

template <class Catalog, class Variant, class... Handlers>
constexpr auto dispatch(Variant&& variant, const std::tuple<Handlers...>& handlers) {
    if constexpr (!is_sound<Catalog, true, typename std::remove_cvref_t<Handlers>::spec...>()) {
        report_unsound<Catalog, true, typename std::remove_cvref_t<Handlers>::spec...>();
        return diagnostics::refused{};
    } else if constexpr (!all_callable<Catalog, true, Variant&&, Handlers...>()) {
        report_uncallable<Catalog, true, Variant&&, Handlers...>();
        return diagnostics::refused{};
    } else if constexpr (!common_result<Catalog, Variant&&, Handlers...>::good) {
        common_result<Catalog, Variant&&, Handlers...>::report();
        return diagnostics::refused{};
    } else {
        using result = typename common_result<Catalog, Variant&&, Handlers...>::type;
        constexpr auto& takers = route<Catalog, typename std::remove_cvref_t<Handlers>::spec...>;
        return with_alternative<result>(variant, [&](auto index) -> result {
            auto& taker = std::get<takers[index]>(handlers);
            if constexpr (is_ignored<decltype(taker)>)
                return result();
            else if constexpr (std::is_void_v<result>)
                call<index>(taker, std::forward<Variant>(variant));
            else
                return static_cast<result>(call<index>(taker, std::forward<Variant>(variant)));
        });
    }
}

template <std::size_t Index, class Catalog, class Event, class... Handlers>
constexpr void call_all(Event& event, const std::tuple<Handlers...>& handlers) {
    bool taken = false;
    const auto offer = [&](auto& candidate) {
        using handler = std::remove_cvref_t<decltype(candidate)>;
        using spec = typename handler::spec;
        if constexpr (std::is_same_v<spec, takes_rest>) {
            if (!taken)
                candidate.function(event);
        } else if constexpr (!is_ignored<handler> && wanted_by<Catalog, spec>[Index]) {
            taken = true;
            candidate.function(event);
        }
    };
    std::apply([&](auto&... each) { (offer(each), ...); }, handlers);
}

} // namespace detail

/// Runs the first of `handlers` whose pattern selects the event, in the order written.
///
/// `event` is a `std::variant` of events: `any_event`, or one of a catalog of your own; a handler gets the
/// alternative with the constness and value category of `event`, so `match(std::move(event), ...)` moves
/// into the handler. Returns the common type of the handlers' results, or nothing if they return nothing.
///
/// Does not compile when a pattern selects no event type, when a handler can never run, when an event type
/// or the unknown ones have no handler, when a handler cannot be called with an event it selects, or when
/// the results have no common type. Throws what the handler throws, and `std::bad_variant_access` for a
/// variant without a value. One jump, whatever the number of types and handlers.
template <class Event, class... Handlers>
constexpr auto match(Event&& event, Handlers&&... handlers) {
    using catalog = typename catalog_for<std::remove_cvref_t<Event>>::type;
    return detail::dispatch<catalog>(std::forward<Event>(event), std::tuple<Handlers&...>{handlers...});
}

/// Runs every one of `handlers` whose pattern selects the event, in the order written; `otherwise` only
/// when none did. Results are dropped. The event is passed as an lvalue: several handlers see it.
///
/// Refused and thrown: as for `match`, except that a handler below others is no mistake.
template <class Event, class... Handlers>
constexpr void match_all(Event&& event, Handlers&&... handlers) {
    using catalog = typename catalog_for<std::remove_cvref_t<Event>>::type;
    using variant = std::remove_reference_t<Event>&;
    if constexpr (!detail::is_sound<catalog, false, typename std::remove_cvref_t<Handlers>::spec...>())
        detail::report_unsound<catalog, false, typename std::remove_cvref_t<Handlers>::spec...>();
    else if constexpr (!detail::all_callable<catalog, false, variant, Handlers...>())
        detail::report_uncallable<catalog, false, variant, Handlers...>();
    else
        detail::with_alternative<void>(event, [&](auto index) {
            detail::call_all<index, catalog>(*std::get_if<index>(&event),
                                             std::tuple<Handlers&...>{handlers...});
        });
}

} // namespace scaivault
