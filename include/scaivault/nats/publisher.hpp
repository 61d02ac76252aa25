#pragma once

#include "connection.hpp"
#include "detail/subject_text.hpp"
#include "error.hpp"
#include "stream.hpp"
#include "subject.hpp"

#include "../process.hpp"

#include <nats/nats.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace scaivault::nats {

/// How events are published.
struct publisher_options {
    std::string stream = "SCAIVAULT"; ///< the stream that must take the event, and no other
    std::string prefix = "scaivault"; ///< the event goes to `<prefix>.<event type>`

    /// How long the stream's acknowledgement is waited for. Shorter than the sender's own time limit, which the
    /// vendor does not document.
    std::chrono::milliseconds ack_timeout{5'000};
    /// Limits of the text, in which the id and the type are looked for.
    decode_options decode{};
};

/// An event that the stream has.
struct publication {
    std::uint64_t sequence = 0; ///< its place in the stream
    bool duplicate = false;     ///< whether it was there before, within the stream's window
};

/// Puts verified events into a stream. May be called from many threads at once, each of which waits for its own
/// acknowledgement: as many events are on their way as there are callers.
class publisher {
public:
    /// Throws `std::invalid_argument` for a prefix that is no single segment, or a time limit under 1 ms.
    explicit publisher(connection to, publisher_options options = {})
        : connection_(std::move(to)), options_(std::move(options)) {
        detail::require_token(options_.stream, "the stream's name");
        detail::require_token(options_.prefix, "the stream's prefix");
        if (options_.ack_timeout < std::chrono::milliseconds(1))
            throw std::invalid_argument("scaivault: ack_timeout is less than a millisecond");
    }

    /// Publishes the body's exact bytes, with the event's id for the server to know repeats by, and waits for the
    /// stream to acknowledge it. Neither the signature nor any other header of the delivery is published.
    ///
    /// \return the event's place in the stream; or why it is not known to be there: one of `errc` if the body is
    ///         not an event, has no id, or differs from its headers; a code of `nats_category()` if NATS did not
    ///         take it, or did not say so in time. After the latter it may be there all the same: publish it
    ///         again, and the server recognises it
    /// \throws std::bad_alloc alone. Linear in the body's length, plus the network's and the disk's time
    template <class Catalog = catalog>
    [[nodiscard]] result<publication> publish(const verified_body& body) const {
        std::optional<result<publication>> published;
        const auto processed =
            process<Catalog>(body, nullptr, [&](const auto& found) -> std::optional<outcome> {
                published = publish(found.type(), found.id(), body.body());
                return std::nullopt;
            });
        return published ? *std::move(published) : *processed.error();
    }

    /// The options in force.
    [[nodiscard]] const publisher_options& options() const noexcept { return options_; }

private:
    friend class forwarder;

    /// Calls `handle` with the event's id and type, if `wanted` says so or is null. The stream knows the duplicates.
    template <class Catalog, class Handle>
    outcome process(const verified_body& body, const bool* wanted, const Handle& handle) const {
        // Of known types only the id and the type; the unknown ones whole, for the text of their type.
        static constexpr auto unknown_alone = [] {
            std::array<bool, Catalog::size + 1> mask{};
            mask.back() = true;
            return mask;
        }();
        static constexpr auto all = [] {
            std::array<bool, Catalog::size + 1> mask{};
            mask.fill(true);
            return mask;
        }();
        scaivault::detail::no_guard guard;
        return scaivault::detail::process<Catalog>(
            body.body(), body.event_type(), options_.decode,
            {.read = unknown_alone.data(), .handled = wanted != nullptr ? wanted : all.data()},
            [&](const auto& found) { return scaivault::detail::header_disagreement(body, found); }, guard,
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
            // Nobody answers while a cluster chooses the stream's leader, and no connection means another soon.
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

} // namespace scaivault::nats
