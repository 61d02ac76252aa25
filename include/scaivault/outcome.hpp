#pragma once

#include "json/error.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>

namespace scaivault {

/// What became of a delivery.
class outcome {
public:
    /// What became of it, in one word.
    enum kind_type : std::uint8_t {
        handled,        ///< a handler took it and returned
        unhandled,      ///< a type of the catalog that no handler takes
        unknown,        ///< a type that the catalog does not know; its handler, if there is one, returned
        duplicate,      ///< its id was handled before
        in_progress,    ///< another delivery of the same id is being handled now
        guard_full,     ///< the replay guard has no room for the id: not handled, to be sent again later
        rejected,       ///< not authentic, not fresh or not well-formed: see `error()`
        handler_failed, ///< a handler threw (or the guard, or there was no memory): see `exception()`
    };

    /// An outcome without an error. `event_type` lives on: a name of the catalog, or empty.
    outcome(kind_type kind, std::string_view event_type, std::size_t secret_index = 0) noexcept
        : kind_(kind), event_type_(event_type), secret_index_(secret_index) {}

    /// A rejected delivery.
    explicit outcome(failure error) noexcept : kind_(rejected), error_(std::move(error)) {}

    /// A delivery whose handler failed; `exception` is what was thrown. `is_unavailable`: what the handler needs could not
    /// be reached, so the sender should try again (503 by default, not 500).
    explicit outcome(std::exception_ptr exception, bool is_unavailable = false) noexcept
        : kind_(handler_failed), is_unavailable_(is_unavailable), exception_(std::move(exception)) {}

    /// What became of it.
    [[nodiscard]] kind_type kind() const noexcept { return kind_; }

    /// The event's type as a name of the catalog; empty for an unknown type and before it is known.
    [[nodiscard]] std::string_view event_type() const noexcept { return event_type_; }

    /// Which secret it was signed with: 0 for the current one, then the earlier ones in their order. Once a
    /// rotation is over, no delivery comes with an earlier one. 0 too for what was rejected or failed.
    [[nodiscard]] std::size_t secret_index() const noexcept { return secret_index_; }

    /// Why it was rejected; null for any other outcome. Lives as long as the outcome.
    [[nodiscard]] const failure* error() const noexcept { return error_ ? &*error_ : nullptr; }

    /// What was thrown; null for any other outcome.
    [[nodiscard]] const std::exception_ptr& exception() const noexcept { return exception_; }

    /// Whether a failed handler could not reach what it needs. True for a forwarder whose stream did not acknowledge the event.
    [[nodiscard]] bool is_unavailable() const noexcept { return is_unavailable_; }

    /// Compares the kind: `received == outcome::rejected`.
    [[nodiscard]] friend bool operator==(const outcome& left, kind_type right) noexcept {
        return left.kind_ == right;
    }

private:
    kind_type kind_;
    bool is_unavailable_ = false;
    std::string_view event_type_{};
    std::size_t secret_index_ = 0;
    std::optional<failure> error_{};
    std::exception_ptr exception_{};
};

/// The name of an outcome, for logs.
[[nodiscard]] constexpr std::string_view to_string(outcome::kind_type kind) noexcept {
    switch (kind) {
    case outcome::handled:
        return "handled";
    case outcome::unhandled:
        return "unhandled";
    case outcome::unknown:
        return "unknown";
    case outcome::duplicate:
        return "duplicate";
    case outcome::in_progress:
        return "in_progress";
    case outcome::guard_full:
        return "guard_full";
    case outcome::rejected:
        return "rejected";
    case outcome::handler_failed:
        return "handler_failed";
    }
    return "";
}

/// The HTTP status for each outcome. The defaults are those of the vendor's sample where it has one; which
/// statuses the vendor tries again is not documented, so each can be changed.
struct http_statuses {
    int handled = 200;        ///< a handler took it and returned
    int unhandled = 200;      ///< a type of the catalog that no handler takes
    int unknown = 200;        ///< a type that the catalog does not know
    int duplicate = 200;      ///< its id was handled before
    int in_progress = 409;    ///< its id is being handled now
    int guard_full = 503;     ///< the replay guard has no room for its id
    int malformed = 400;      ///< rejected: headers missing or malformed, or the JSON
    int unauthorized = 401;   ///< rejected: stale, from the future, or signature or headers do not match
    int too_large = 413;      ///< rejected: the body is longer than the limit
    int handler_failed = 500; ///< a handler threw, or the guard, or there was no memory
    int unavailable = 503;    ///< a handler could not reach what it needs: `outcome::is_unavailable()`
};

/// The HTTP status that answers a delivery.
[[nodiscard]] inline int http_status(const outcome& of, const http_statuses& statuses = {}) noexcept {
    switch (of.kind()) {
    case outcome::handled:
        return statuses.handled;
    case outcome::unhandled:
        return statuses.unhandled;
    case outcome::unknown:
        return statuses.unknown;
    case outcome::duplicate:
        return statuses.duplicate;
    case outcome::in_progress:
        return statuses.in_progress;
    case outcome::guard_full:
        return statuses.guard_full;
    case outcome::handler_failed:
        return of.is_unavailable() ? statuses.unavailable : statuses.handler_failed;
    case outcome::rejected:
        break;
    }
    const auto code = of.error() != nullptr ? of.error()->code : boost::system::error_code{};
    if (code == errc::too_large)
        return statuses.too_large;
    for (const auto unauthorized :
         {errc::stale, errc::from_the_future, errc::signature_mismatch, errc::header_mismatch})
        if (code == unauthorized)
            return statuses.unauthorized;
    return statuses.malformed;
}

} // namespace scaivault
