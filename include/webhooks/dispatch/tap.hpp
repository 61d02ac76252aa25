#pragma once

#include "fixed_string.hpp"
#include "handler.hpp"

#include <type_traits>
#include <utility>

namespace webhooks {

/// Sees every event that one of `Patterns` selects, and takes none: for audit and metrics beside the handlers.
///
/// \param function  copied or moved into the tap. Called with the event, always as `const&`, before the handler that takes
///                  the event, wherever the tap is in the list. Taps are called in the order written. In a list for a
///                  receiver it may have a second parameter, `const delivery_context&`
///
/// A tap covers nothing: each type still needs a handler or `ignore_rest`. A type that is ignored is decoded for the tap, and
/// its outcome is `handled`. A tap counts for `subscription()`. Patterns select no unknown event.
///
/// In `match`, what the function returns is dropped. In a receiver it returns `void` or something that can fail, as a handler
/// does; after a failure or an exception the handler is not called, and the delivery is to be retried.
template <fixed_string... Patterns, class Function>
requires(sizeof...(Patterns) > 0) [[nodiscard]] constexpr auto tap(Function&& function)
    -> detail::clause<detail::sees_patterns<Patterns...>, std::decay_t<Function>> {
    return {std::forward<Function>(function)};
}

} // namespace webhooks
