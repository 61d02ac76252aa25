#pragma once

#include "store.hpp"

#include <scaivault/events/catalog.hpp>
#include <scaivault/testing/detail/sample_table.hpp>
#include <webhooks/detail/hex.hpp>

#include <boost/json.hpp>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

namespace sandbox {

/// The current time, as the vendor writes it: "2026-04-23T14:00:00.123456Z".
[[nodiscard]] inline std::string time_text() {
    using namespace std::chrono;
    const auto now = floor<microseconds>(system_clock::now());
    const std::time_t whole = system_clock::to_time_t(floor<seconds>(now));
    std::tm parts{};
    gmtime_r(&whole, &parts);
    std::string text(32, '\0');
    text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts));
    const auto fraction = std::to_string((now - floor<seconds>(now)).count());
    return text + '.' + std::string(6 - fraction.size(), '0') + fraction + 'Z';
}

/// A decimal number; -1 for anything else.
[[nodiscard]] inline std::int64_t number_of(std::string_view text) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size() ? value : -1;
}

/// An event without data.
[[nodiscard]] inline json::object empty_event(const std::string& type, const std::string& id) {
    return {{"event_id", id},          {"event_type", type},         {"timestamp", time_text()},
            {"tenant_id", "tnt_test"}, {"partner_id", "ptn_test"},   {"identity_id", "system:sandbox"},
            {"data", json::object()},  {"request_id", "req_sandbox"}};
}

/// An event: the vendor's sample of the type, with a time and an id of its own, and with the members that are given.
[[nodiscard]] inline json::object made_event(const json::object& given, const std::string& id) {
    const auto type = text_at(given, "event_type");
    auto made = empty_event(type, id);
    if (const auto index = scaivault::catalog::find(type)) {
        auto sample = json::parse(scaivault::detail::sample_table[*index]).as_object();
        sample["timestamp"] = made["timestamp"];
        made = std::move(sample);
    }
    for (const auto* key : {"timestamp", "tenant_id", "partner_id", "identity_id", "path", "request_id"})
        if (const auto* value = given.if_contains(key))
            made[key] = *value;
    if (const auto* data = given.if_contains("data")) {
        if (data->is_object() && made["data"].is_object())
            for (const auto& [key, value] : data->get_object())
                made["data"].get_object()[key] = value;
        else
            made["data"] = *data; // malformed, as asked for
    }
    made["event_type"] = type;
    made["event_id"] = id;
    return made;
}

/// An event as a poll shows it.
[[nodiscard]] inline json::object reduced(const json::object& whole) {
    json::object made;
    for (const auto* key : {"event_id", "event_type", "timestamp", "path", "data"})
        if (const auto* value = whole.if_contains(key))
            made[key] = *value;
    return made;
}

} // namespace sandbox
