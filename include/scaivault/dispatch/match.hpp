#pragma once

#include "alternatives.hpp"
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

/// What a match returns for an event that `Ignoring` takes. A template, because Clang looks into the branch of a
/// lambda that is not taken when nothing in it depends on the lambda's own parameters.
template <class Result, class Ignoring>
constexpr Result ignored_result() {
    return Result();
}

/// Runs the first handler that takes what `variant` holds. There are no mistakes in the list. `Handlers` are references,
/// `handlers` a tuple of them or of what they refer to.
template <class Catalog, class Passed, class... Handlers, class Tuple>
constexpr auto dispatch(passed_as<Passed, typename Catalog::variant> variant, Tuple& handlers) {
    using result = typename common_result<Catalog, Passed, Handlers...>::type;
    constexpr auto& takers = route<Catalog, typename std::remove_cvref_t<Handlers>::spec...>;
    const auto call = [&](auto index) -> result {
        auto& taker = std::get<takers[index]>(handlers);
        using handler = decltype(taker);
        if constexpr (is_ignored<handler>) {
            return ignored_result<result, handler>();
        } else {
            using argument = argument_for<handler, Catalog, Passed, index>;
            auto&& event = held<Catalog, index, Passed>(
                static_cast<passed_as<Passed, typename Catalog::variant>>(variant));
            if constexpr (std::is_void_v<result>)
                taker.function(static_cast<argument>(event));
            else
                return static_cast<result>(taker.function(static_cast<argument>(event)));
        }
    };
    return with_index<result, alternative_count<Catalog>>(held_index(variant), call);
}

/// Runs every handler that takes `event`, alternative `Index`; what takes the rest only if no other does.
template <class Catalog, std::size_t Index, class Event, class... Handlers>
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

/// Runs every handler that takes what `variant` holds. There are no mistakes in the list.
template <class Catalog, class Passed, class... Handlers>
constexpr void dispatch_to_all(passed_as<Passed, typename Catalog::variant> variant,
                               const std::tuple<Handlers...>& handlers) {
    const auto call = [&](auto index) {
        call_all<Catalog, index>(held<Catalog, index, Passed>(variant), handlers);
    };
    with_index<void, alternative_count<Catalog>>(held_index(variant), call);
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
/// variant without a value. One jump, whatever the number of types and handlers. In a constant expression: up to 64
/// alternatives.
template <class Event, class... Handlers>
constexpr auto match(Event&& event, Handlers&&... handlers) {
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

/// Runs every one of `handlers` whose pattern selects the event, in the order written; `otherwise` only
/// when none did. Results are dropped. The event is passed as an lvalue: several handlers see it.
///
/// Refused and thrown: as for `match`, except that a handler below others is no mistake.
template <class Event, class... Handlers>
constexpr void match_all(Event&& event, Handlers&&... handlers) {
    using catalog = typename catalog_for<std::remove_cvref_t<Event>>::type;
    using passed = detail::passing_of<Event&>;
    using mistakes = detail::mistakes_in<catalog, false, passed, Handlers&...>;
    if constexpr (boost::mp11::mp_empty<mistakes>::value)
        detail::dispatch_to_all<catalog, passed>(event, std::tuple<Handlers&...>{handlers...});
    else
        static_cast<void>(sizeof(boost::mp11::mp_rename<mistakes, diagnostics::refusal>));
}

} // namespace scaivault
