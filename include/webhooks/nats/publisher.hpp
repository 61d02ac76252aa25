#pragma once

#include "../detail/stored_names.hpp"
#include "connection.hpp"
#include "detail/subject_text.hpp"
#include "error.hpp"
#include "stream.hpp"
#include "subject.hpp"

#include "../dispatch/handler.hpp"
#include "../process.hpp"

#include <nats/nats.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace webhooks::nats {

/// Options of a publisher.
struct publisher_options {
    std::string stream =
        detail::names::stream; ///< the stream that must store the event; any other is an error
    std::string prefix = detail::names::prefix; ///< the subject of an event is `<prefix>.<event type>`

    /// Time limit for the stream's acknowledgement, at least 1 ms. Must be shorter than the sender's own time limit,
    /// which the vendor does not document.
    std::chrono::milliseconds ack_timeout{5'000};
    /// Limits of the JSON text, from which the id and the type are read.
    decode_options decode{};
};

/// An event that is stored in the stream.
struct publication {
    std::uint64_t sequence = 0; ///< its sequence number in the stream
    bool duplicate = false;     ///< true if the stream already had it, within its duplicate window
};

/// Publishes verified events to a stream. Thread-safe. Each call waits for its own acknowledgement, so as many events
/// are in flight as there are calling threads.
template <class Catalog>
class basic_publisher {
    static_assert(!webhooks::detail::places_of<typename Catalog::envelope_type>.reads_headers(),
                  "the envelope has the id or the type in a header, and a stream keeps bodies alone: a "
                  "worker could not read "
                  "the event");

public:
    /// \throws std::invalid_argument for a stream name or prefix that is not a single segment of letters, digits, `_`
    ///         and `-`, or for a time limit under 1 ms
    explicit basic_publisher(connection to, publisher_options options = {})
        : connection_(std::move(to)), options_(std::move(options)) {
        detail::require_token(options_.stream, "the stream's name");
        detail::require_token(options_.prefix, "the stream's prefix");
        if (options_.ack_timeout < std::chrono::milliseconds(1))
            throw std::invalid_argument("webhooks: ack_timeout is less than a millisecond");
    }

    /// Publishes the body's exact bytes and waits for the stream's acknowledgement. The event's id is the message id,
    /// by which the server drops duplicates. The signature and the other headers are not published.
    ///
    /// \return the event's place in the stream, or a failure. The code is an `errc` if the body is not an event, has no
    ///         id, or differs from its headers. It is in `nats_category()` if NATS refused the event or did not
    ///         acknowledge it in time. After a timeout the event may be stored nevertheless: publish it again, and the
    ///         server drops the duplicate
    /// \throws std::bad_alloc only. The cost is linear in the body's length, plus the round trip to the stream
    template <class Events = Catalog>
    [[nodiscard]] result<publication> publish(const verified_body& body) const {
        std::optional<result<publication>> published;
        const auto processed = process<Events>(
            body, nullptr, [&](const auto& found, std::string_view) -> std::optional<outcome> {
                published = publish(found.type(), found.id(), body.body());
                return std::nullopt;
            });
        if (processed.exception())
            std::rethrow_exception(processed.exception());
        return published ? *std::move(published) : *processed.error();
    }

    /// The options in force.
    [[nodiscard]] const publisher_options& options() const noexcept { return options_; }

private:
    template <class Scheme, class Events>
    friend class basic_forwarder;

    /// Calls `handle` with the event's id and type, if `wanted` says so or is null. The stream knows the duplicates.
    template <class Events, class Handle>
    outcome process(const verified_body& body, const bool* wanted, const Handle& handle) const {
        webhooks::detail::no_guard guard;
        return webhooks::detail::process<Events, webhooks::detail::unknown_part<Events>>(
            body.body(), {body.event_id(), body.event_type()}, options_.decode,
            // Of known types only the id and the type; the unknown ones whole, for the text of their type.
            {.read = webhooks::detail::unknown_only<Events>.data(),
             .handled = wanted != nullptr ? wanted : webhooks::detail::everything<Events>.data()},
            [&](const auto& found) { return webhooks::detail::header_disagreement(body, found); }, guard,
            handle, body.secret_index());
    }

    [[nodiscard]] result<publication> publish(std::string_view type, std::string_view event_id,
                                              std::string_view body) const {
        using clock = std::chrono::steady_clock;
        using std::chrono::milliseconds;
        const std::string subject = options_.prefix + "." + subject_of(type);
        const std::string id = detail::message_id(event_id);
        if (body.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
            return detail::failure_of(NATS_MAX_PAYLOAD, "cannot publish");

        const auto end = clock::now() + options_.ack_timeout;
        for (auto left = options_.ack_timeout;;) {
            jsPubOptions options;
            jsPubOptions_Init(&options);
            options.MsgId = id.c_str();
            options.ExpectStream = options_.stream.c_str();
            options.MaxWait = std::max(left, milliseconds(1)).count();
            jsPubAck* ack = nullptr;
            auto code = static_cast<jsErrCode>(0);
            const natsStatus status = js_Publish(&ack, connection_.jetstream(), subject.c_str(), body.data(),
                                                 static_cast<int>(body.size()), &options, &code);
            const detail::ack_handle owned(ack);
            if (status == NATS_OK)
                return publication{.sequence = ack->Sequence, .duplicate = ack->Duplicate};
            left = std::chrono::duration_cast<milliseconds>(end - clock::now());
            // Both are transient: a cluster is electing the stream's leader, or the client is reconnecting.
            const bool may_pass = status == NATS_NO_RESPONDERS || status == NATS_CONNECTION_DISCONNECTED;
            if (!may_pass || left <= pause)
                return detail::failure_of(status, "cannot publish to " + options_.stream,
                                          static_cast<int>(code));
            std::this_thread::sleep_for(pause);
            left -= pause;
        }
    }

    static constexpr std::chrono::milliseconds pause{50};

    connection connection_;
    publisher_options options_;
};

} // namespace webhooks::nats
