#pragma once

#include "../error.hpp"

#include <boost/system/error_code.hpp>

#include <nats/nats.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace webhooks::nats {

namespace detail {

class nats_category_type final : public boost::system::error_category {
public:
    constexpr nats_category_type() noexcept : error_category(0x5ca1'7a01'7e44'0c02) {}

    [[nodiscard]] const char* name() const noexcept override { return "nats"; }

    [[nodiscard]] std::string message(int value) const override {
        const char* const text = natsStatus_GetText(static_cast<natsStatus>(value));
        return std::string("NATS: ").append(text != nullptr ? text : "unknown status");
    }
};

inline constexpr nats_category_type nats_category_instance{};

} // namespace detail

/// The error category of `natsStatus`, the status codes of the client library. Its name is "nats".
[[nodiscard]] inline const boost::system::error_category& nats_category() noexcept {
    return detail::nats_category_instance;
}

/// An operation that NATS refused, or that could not reach it. `reason().code` is a `natsStatus` in `nats_category()`.
class error : public std::runtime_error {
public:
    /// `what()` is "webhooks: " and the message of `reason`.
    explicit error(failure reason)
        : std::runtime_error("webhooks: " + reason.message()), reason_(std::move(reason)) {}

    /// The failed operation and the cause. Valid as long as the exception.
    [[nodiscard]] const failure& reason() const noexcept { return reason_; }

private:
    failure reason_;
};

namespace detail {

/// A failure from a status, with the client library's last error text on this thread.
///
/// \param doing  the operation, such as "cannot connect"
/// \param code   JetStream's error number; 0 if there is none
[[nodiscard]] inline failure failure_of(natsStatus status, std::string_view doing, int code = 0) {
    failure made{.code = {static_cast<int>(status), nats_category()}, .detail = std::string(doing)};
    natsStatus last = NATS_OK;
    const char* const text = nats_GetLastError(&last);
    if (text != nullptr && *text != '\0' && last == status)
        made.detail.append(": ").append(text);
    if (code != 0)
        made.detail.append(" (JetStream error ").append(std::to_string(code)).append(")");
    return made;
}

inline void check(natsStatus status, std::string_view doing, int code = 0) {
    if (status != NATS_OK)
        throw error(failure_of(status, doing, code));
}

} // namespace detail

} // namespace webhooks::nats
