#pragma once

#include "publisher.hpp"

#include "../outcome.hpp"
#include "../signature.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace scaivault {

namespace nats {

/// How a forwarder works.
struct forwarder_options {
    verify_options verify{};       ///< the signature's age
    publisher_options publisher{}; ///< where the events go, and the limits of the text

    /// The current time; the system's clock when empty. Called once a delivery, from the caller's thread.
    std::function<std::chrono::sys_seconds()> clock{};
};

/// What became of a delivery that was to go to a stream. As `outcome` says, except:
///
/// - `handled` and `unknown`: the stream has it, and a worker handles it;
/// - `duplicate`: the stream had it already;
/// - `handler_failed`: the stream did not acknowledge it; `exception()` holds an `error`. The status is 503.
class forward_outcome : public outcome {
public:
    using outcome::outcome;

    /// An outcome without an error; `published` says where the event is.
    forward_outcome(kind_type kind, std::string_view event_type, publication published) noexcept
        : outcome(kind, event_type), sequence_(published.sequence) {}

    /// The event's place in the stream; 0 if it is not known to be there.
    [[nodiscard]] std::uint64_t sequence() const noexcept { return sequence_; }

private:
    std::uint64_t sequence_ = 0;
};

/// A receiver that puts events into a stream, for workers to handle, where `receiver` handles them itself; it
/// is called in the same way. A delivery is answered with success only once the stream has acknowledged it.
///
/// It has no replay guard: the stream knows the ids of the last minutes, and a worker's guard the rest.
/// `receive` may be called from many threads at once.
class forwarder {
public:
    /// Throws `std::invalid_argument` for options that make no sense.
    forwarder(signing_secrets secrets, connection to, forwarder_options options = {})
        : options_(std::move(options)), verifier_(std::move(secrets), options_.verify),
          publisher_(to, options_.publisher) {
        // The id and the subject travel in the same message; a longer body could never be published.
        constexpr std::size_t room = 8'192;
        if (const auto most = to.max_message_size(); most > room)
            max_body_ = std::min(max_body_, most - room);
    }

    /// Verifies a delivery, and publishes its event whatever its type.
    ///
    /// \param received  the headers and the raw body, as they came; used during the call only
    /// \return what became of it
    /// \throws nothing for bad input, nor for what NATS does
    template <class Catalog = catalog>
    [[nodiscard]] forward_outcome receive(const delivery& received) {
        return receive<Catalog>(received, nullptr);
    }

    /// The same, for the event types that `handlers` take; others are `unhandled` or `unknown` and not
    /// published. The handlers are not called: a `worker` does that.
    template <class Handlers>
    [[nodiscard]] forward_outcome receive(const delivery& received, const Handlers&) {
        return receive<typename Handlers::catalog_type>(received, Handlers::handled_types().data());
    }

private:
    template <class Catalog>
    forward_outcome receive(const delivery& received, const bool* wanted) {
        try {
            if (received.body.size() > max_body_)
                return forward_outcome(scaivault::detail::too_large(received.body.size(), max_body_));
            const auto body = verifier_.verify(received, now());
            if (!body)
                return forward_outcome(body.error());
            const auto found = detail::identify<Catalog>(*body, publisher_.options().decode);
            if (!found)
                return forward_outcome(found.error());
            const bool known = found->type < Catalog::size;
            const auto type = known ? Catalog::names[found->type] : std::string_view{};
            if (wanted != nullptr && !wanted[found->type])
                return {known ? outcome::unhandled : outcome::unknown, type};
            const auto published =
                publisher_.publish(publisher::type_of<Catalog>(*found), found->event_id, body->body());
            if (!published)
                return forward_outcome(std::make_exception_ptr(error(published.error())));
            if (published->duplicate)
                return {outcome::duplicate, type, *published};
            return {known ? outcome::handled : outcome::unknown, type, *published};
        } catch (...) {
            return forward_outcome(std::current_exception());
        }
    }

    [[nodiscard]] std::chrono::sys_seconds now() const {
        return options_.clock ? options_.clock()
                              : std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }

    forwarder_options options_;
    verifier verifier_;
    publisher publisher_;
    std::size_t max_body_ = options_.publisher.decode.max_size;
};

} // namespace nats

/// The HTTP status that answers a forwarded delivery: 503 for one that the stream did not acknowledge, so that
/// the sender tries again; otherwise as for any `outcome`.
[[nodiscard]] inline int http_status(const nats::forward_outcome& of,
                                     const http_statuses& statuses = {.handler_failed = 503}) noexcept {
    return http_status(static_cast<const outcome&>(of), statuses);
}

} // namespace scaivault
