#pragma once

#include "bodies.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Signed deliveries.
namespace deliveries {

inline constexpr std::string_view secret = "a secret of at least thirty-two bytes, for measuring";
inline constexpr std::string_view timestamp = "1776952800";
inline constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'776'952'800}};

/// After this many other events a receiver evicts an id. So a cyclic list of `distinct` deliveries contains only
/// fresh ids, and keeps the guard full.
inline constexpr std::size_t distinct = 1 << 12;
inline constexpr std::size_t remembered = distinct / 2;

struct signed_body {
    std::string body, signature;

    [[nodiscard]] scaivault::delivery received() const {
        return {.timestamp = timestamp, .signature = signature, .event_id{}, .event_type{}, .body = body};
    }
    /// The signed text, in one piece.
    [[nodiscard]] std::string signed_text() const { return std::string(timestamp) + "." + body; }
};

inline signed_body signed_with_secret(std::string body) {
    auto signature = scaivault::sign(secret, now, body);
    return {std::move(body), std::move(signature)};
}

/// `distinct` deliveries of a set of bodies in random order, each with its own id, as long as the vendor's. Another
/// `series` has other ids.
inline std::vector<signed_body> fresh(const bodies::set& set, unsigned series = 0) {
    std::vector<scaivault::any_event> events;
    for (const auto& body : set.texts)
        events.push_back(scaivault::decode(body).value());
    const auto order = bodies::random_order(events.size());
    std::vector<signed_body> made;
    for (std::size_t i = 0; i != distinct; ++i) {
        std::array<char, 32> id{};
        std::snprintf(id.data(), id.size(), "evt_01HK7X9Z3M8Q4R5T6V%02u%06zu", series % 100, i);
        made.push_back(signed_with_secret(std::visit(
            [&](auto event) {
                event.event_id = id.data();
                return scaivault::encode(event);
            },
            events[order[i]])));
    }
    return made;
}

/// Options of a receiver for `fresh` deliveries, the same for every measurement.
inline scaivault::receiver_options options(std::size_t max_ids = remembered) {
    scaivault::receiver_options made;
    made.replay.max_ids = max_ids;
    made.clock = [] { return now; };
    // `max_ids` events take an hour on this clock, which is read twice per event. A guard does not evict ids of the
    // last ten minutes.
    const auto step = std::chrono::nanoseconds(std::chrono::hours(1)) / (2 * static_cast<long>(max_ids));
    made.replay.clock = [step, time = std::chrono::steady_clock::time_point{}]() mutable {
        return time += step;
    };
    return made;
}

} // namespace deliveries
