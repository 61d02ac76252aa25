#pragma once

#include "error.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>

namespace webhooks {

/// The result of processing one delivery.
class outcome {
public:
    /// The kinds of result.
    enum kind_type : std::uint8_t {
        handled,        ///< a handler was called and returned
        unhandled,      ///< a type of the catalog that no handler takes
        unknown,        ///< a type that is not in the catalog; its handler, if there is one, returned
        duplicate,      ///< the id was handled before
        in_progress,    ///< another delivery with the same id is being handled now
        guard_full,     ///< the replay guard has no room for the id: not handled, to be retried later
        rejected,       ///< not authentic, not fresh or malformed: see `error()`
        handler_failed, ///< a handler or the guard threw, or memory ran out: see `exception()`
    };

    /// An outcome without an error. `event_type` is not copied: it must have static storage (a name of the catalog)
    /// or be empty.
    outcome(kind_type kind, std::string_view event_type, std::size_t secret_index = 0) noexcept
        : kind_(kind), event_type_(event_type), secret_index_(secret_index) {}

    /// A rejected delivery.
    explicit outcome(failure error) noexcept : kind_(rejected), error_(std::move(error)) {}

    /// A delivery that ended with a failure: `rejected`, or `handler_failed` for a handler that returned it.
    outcome(kind_type kind, failure error) noexcept : kind_(kind), error_(std::move(error)) {}

    /// A delivery whose handler failed.
    /// \param exception       the exception that was thrown
    /// \param is_unavailable  whether the handler could not reach something it needs, so that a retry can succeed
    explicit outcome(std::exception_ptr exception, bool is_unavailable = false) noexcept
        : kind_(handler_failed), is_unavailable_(is_unavailable), exception_(std::move(exception)) {}

    /// The kind of result.
    [[nodiscard]] kind_type kind() const noexcept { return kind_; }

    /// The event's type as a name of the catalog. Empty for an unknown type, and if processing failed before the type
    /// was read.
    [[nodiscard]] std::string_view event_type() const noexcept { return event_type_; }

    /// The index of the secret that signed the delivery: 0 for the current secret, then the previous secrets in order.
    /// A previous secret can be removed when no delivery is signed with it any more. Also 0 for `rejected` and
    /// `handler_failed`.
    [[nodiscard]] std::size_t secret_index() const noexcept { return secret_index_; }

    /// The reason for `rejected`, or what a failed handler returned; null if there is none. Valid as long as the outcome.
    [[nodiscard]] const failure* error() const noexcept { return error_ ? &*error_ : nullptr; }

    /// The exception of `handler_failed`; null if there is none.
    [[nodiscard]] const std::exception_ptr& exception() const noexcept { return exception_; }

    /// Whether a failed handler could not reach something it needs. True for a forwarder whose stream did not acknowledge
    /// the event.
    [[nodiscard]] bool is_unavailable() const noexcept { return is_unavailable_; }

    /// Compares the kind, as in `received == outcome::rejected`.
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

/// The enumerator's name, for logs.
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

/// The HTTP status for each outcome.
///
/// The defaults follow the vendor's sample where it has one. The vendor does not document which statuses it retries,
/// so each can be changed.
struct http_statuses {
    int handled = 200;        ///< a handler was called and returned
    int unhandled = 200;      ///< a type of the catalog that no handler takes
    int unknown = 200;        ///< a type that is not in the catalog
    int duplicate = 200;      ///< the id was handled before
    int in_progress = 409;    ///< the id is being handled now
    int guard_full = 503;     ///< the replay guard has no room for the id
    int malformed = 400;      ///< rejected: missing or malformed headers, or malformed JSON
    int unauthorized = 401;   ///< rejected: stale, timestamp in the future, signature or header mismatch
    int too_large = 413;      ///< rejected: the body is longer than the limit
    int handler_failed = 500; ///< a handler or the guard threw, or memory ran out
    int unavailable = 503;    ///< a handler failed because it could not reach something it needs
};

/// The HTTP status to answer a delivery with.
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

} // namespace webhooks
