#pragma once

#include "handler.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <tuple>
#include <utility>

namespace webhooks {

/// A part of a list of handlers, made in any function or file and spliced where the whole list is made:
///
///     auto billing(ledger& to) { return handler_list{on<"secret.rotated">([&to](const auto& e) { ... })}; }
///     const handlers all{billing(to), audit(log), ignore_rest};
///
/// Takes handlers, taps and other lists. Nothing is checked here: coverage, unreachable handlers and the subscription are
/// those of the whole list, in the order in which its parts are written. State that a function captures by reference must
/// outlive the whole list. Movable if the functions are; not copyable if one is not.
template <class... Handlers>
class handler_list {
public:
    /// Moves the handlers into the list.
    constexpr explicit handler_list(Handlers... handlers) : handlers_(std::move(handlers)...) {}

    /// The handlers as a tuple, moved out of the list. For `basic_handlers`.
    [[nodiscard]] constexpr std::tuple<Handlers...> release() && { return std::move(handlers_); }

private:
    std::tuple<Handlers...> handlers_;
};

namespace detail {

template <class Handler>
inline constexpr bool is_handler_list = false;
template <class... Handlers>
inline constexpr bool is_handler_list<handler_list<Handlers...>> = true;

template <class... Handlers>
constexpr auto spliced(std::tuple<Handlers...> handlers);

/// A handler, or the handlers of a list, as a tuple.
template <class Handler>
constexpr auto as_tuple(Handler handler) {
    if constexpr (is_handler_list<Handler>)
        return spliced(std::move(handler).release());
    else
        return std::tuple<Handler>(std::move(handler));
}

/// The tuple with the handlers of its lists in their places.
template <class... Handlers>
constexpr auto spliced(std::tuple<Handlers...> handlers) {
    return std::apply([](Handlers&... each) { return std::tuple_cat(as_tuple(std::move(each))...); },
                      handlers);
}

} // namespace detail

} // namespace webhooks
