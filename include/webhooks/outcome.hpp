#pragma once

#include "detail/hex.hpp"
#include "detail/kept_text.hpp"
#include "error.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace webhooks {

namespace detail {

/// The event that an outcome is about.
struct event_name {
    event_name() noexcept = default;
    /// \param known    the type as a name of the catalog, with static storage; empty if the catalog does not know it
    /// \param unknown  the type if the catalog does not know it; copied
    event_name(std::string_view event_id, std::string_view known, std::string_view unknown)
        : id(event_id), known_type(known), unknown_type(known.empty() ? unknown : std::string_view()) {}

    kept_text id{};
    std::string_view known_type{};
    std::string unknown_type{};
};

} // namespace detail

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
    int accepted = 200;       ///< claimed, to be handled after the answer: see `accepted_event`
};

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
        accepted,       ///< claimed, to be handled later: see `accepted_event`
    };

    /// `handler_failed`, of no event: a place for an outcome, as `boost::asio::co_spawn` needs one.
    outcome() noexcept : outcome(handler_failed, {}) {}

    /// An outcome without an error. `event_type` is not copied: it must have static storage (a name of the catalog)
    /// or be empty.
    outcome(kind_type kind, std::string_view event_type, std::size_t secret_index = 0) noexcept
        : kind_(kind), secret_index_(secret_index) {
        event_.known_type = event_type;
    }

    /// A delivery that ended with a failure: a rejected one, or one whose handler returned the failure (`handler_failed`).
    explicit outcome(failure error, kind_type kind = rejected) noexcept
        : kind_(kind), error_(std::move(error)) {}

    /// A delivery whose handler failed.
    /// \param exception       the exception that was thrown
    /// \param is_unavailable  whether the handler could not reach something it needs, so that a retry can succeed
    explicit outcome(std::exception_ptr exception, bool is_unavailable = false) noexcept
        : kind_(handler_failed), is_unavailable_(is_unavailable), exception_(std::move(exception)) {}

    /// An outcome without an error, of an event. For receivers.
    outcome(detail::event_name&& event, kind_type kind, std::size_t secret_index) noexcept
        : kind_(kind), secret_index_(secret_index), event_(std::move(event)) {}

    /// Says which event the outcome is about. For receivers.
    void about(detail::event_name&& event) noexcept { event_ = std::move(event); }

    /// Which event the outcome is about, for another outcome of it. For receivers.
    [[nodiscard]] detail::event_name event() && noexcept { return std::move(event_); }

    /// The kind of result.
    [[nodiscard]] kind_type kind() const noexcept { return kind_; }

    /// The event's type, whether the catalog knows it or not. Empty if the delivery was refused before its body was read,
    /// or if the body has none. Of an unknown type any text: the sender, who has the secret, chooses it.
    /// Valid as long as the outcome.
    [[nodiscard]] std::string_view event_type() const noexcept {
        return event_.known_type.empty() ? std::string_view(event_.unknown_type) : event_.known_type;
    }

    /// The event's type as a name of the catalog, with static storage; empty if the catalog does not know it. As a label
    /// of a metric it has as many values as the catalog has types.
    [[nodiscard]] std::string_view known_type() const noexcept { return event_.known_type; }

    /// The event's id, from the signed body. Empty if the delivery was refused before its body was read, or if the body
    /// has none. Valid as long as the outcome.
    [[nodiscard]] std::string_view event_id() const noexcept { return event_.id.text(); }

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

    /// The HTTP status to answer with; the same as `http_status(*this, statuses)`.
    [[nodiscard]] int status(const http_statuses& statuses = {}) const noexcept;

    /// One line for a log: the kind, the event's type and id if they are known, and why the delivery was refused or failed.
    ///
    ///     handled secret.rotated evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z
    ///     rejected: the delivery was signed too long ago: signed 301 s ago; the tolerance is 300 s; ...
    ///     handler_failed secret.rotated evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z: disk full
    ///
    /// Contains no secret, no signature and nothing of the payload. In a type or an id, what is not printable ASCII is
    /// written as `\xNN`, and a text of more than 200 characters is cut. In an exception's text, control characters become
    /// question marks.
    /// \throws std::bad_alloc
    [[nodiscard]] std::string message() const;

    /// Compares the kind, as in `received == outcome::rejected`.
    [[nodiscard]] friend bool operator==(const outcome& left, kind_type right) noexcept {
        return left.kind_ == right;
    }

    /// Prints `message()`.
    template <class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        const outcome& of) {
        return out << of.message();
    }

private:
    kind_type kind_;
    bool is_unavailable_ = false;
    std::size_t secret_index_ = 0;
    detail::event_name event_{};
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
    case outcome::accepted:
        return "accepted";
    }
    return "";
}

/// Prints the enumerator's name.
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, outcome::kind_type kind) {
    return out << to_string(kind);
}

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
    case outcome::accepted:
        return statuses.accepted;
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

inline int outcome::status(const http_statuses& statuses) const noexcept {
    return http_status(*this, statuses);
}

namespace detail {

/// Appends a space and the text, which anyone may have chosen, so that it can neither end the line nor forge another.
inline void append_word(std::string& line, std::string_view text) {
    constexpr std::size_t longest = 200;
    if (!text.empty())
        line.push_back(' ');
    for (const char c : text.substr(0, longest))
        if (c > ' ' && c <= '~' && c != '\\')
            line.push_back(c);
        else {
            const auto digits = hex_of(c, lower_hex_digits);
            line.append({'\\', 'x', digits[0], digits[1]});
        }
    if (text.size() > longest)
        line.append("...");
}

/// What an exception says, in one line.
[[nodiscard]] inline std::string text_of(const std::exception_ptr& exception) {
    std::string text = "something that is no std::exception was thrown";
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& thrown) {
        text = thrown.what();
    } catch (...) { // NOLINT(bugprone-empty-catch): the text says it
    }
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7F')
            c = '?';
    return text;
}

/// Calls a user's function, if it is not empty. Its exceptions are swallowed: a log that fails must not fail the delivery.
template <class Seen>
void tell(const std::function<void(const Seen&)>& function, const std::type_identity_t<Seen>& seen) noexcept {
    if (!function)
        return;
    try {
        function(seen);
    } catch (...) { // NOLINT(bugprone-empty-catch): see above
    }
}

} // namespace detail

inline std::string outcome::message() const {
    std::string line(to_string(kind_));
    detail::append_word(line, event_type());
    detail::append_word(line, event_id());
    if (error_)
        line.append(": ").append(error_->message());
    else if (exception_)
        line.append(": ").append(detail::text_of(exception_));
    return line;
}

} // namespace webhooks
