#pragma once

#include "../support/catch.hpp"
#include "../support/deliveries.hpp"
#include "../support/examples.hpp"
#include "../support/receiver_process.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

/// Requests as ScaiVault sends them, as bytes, and a receiver for them.
namespace http_support {

using deliveries::signed_request;

inline const std::string secret_variable = "SCAIVAULT_WEBHOOK_SECRET=" + std::string(deliveries::secret);

inline std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// The example of `secret.rotated` with another id, so that each test has its own event.
inline std::string event(std::string_view id) {
    return examples::edited("secret.rotated", "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z", id);
}

/// The header lines of all requests.
inline std::string head(const deliveries::request& q, std::string_view target = "/scaivault/webhook") {
    std::string text = "POST " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n";
    text.append("Content-Type: application/json\r\nUser-Agent: ScaiVault-Webhook/1.0\r\n");
    const auto header = [&](std::string_view name, std::string_view value) {
        if (!value.empty())
            text.append(name).append(": ").append(value).append("\r\n");
    };
    header("X-ScaiVault-Timestamp", q.timestamp);
    header("X-ScaiVault-Signature", q.signature);
    header("X-ScaiVault-Event-Id", q.event_id);
    header("X-ScaiVault-Event-Type", q.event_type);
    return text;
}

/// A request as ScaiVault sends it, with additional header lines `more`.
inline std::string post(const deliveries::request& q, std::string_view more = {},
                        std::string_view target = "/scaivault/webhook") {
    auto text = head(q, target).append(more);
    return text.append("Content-Length: ").append(std::to_string(q.body.size())).append("\r\n\r\n") + q.body;
}

/// A genuine request.
inline std::string post_event(std::string_view id) {
    return post(signed_request(event(id), now()));
}

inline bool says(const answer& got, std::string_view outcome) {
    return got.body.find("\"outcome\":\"" + std::string(outcome) + "\"") != std::string::npos;
}

/// True if the condition becomes true before the timeout.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition) {
    for (const auto end = std::chrono::steady_clock::now() + patience; std::chrono::steady_clock::now() < end;
         std::this_thread::sleep_for(std::chrono::milliseconds(20)))
        if (condition())
            return true;
    return false;
}

/// A receiver that runs during a whole test.
struct running : receiver_process {
    explicit running(strings arguments = {}, strings environment = {secret_variable},
                     const char* program = SCAIVAULT_RECEIVER)
        : receiver_process(program, std::move(environment), std::move(arguments)), at(port()) {
        INFO(output());
        REQUIRE(at != 0);
    }
    std::uint16_t at;

    [[nodiscard]] answer ask(std::string_view request) const { return connection(at).exchange(request); }
};

} // namespace http_support
