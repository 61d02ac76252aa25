#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace webhooks::nats::detail {

/// The result of processing one message.
struct verdict {
    enum kind_type : std::uint8_t {
        handled,
        duplicate,   ///< the guard knows the event
        unhandled,   ///< no handler takes the event
        in_progress, ///< another worker has claimed the event
        failed,      ///< the handler threw, or something before the handler did
        not_begun,   ///< the worker was stopped before the handler was called
        refused,     ///< not an event, different from its subject or headers, or out of tries
    };

    kind_type kind = handled;
    std::string reason{}; ///< set for `failed` and `refused`
};

struct held_message;
using judge = std::function<verdict(held_message&)>;

} // namespace webhooks::nats::detail
