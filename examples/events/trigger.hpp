#pragma once

#include "client_options.hpp"
#include "command.hpp"
#include "fixture.hpp"
#include "interruption.hpp"
#include "sample_edit.hpp"
#include "secret_source.hpp"
#include "signatures.hpp"
#include "tally.hpp"
#include "types.hpp"

#include "../sender/delivery_request.hpp"
#include "../sender/http_client.hpp"
#include "../sender/samples.hpp"

#include <scaivault/events/timestamp.hpp>
#include <scaivault/json/decode.hpp>
#include <scaivault/json/encode.hpp>
#include <scaivault/testing/signed_delivery.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace events_cli {

/// What the command line of `trigger` says.
struct trigger_settings {
    std::string types;
    std::string fixture;
    std::string url = default_url;
    std::vector<std::string> members;
    std::vector<std::string> removed;
    std::size_t count = 1;
    double rate = 0;
    bool unchecked = false;
    bool unknown = false;
    client_options client;
    secret_source secret;
};

/// An event of a type that the catalog does not have. Throws `usage_error`.
[[nodiscard]] inline boost::json::value unknown_sample_of(const std::string& type) {
    const auto parsed = scaivault::pattern::parse(type);
    if (!parsed || type.find('*') != std::string::npos)
        throw usage_error("'" + type + "': --unknown takes the name of one type");
    if (scaivault::catalog::find(type))
        throw usage_error("'" + type + "' is in the catalog: omit --unknown");
    return boost::json::parse(scaivault::encode(example::sample_unknown_event(type)));
}

/// The events to send, checked. Throws `usage_error`.
[[nodiscard]] inline std::vector<planned_event> planned_events(const trigger_settings& chosen) {
    std::vector<planned_event> events;
    if (!chosen.fixture.empty()) {
        events = read_fixture(chosen.fixture);
    } else if (chosen.types.empty()) {
        throw usage_error("trigger takes the event type to send, a pattern, or --fixture FILE");
    } else if (chosen.unknown) {
        events.push_back({.type = chosen.types, .event = unknown_sample_of(chosen.types)});
    } else {
        const auto pattern =
            catalog_pattern(chosen.types, "--unknown sends a type that the catalog does not have");
        for (std::size_t i = 0; i != scaivault::catalog::size; ++i)
            if (pattern.matches(scaivault::catalog::names[i]))
                events.push_back({.type = std::string(scaivault::catalog::names[i]), .event = sample_at(i)});
    }
    for (auto& each : events) {
        for (const auto& member : chosen.members) {
            set_member(each.event, member);
            each.has_own_id = each.has_own_id || member.starts_with("event_id=");
        }
        for (const auto& member : chosen.removed)
            remove_member(each.event, member);
        const auto checked = scaivault::decode(boost::json::serialize(each.event));
        if (!checked && !chosen.unchecked)
            throw usage_error((each.place.empty() ? "" : each.place + ": ") + "the event would be invalid: " +
                              checked.error().message() + "; --unchecked sends it nevertheless");
    }
    return events;
}

/// A signed request with an event: the current time and, unless it has its own, a new id, where it has such members.
[[nodiscard]] inline http::request<http::string_body> request_of(planned_event& planned,
                                                                 const std::string& secret) {
    auto& members = planned.event.as_object();
    if (auto* const id = members.if_contains("event_id"); id != nullptr && !planned.has_own_id)
        *id = example::fresh_event_id();
    const auto at = system_time();
    if (auto* const time = members.if_contains("timestamp"))
        *time = scaivault::format_timestamp(scaivault::time_point(at));
    auto made = scaivault::signed_delivery::of_text(boost::json::serialize(members), secret, at);
    const auto* const id = members.if_contains("event_id");
    made.event_id = id != nullptr && id->is_string() ? std::string_view(id->get_string()) : "?";
    made.event_type = planned.type;
    auto request = example::delivery_request(made);
    request.set(http::field::content_type, "application/json");
    request.set(http::field::user_agent, "scaivault-events");
    return request;
}

/// Sends the events and prints a summary.
[[nodiscard]] inline exit_status send_events(const trigger_settings& chosen) {
    auto events = planned_events(chosen);
    const std::string secret = chosen.secret.text();
    example::http_client client{example::http_url(chosen.url), chosen.client.tls()};
    const std::size_t total = chosen.count == 1 ? events.size() : chosen.count;
    tally sent(total, total <= scaivault::catalog::size);
    const on_interruption interruption([&sent] { sent.end_here(); });
    const auto began = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i != total; ++i) {
        auto& planned = events[i % events.size()];
        if (chosen.rate > 0)
            std::this_thread::sleep_until(
                began + std::chrono::duration_cast<std::chrono::nanoseconds>(
                            std::chrono::duration<double>(static_cast<double>(i) / chosen.rate)));
        std::this_thread::sleep_for(planned.delay);
        auto request = request_of(planned, secret);
        const auto asked = std::chrono::steady_clock::now();
        try {
            const auto answer = client.post(std::move(request));
            sent.add(planned.type, answer.result_int(), answer.body(),
                     std::chrono::steady_clock::now() - asked);
        } catch (const example::http_error&) {
            if (i != 0)
                sent.summary();
            throw;
        }
    }
    return sent.summary();
}

/// `trigger`: sends signed sample events to a receiver.
inline void add_trigger(CLI::App& app, exit_status& status) {
    auto chosen = std::make_shared<trigger_settings>();
    auto* const command = app.add_subcommand("trigger", "Send signed sample events to a receiver");
    auto* const types = command
                            ->add_option("types", chosen->types,
                                         "The event type, or a pattern: one event of each matching type")
                            ->type_name("TYPE|PATTERN");
    command->add_option("--to", chosen->url, "URL of the receiver; http:// or https://")
        ->type_name("URL")
        ->capture_default_str();
    chosen->client.add_to(*command);
    command->add_option("--set", chosen->members, "Change a member of the sample; may be repeated")
        ->type_name("MEMBER=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command->add_option("--remove", chosen->removed, "Remove a member of the sample; may be repeated")
        ->type_name("MEMBER")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    auto* const count = takes_positive(command->add_option("--count", chosen->count,
                                                           "Number of events; cycles through the types"))
                            ->type_name("N");
    takes_positive(command->add_option("--rate", chosen->rate,
                                       "Events per second; by default as fast as they are answered"))
        ->type_name("R");
    command->add_flag("--unchecked", chosen->unchecked,
                      "Send the result of --set and --remove even if it is not a valid event");
    auto* const unknown = command->add_flag("--unknown", chosen->unknown,
                                            "TYPE is not in the catalog; its data is {\"sample\": true}");
    command
        ->add_option("--fixture", chosen->fixture,
                     "Send the events of this JSON array, in their order, such as\n"
                     "[{\"type\": \"secret.created\", \"set\": {\"path\": \"a/b\"}, \"delay_ms\": 500}]")
        ->type_name("FILE")
        ->excludes(types, count, unknown);
    chosen->secret.add_to(*command);
    command->footer(
        "Exit status 1 if an answer is not 2xx. Ctrl-C prints the summary so far and ends the program.\n"
        "Example: scaivault-events trigger secret.rotated --set data.new_version=7");
    command->callback([chosen, &status] { status = send_events(*chosen); });
}

} // namespace events_cli
