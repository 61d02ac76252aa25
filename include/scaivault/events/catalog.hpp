#pragma once

/// The event types of ScaiVault, and `match` and `handlers` for them.

#include "../dispatch.hpp"
#include "types.hpp"

namespace scaivault {

/// A reusable list of handlers for the events of `catalog`. Checked at compile time where it is constructed.
///
///     auto hs = handlers{on<"secret.rotated">(f), on<"policy.**">(g), otherwise(h)};
///     hs(event);
///
/// See `basic_handlers` for the rest.
template <class... Handlers>
struct handlers : basic_handlers<catalog, Handlers...> {
    using basic_handlers<catalog, Handlers...>::basic_handlers;
};

template <class... Handlers>
handlers(Handlers...) -> handlers<Handlers...>;

} // namespace scaivault
