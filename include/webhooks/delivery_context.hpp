#pragma once

#include "detail/requirements.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>

namespace webhooks {

/// What is known of a delivery besides its event. The second parameter of a handler that has two:
///
///     on<"secret.rotated">([](const auto& e, const delivery_context& about) { ... })
struct delivery_context {
    /// When the vendor signed the delivery, which is authentic. 1970-01-01 if the scheme signs no time, and in a
    /// `nats::worker`, whose messages are not signed.
    std::chrono::sys_seconds signed_at{};

    /// The secret that it was signed with: 0 for the current one, then the previous ones in their order. 0 in a
    /// `nats::worker`.
    std::size_t secret_index = 0;

    /// The event's id, as in the signed body. Valid until the handler returns, even if the handler moves the event away.
    std::string_view event_id{};
};

} // namespace webhooks
