#pragma once

#include "../worker_options.hpp"
#include "dead_letter.hpp"
#include "held_message.hpp"

#include <nats/nats.h>

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace webhooks::nats::detail {

/// The record of an event in the tries stream. The server's own count of deliveries is not usable: it includes
/// deliveries that were only fetched, returned, or lost in transit.
struct tries_record {
    bool found = false;
    std::size_t failed = 0; ///< failed tries: the handler threw, or started alone and left no result
    std::string reason{};   ///< why the last try failed; empty if its result is unknown
};

/// The subject of an event's record. The time distinguishes it from a message with the same sequence number in a stream
/// that was created anew.
[[nodiscard]] inline std::string tries_subject(const worker_options& options, const held_message& message) {
    return options.tries_prefix + "." + options.stream + "." + options.durable + "." +
           std::to_string(message.sequence) + "." + std::to_string(message.stored_at);
}

/// Reads an event's record; returns an empty one if there is none.
/// \throws error if the stream does not respond or does not exist
[[nodiscard]] inline tries_record read_tries(const connection& from, const worker_options& options,
                                             const std::string& subject) {
    natsMsg* raw = nullptr;
    auto code = static_cast<jsErrCode>(0);
    const natsStatus status =
        js_GetLastMsg(&raw, from.jetstream(), options.tries_stream.c_str(), subject.c_str(), nullptr, &code);
    const message_handle message(raw);
    if (status == NATS_NOT_FOUND && code == JSNoMessageFoundErr)
        return {};
    check(status, "cannot read from the stream " + options.tries_stream + " (see ensure_streams)",
          static_cast<int>(code));
    const std::string_view text(natsMsg_GetData(raw), static_cast<std::size_t>(natsMsg_GetDataLength(raw)));
    tries_record record{.found = true};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), record.failed);
    if (failed == std::errc{} && end != text.data() + text.size())
        record.reason.assign(end + 1, text.data() + text.size());
    return record;
}

/// Writes an event's record, and waits for the stream's acknowledgement. Its text is the number, a space, and the
/// reason.
/// \throws error if the stream does not acknowledge it
inline void write_tries(const connection& to, const worker_options& options, const std::string& subject,
                        std::size_t failed, std::string_view reason) {
    const std::string text = std::to_string(failed) + " " + one_line(reason);
    jsPubOptions publish;
    jsPubOptions_Init(&publish);
    publish.ExpectStream = options.tries_stream.c_str();
    auto code = static_cast<jsErrCode>(0);
    const natsStatus status = js_Publish(nullptr, to.jetstream(), subject.c_str(), text.data(),
                                         static_cast<int>(text.size()), &publish, &code);
    check(status, "cannot write to the stream " + options.tries_stream, static_cast<int>(code));
}

} // namespace webhooks::nats::detail
