#pragma once

#include "../delivery_context.hpp"
#include "../error.hpp"

#include <optional>
#include <type_traits>
#include <utility>

/// How a receiver calls handlers: what a function returns that can fail becomes a failure.
namespace webhooks::detail {

struct results_at_once; // defined in dispatch/result_type.hpp

/// The failure in an error code or a `result`; nothing if it is a success.
template <class Returned>
std::optional<failure> failure_in(Returned&& returned) {
    if constexpr (std::is_same_v<std::remove_cvref_t<Returned>, failure>) {
        return std::forward<Returned>(returned);
    } else if constexpr (requires { returned.has_value(); }) {
        if (returned.has_value())
            return std::nullopt;
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(returned.error())>, failure>)
            return std::forward<Returned>(returned).error();
        else
            return failure{.code = returned.error()};
    } else {
        if (!returned)
            return std::nullopt;
        return failure{.code = returned};
    }
}

/// Keeps the failure that a function returned. A report is called with each result that is not `void`, and returns whether
/// it is a success. `results`: what it takes.
struct failure_report {
    using results = results_at_once;

    std::optional<failure>& failed;

    template <class Returned>
    bool operator()(Returned&& returned) const {
        failed = failure_in(std::forward<Returned>(returned));
        return !failed;
    }
};

/// Calls handlers with an event, for a receiver. Returns the failure of the handler, or nothing.
/// \throws what the handlers throw
template <class Handlers, class Event>
[[nodiscard]] std::optional<failure> call_handlers(Handlers& handlers, Event&& event,
                                                   const delivery_context& context) {
    std::optional<failure> failed;
    handlers(std::forward<Event>(event), context, failure_report{failed});
    return failed;
}

} // namespace webhooks::detail
