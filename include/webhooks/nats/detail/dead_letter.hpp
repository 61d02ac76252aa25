#pragma once

#include "../../detail/stored_names.hpp"
#include "../worker_options.hpp"
#include "held_message.hpp"

#include <nats/nats.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace webhooks::nats::detail {

/// Replaces control characters by spaces: a header's value is a single line, and a handler's reason can be any text.
[[nodiscard]] inline std::string one_line(std::string_view text) {
    constexpr std::size_t longest = 1'024;
    std::string line(text.substr(0, longest));
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; },
        ' ');
    return line;
}

/// Publishes a copy of a message to `<dead-letter prefix>.<durable>.<its subject below the prefix>`, with its history
/// in headers, and waits for the stream's acknowledgement. The message id makes a repeated call harmless: the server
/// drops the duplicate.
[[nodiscard]] inline natsStatus publish_dead_letter(const connection& to, const worker_options& options,
                                                    const held_message& message, std::string_view reason) {
    const auto subject = message.subject();
    const auto type = subject.substr(std::min(subject.size(), options.prefix.size() + 1));
    const std::string target = options.dead_letter_prefix + "." + options.durable + "." + std::string(type);
    const std::string id = options.durable + "." + std::to_string(message.sequence);
    const auto data = message.data();
    natsMsg* made = nullptr;
    natsStatus status =
        natsMsg_Create(&made, target.c_str(), nullptr, data.data(), static_cast<int>(data.size()));
    const message_handle letter(made);
    const auto header = [&](const char* name, std::string_view value) {
        if (status == NATS_OK)
            status = natsMsgHeader_Set(made, names::header(name).c_str(), one_line(value).c_str());
    };
    header("Reason", reason);
    header("Subject", subject);
    header("Sequence", std::to_string(message.sequence));
    header("Deliveries", std::to_string(message.deliveries));
    header("Tries", std::to_string(message.failed));
    if (const auto original = message.message_id(); !original.empty())
        header("Msg-Id", original);
    if (status != NATS_OK)
        return status;
    jsPubOptions publish;
    jsPubOptions_Init(&publish);
    publish.MsgId = id.c_str();
    return js_PublishMsg(nullptr, to.jetstream(), made, &publish, nullptr);
}

} // namespace webhooks::nats::detail
