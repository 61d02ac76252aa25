#pragma once

#include "publisher.hpp"

#include "../outcome.hpp"
#include "../scheme.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
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
/// It has no replay guard: the stream knows the ids of the last minutes, and a worker's guard the rest. So the stream's
/// `duplicate_window` must be as long as a captured delivery stays fresh: twice the signature's tolerance and a second,
/// since clocks of whole seconds add one. It is read from the server once; nothing is published until it is known, which
/// is answered with 503. `receive` may be called from many threads at once.
class forwarder {
public:
    /// \throws std::invalid_argument for options that make no sense, or if the stream is there and its
    ///         `duplicate_window` is too short
    forwarder(signing_secrets secrets, connection to, forwarder_options options = {})
        : options_(std::move(options)), verifier_(std::move(secrets), options_.verify),
          publisher_(to, options_.publisher), connection_(to) {
        (void)check_window(); // a stream that is not there yet is looked at again
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
            if (auto unknown = check_window())
                return forward_outcome(std::make_exception_ptr(error(*std::move(unknown))));
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

    /// Why the window is not known, or nothing. Throws `std::invalid_argument` if it is too short.
    [[nodiscard]] std::optional<failure> check_window() const {
        if (*window_suffices_)
            return std::nullopt;
        const auto& stream = publisher_.options().stream;
        jsOptions options;
        jsOptions_Init(&options);
        options.Wait = publisher_.options().ack_timeout.count();
        jsStreamInfo* info = nullptr;
        auto code = static_cast<jsErrCode>(0);
        const natsStatus status =
            js_GetStreamInfo(&info, connection_.jetstream(), stream.c_str(), &options, &code);
        if (status != NATS_OK)
            return detail::failure_of(status,
                                      "cannot publish to " + stream + ": its duplicate window is not known",
                                      static_cast<int>(code));
        const std::chrono::nanoseconds window(info->Config->Duplicates);
        jsStreamInfo_Destroy(info);
        const auto fresh = 2 * verifier_.tolerance() + std::chrono::seconds(1);
        if (window < fresh)
            throw std::invalid_argument(
                "scaivault: the duplicate window of the stream " + stream + " is " +
                std::to_string(std::chrono::floor<std::chrono::seconds>(window).count()) +
                " s, and a captured delivery stays fresh for " + std::to_string(fresh.count()) +
                " s, twice the tolerance and one");
        *window_suffices_ = true;
        return std::nullopt;
    }

    [[nodiscard]] std::chrono::sys_seconds now() const {
        return options_.clock ? options_.clock()
                              : std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }

    forwarder_options options_;
    verifier verifier_;
    publisher publisher_;
    connection connection_;
    std::unique_ptr<std::atomic<bool>> window_suffices_ = std::make_unique<std::atomic<bool>>(false);
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
