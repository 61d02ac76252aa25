#pragma once

#include "catalog.hpp"
#include "diagnostics.hpp"
#include "handler.hpp"
#include "plan.hpp"
#include "result_type.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

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

/// The alternative that the variant holds as `Base`, from which all are derived; one function, where
/// `with_alternative` makes one for each.
template <class Base, class Variant>
constexpr Base& alternative_as(Variant& variant) {
    Base* found = nullptr;
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        static_cast<void>(((variant.index() == Index && (found = std::get_if<Index>(&variant))) || ...));
    }
    (std::make_index_sequence<std::variant_size_v<std::remove_const_t<Variant>>>{});
    if (found == nullptr) [[unlikely]]
        throw std::bad_variant_access{};
    return *found;
}

/// What a match returns for an event that `Ignoring` takes. A template, because Clang looks into the branch of a
/// lambda that is not taken when nothing in it depends on the lambda's own parameters.
template <class Result, class Ignoring>
constexpr Result ignored_result() {
    return Result();
}

/// Runs the first handler that takes what `variant` holds. There are no mistakes in the list.
template <class Catalog, class Variant, class... Handlers>
constexpr auto dispatch(Variant&& variant, const std::tuple<Handlers...>& handlers) {
    using result = typename common_result<Catalog, Variant&&, Handlers...>::type;
    constexpr auto& takers = route<Catalog, typename std::remove_cvref_t<Handlers>::spec...>;
    return with_alternative<result>(variant, [&](auto index) -> result {
        auto& taker = std::get<takers[index]>(handlers);
        if constexpr (is_ignored<decltype(taker)>)
            return ignored_result<result, decltype(taker)>();
        else if constexpr (std::is_void_v<result>)
            call<index>(taker, std::forward<Variant>(variant));
        else
            return static_cast<result>(call<index>(taker, std::forward<Variant>(variant)));
    });
}

/// Runs every handler that takes alternative `Index`; what takes the rest only if no other does.
template <std::size_t Index, class Catalog, class Event, class... Handlers>
constexpr void call_all(Event& event, const std::tuple<Handlers...>& handlers) {
    constexpr bool taken =
        ((!std::is_same_v<typename std::remove_cvref_t<Handlers>::spec, takes_rest> &&
          !is_ignored<Handlers> &&
          std::get<Index>(wanted_by<Catalog, typename std::remove_cvref_t<Handlers>::spec>)) ||
         ...);
    const auto offer = [&](auto& candidate) {
        using handler = std::remove_cvref_t<decltype(candidate)>;
        using spec = typename handler::spec;
        constexpr bool wants =
            std::is_same_v<spec, takes_rest> ? !taken : std::get<Index>(wanted_by<Catalog, spec>);
        if constexpr (wants && !is_ignored<handler>)
            static_cast<void>(candidate.function(event));
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
    using mistakes = detail::mistakes_in<catalog, true, Event&&, Handlers&...>;
    if constexpr (boost::mp11::mp_empty<mistakes>::value)
        return detail::dispatch<catalog>(std::forward<Event>(event), std::tuple<Handlers&...>{handlers...});
    else
        return boost::mp11::mp_rename<mistakes, diagnostics::refusal>{};
}

/// Runs every one of `handlers` whose pattern selects the event, in the order written; `otherwise` only
/// when none did. Results are dropped. The event is passed as an lvalue: several handlers see it.
///
/// Refused and thrown: as for `match`, except that a handler below others is no mistake.
template <class Event, class... Handlers>
constexpr void match_all(Event&& event, Handlers&&... handlers) {
    using catalog = typename catalog_for<std::remove_cvref_t<Event>>::type;
    using variant = std::remove_reference_t<Event>&;
    using mistakes = detail::mistakes_in<catalog, false, variant, Handlers&...>;
    if constexpr (boost::mp11::mp_empty<mistakes>::value)
        detail::with_alternative<void>(event, [&](auto index) {
            detail::call_all<index, catalog>(*std::get_if<index>(&event),
                                             std::tuple<Handlers&...>{handlers...});
        });
    else
        static_cast<void>(sizeof(boost::mp11::mp_rename<mistakes, diagnostics::refusal>));
}

} // namespace scaivault
