#pragma once

#include <scaivault/events/catalog.hpp>
#include <scaivault/testing/samples.hpp>

#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace example {

/// A random event id, which no earlier run has used.
[[nodiscard]] inline std::string fresh_event_id() {
    std::random_device random;
    char text[4 + 2 * 8 + 1];
    std::snprintf(text, sizeof text, "evt_%08x%08x", random(), random());
    return text;
}

/// The vendor's example of each type, in the catalog's order, with a new id and the current time.
[[nodiscard]] inline std::vector<scaivault::any_event> sample_events() {
    auto events = scaivault::samples();
    for (auto& each : events)
        std::visit(
            [](auto& event) {
                event.event_id = fresh_event_id();
                event.timestamp =
                    std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
            },
            each);
    return events;
}

/// A sample event of any type, also one that is not in the catalog.
[[nodiscard]] inline scaivault::unknown_event sample_unknown_event(std::string_view type) {
    scaivault::unknown_event event;
    static_cast<scaivault::envelope&>(event) = scaivault::sample<"secret.created">();
    event.event_id = fresh_event_id();
    event.event_type = type;
    event.data = R"({"sample":true})";
    return event;
}

} // namespace example
