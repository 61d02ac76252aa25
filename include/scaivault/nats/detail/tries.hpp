#pragma once

#include "../worker_options.hpp"
#include "dead_letter.hpp"
#include "held_message.hpp"

#include <nats/nats.h>

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace scaivault::nats::detail {

/// What the tries stream knows of an event. The server's own count of deliveries will not do: it includes those that
/// were only fetched, or given back, or lost on the way.
struct tries_record {
    bool found = false;
    std::size_t failed =
        0;                ///< tries that failed: the handler threw, or began alone and was not heard of again
    std::string reason{}; ///< why the last one failed; empty while it is not known how it ended
};

/// Whose record it is. The time distinguishes a message from one of the same number in a stream that was made anew.
[[nodiscard]] inline std::string tries_subject(const worker_options& options, const held_message& message) {
    return options.tries_prefix + "." + options.stream + "." + options.durable + "." +
           std::to_string(message.sequence) + "." + std::to_string(message.stored_at);
}

/// \throws error if the stream does not answer, or is not there
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

/// Returns once the stream has acknowledged the record. Its text is the number, a space, and the reason.
/// \throws error if it does not
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

} // namespace scaivault::nats::detail
