#pragma once

#include "scaivault/scheme.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

/// Signed deliveries as ScaiVault creates them.
namespace deliveries {

inline constexpr std::string_view secret = "whsec_0123456789abcdef0123456789abcdef";
inline constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'776'952'800}};

/// A request that owns its text, unlike `scaivault::delivery`, which has views. Members may be changed after
/// signing.
struct request {
    std::string body;
    std::string timestamp;
    std::string signature;
    std::string event_id{};
    std::string event_type{};

    [[nodiscard]] scaivault::delivery view() const {
        return {.timestamp = timestamp,
                .signature = signature,
                .event_id = event_id,
                .event_type = event_type,
                .body = body};
    }
};

inline request signed_request(std::string body, std::chrono::sys_seconds at = now,
                              std::string_view key = secret) {
    auto signature = scaivault::sign(key, at, body);
    return {.body = std::move(body),
            .timestamp = std::to_string(at.time_since_epoch().count()),
            .signature = std::move(signature)};
}

} // namespace deliveries
