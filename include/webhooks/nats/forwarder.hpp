#pragma once

#include "publisher.hpp"

#include "../dispatch/handlers.hpp"
#include "../outcome.hpp"
#include "../trust/verifier.hpp"

#include <boost/mp11/list.hpp>

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

namespace webhooks::nats {

/// Options of a forwarder.
struct forwarder_options {
    verify_options verify{};       ///< how old a signature may be
    publisher_options publisher{}; ///< the stream, and the limits of the JSON text

    /// The current time. If empty, the system clock. Called once per delivery, on the caller's thread.
    std::function<std::chrono::sys_seconds()> clock{};

    /// Called once for each delivery, with what became of it, before `receive` returns. Called concurrently if deliveries are
    /// received concurrently. Exceptions are swallowed.
    std::function<void(const outcome&)> on_outcome{};
};

/// The result of forwarding one delivery to a stream. The kinds are those of `outcome`, with these differences:
///
/// - `handled` and `unknown`: the stream has acknowledged the event, for a worker to handle;
/// - `duplicate`: the stream already had the event;
/// - `handler_failed`: the stream did not acknowledge the event; `exception()` holds an `error`. `is_unavailable()` is
///   true, so the status is `http_statuses::unavailable`, 503 by default.
class forward_outcome : public outcome {
public:
    /// The result, and the event's place in the stream if the stream has acknowledged it.
    explicit forward_outcome(outcome of, std::uint64_t sequence = 0) noexcept
        : outcome(std::move(of)), sequence_(sequence) {}

    /// The event's sequence number in the stream. 0 if the stream did not acknowledge the event.
    [[nodiscard]] std::uint64_t sequence() const noexcept { return sequence_; }

private:
    std::uint64_t sequence_ = 0;
};

/// A receiver that publishes events to a stream, for workers to handle. It is called like `receiver`, which handles
/// events itself. A delivery succeeds only after the stream has acknowledged the event.
///
/// A forwarder has no replay guard. The stream drops duplicates of the last minutes, and a worker's guard the rest.
/// Therefore the stream's `duplicate_window` must be at least `replay_window` of the signature's tolerance: twice the
/// tolerance, plus one second because clocks count whole seconds. The window is read from the server once. Until it is
/// known nothing is published, and deliveries are answered with 503.
///
/// `receive` is thread-safe.
template <class Scheme, class Catalog>
class basic_forwarder {
    static_assert(
        Scheme::claim == claim_by::id,
        "a forwarder needs a scheme that signs the event's id or the time: the stream knows a duplicate "
        "by its id, and an unsigned id can be changed");

public:
    using scheme_type = Scheme; ///< how the vendor signs

    /// \throws std::invalid_argument for inconsistent options, or if the stream exists and its `duplicate_window` is
    ///         too short
    basic_forwarder(signing_secrets secrets, connection to, forwarder_options options = {})
        : options_(std::move(options)), verifier_(std::move(secrets), options_.verify),
          publisher_(to, options_.publisher), connection_(to) {
        (void)check_window(); // if the stream does not exist yet, `receive` checks again
        // The id and the subject are part of the message, so a longer body could never be published.
        constexpr std::size_t room = 8'192;
        if (const auto most = to.max_message_size(); most > room)
            max_body_ = std::min(max_body_, most - room);
    }

    /// Verifies a delivery, and publishes its event, of any type.
    ///
    /// \param received  the headers and the raw body, unmodified; must outlive the call only
    /// \return the outcome
    /// \throws nothing. Exceptions and failures of NATS are stored in the outcome
    template <class Events = Catalog>
    [[nodiscard]] forward_outcome receive(const delivery& received) {
        return forward<Events>(received, nullptr);
    }

    /// The same, for the event types that the handlers take. Other types are not published, and the outcome is
    /// `unhandled` or `unknown`. The handlers are not called here but in a `worker`.
    template <class Handlers>
    [[nodiscard]] forward_outcome receive(const delivery& received, const Handlers& handlers) {
        using mistakes = webhooks::detail::mistakes_in_handlers_given<Handlers>;
        if constexpr (boost::mp11::mp_empty<mistakes>::value)
            return forward<typename Handlers::catalog_type>(received, handlers.handled_types().data());
        else
            return boost::mp11::mp_rename<mistakes, diagnostics::refusal>{};
    }

private:
    template <class Events>
    forward_outcome forward(const delivery& received, const bool* wanted) {
        auto became = forwarded<Events>(received, wanted);
        webhooks::detail::tell(options_.on_outcome, became);
        return became;
    }

    template <class Events>
    forward_outcome forwarded(const delivery& received, const bool* wanted) {
        std::uint64_t sequence = 0;
        try {
            if (received.body.size() > max_body_)
                return forward_outcome(outcome(webhooks::detail::too_large(received.body.size(), max_body_)));
            const auto body = verifier_.verify(received, now());
            if (!body)
                return forward_outcome(outcome(body.error()));
            auto became = publisher_.template process<Events>(
                *body, wanted, [&](const auto& found, std::string_view) -> std::optional<outcome> {
                    try {
                        return published(found, body->body(), sequence);
                    } catch (...) {
                        return outcome(std::current_exception(), true);
                    }
                });
            return forward_outcome(std::move(became), sequence);
        } catch (...) {
            return forward_outcome(outcome(std::current_exception(), true));
        }
    }

    /// Publishes an event. Returns nothing if the stream has it now, and the outcome otherwise.
    template <class Found>
    std::optional<outcome> published(const Found& found, std::string_view body,
                                     std::uint64_t& sequence) const {
        if (auto unknown = check_window())
            return unavailable(*std::move(unknown));
        auto stored = publisher_.publish(found.type(), found.id(), body);
        if (!stored)
            return unavailable(std::move(stored).error());
        sequence = stored->sequence;
        if (stored->duplicate)
            return outcome(outcome::duplicate, found.known_type());
        return std::nullopt;
    }

    [[nodiscard]] static outcome unavailable(failure reason) {
        return outcome(std::make_exception_ptr(error(std::move(reason))), true);
    }

    /// Checks the stream's duplicate window. Returns the failure if the window cannot be read, or nothing.
    /// \throws std::invalid_argument if the window is too short
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
                "webhooks: the duplicate window of the stream " + stream + " is " +
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
    basic_verifier<Scheme> verifier_;
    basic_publisher<Catalog> publisher_;
    connection connection_;
    std::unique_ptr<std::atomic<bool>> window_suffices_ = std::make_unique<std::atomic<bool>>(false);
    std::size_t max_body_ = options_.publisher.decode.max_size;
};

} // namespace webhooks::nats
