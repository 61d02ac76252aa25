#pragma once

#include "../json/error.hpp"

#include <boost/system/error_code.hpp>

#include <nats/nats.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace scaivault::nats {

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

/// The category of the client library's statuses (`natsStatus`); its name is "nats".
[[nodiscard]] inline const boost::system::error_category& nats_category() noexcept {
    return detail::nats_category_instance;
}

/// What NATS refused, or could not be asked for. `reason().code` is a `natsStatus` in `nats_category()`.
class error : public std::runtime_error {
public:
    /// What `what()` says is made of it.
    explicit error(failure reason)
        : std::runtime_error("scaivault: " + reason.message()), reason_(std::move(reason)) {}

    /// What was refused, and why. Lives as long as the exception.
    [[nodiscard]] const failure& reason() const noexcept { return reason_; }

private:
    failure reason_;
};

namespace detail {

/// What the client library says of its last call on this thread.
///
/// \param doing  what failed: "cannot connect"
/// \param code   JetStream's own number; 0 where it gave none
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

} // namespace scaivault::nats
