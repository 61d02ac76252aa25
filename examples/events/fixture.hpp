#pragma once

#include "command.hpp"
#include "sample_edit.hpp"
#include "types.hpp"

#include <scaivault/testing/samples.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace events_cli {

/// An event to send.
struct planned_event {
    std::string type;
    boost::json::value event;
    bool has_own_id = false;           ///< the id is given, not made for each delivery
    std::chrono::milliseconds delay{}; ///< before it is sent
    std::string place{};               ///< where it is planned, for messages: "step 2 of FILE"
};

/// The sample of a type of the catalog.
[[nodiscard]] inline boost::json::value sample_at(std::size_t index) {
    return boost::json::parse(scaivault::detail::sample_table[index]);
}

namespace detail {

/// Reads a step of a fixture. Throws `usage_error` without the place.
[[nodiscard]] inline planned_event step_of(const boost::json::value& from) {
    const std::vector<std::string> known{"type", "set", "remove", "delay_ms"};
    const auto* const members = from.if_object();
    if (members == nullptr)
        throw usage_error("it is no object");
    for (const auto& member : *members)
        if (std::ranges::find(known, std::string(member.key())) == known.end())
            throw usage_error("a step has no member '" + std::string(member.key()) + "'" +
                              did_you_mean(nearest_of(member.key(), known)));
    const auto* const type = members->if_contains("type");
    if (type == nullptr || !type->is_string())
        throw usage_error("it has no 'type' with the name of an event type");
    planned_event step;
    step.type = type->get_string();
    const auto index = scaivault::catalog::find(step.type);
    if (!index)
        throw usage_error("'" + step.type + "' is no event type of the catalog" +
                          did_you_mean(nearest_pattern(step.type)));
    step.event = sample_at(*index);
    if (const auto* const set = members->if_contains("set")) {
        if (!set->is_object())
            throw usage_error("'set' is no object of members and values");
        for (const auto& member : set->get_object()) {
            *find_member(step.event, member.key()).value = member.value();
            step.has_own_id = step.has_own_id || member.key() == "event_id";
        }
    }
    if (const auto* const removed = members->if_contains("remove")) {
        if (!removed->is_array())
            throw usage_error("'remove' is no array of members");
        for (const auto& member : removed->get_array()) {
            if (!member.is_string())
                throw usage_error("'remove' is no array of members");
            remove_member(step.event, std::string_view(member.get_string()));
        }
    }
    if (const auto* const delay = members->if_contains("delay_ms")) {
        constexpr std::int64_t longest = std::int64_t{24} * 3600 * 1000;
        if (!delay->is_int64() || delay->get_int64() < 0 || delay->get_int64() > longest)
            throw usage_error("'delay_ms' is no whole number of milliseconds from 0 to " +
                              std::to_string(longest));
        step.delay = std::chrono::milliseconds(delay->get_int64());
    }
    return step;
}

} // namespace detail

/// The steps of a fixture, a JSON array. Throws `access_error` or `usage_error` with the file and the step.
[[nodiscard]] inline std::vector<planned_event> read_fixture(const std::string& file) {
    boost::system::error_code error;
    const auto parsed = boost::json::parse(read_file(file), error);
    if (error)
        throw usage_error(file + " is no JSON: " + error.message());
    if (!parsed.is_array() || parsed.get_array().empty())
        throw usage_error(file + " is no JSON array with steps, such as [{\"type\": \"secret.created\"}]");
    std::vector<planned_event> steps;
    for (const auto& each : parsed.get_array()) {
        const std::string place = "step " + std::to_string(steps.size() + 1) + " of " + file;
        try {
            steps.push_back(detail::step_of(each));
        } catch (const usage_error& wrong) {
            throw usage_error(place + ": " + wrong.what());
        }
        steps.back().place = place;
    }
    return steps;
}

} // namespace events_cli
