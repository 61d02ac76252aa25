#pragma once

#include "command.hpp"
#include "interruption.hpp"
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
#include <scaivault/testing/samples.hpp>
#include <scaivault/testing/signed_delivery.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace events_cli {

/// Changes a member of a sample: "data.new_version=7", "data.rotated_secrets.0.path=a/b". The value is parsed as
/// JSON; if it is not valid JSON, it is a string. Throws `usage_error` for a member that the sample does not have.
inline void set_member(boost::json::value& sample, std::string_view assignment) {
    const auto equals = assignment.find('=');
    if (equals == assignment.npos || equals == 0)
        throw usage_error("--set takes MEMBER=VALUE, such as data.new_version=7");
    const std::string_view place = assignment.substr(0, equals);
    boost::json::value* at = &sample;
    for (std::string_view rest = place; at != nullptr;) {
        const std::string_view key = rest.substr(0, rest.find('.'));
        if (auto* object = at->if_object()) {
            at = object->if_contains(key);
        } else if (auto* array = at->if_array()) {
            std::size_t index = 0;
            const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
            at = error == std::errc() && end == key.data() + key.size() && index < array->size()
                     ? &(*array)[index]
                     : nullptr;
        } else {
            at = nullptr;
        }
        if (key.size() == rest.size())
            break;
        rest.remove_prefix(key.size() + 1);
    }
    if (at == nullptr)
        throw usage_error("--set: the sample has no member " + std::string(place) +
                          "; see scaivault-events types --json");
    const std::string_view text = assignment.substr(equals + 1);
    boost::system::error_code error;
    auto value = boost::json::parse(text, error);
    *at = error ? boost::json::value(text) : std::move(value);
}

/// The events to send: the samples of the catalog's types that match the pattern.
[[nodiscard]] inline std::vector<std::pair<std::string_view, boost::json::value>>
samples_of(const std::string& types) {
    const auto pattern = catalog_pattern(types, "--unknown sends a type that the catalog does not have");
    std::vector<std::pair<std::string_view, boost::json::value>> samples;
    for (std::size_t i = 0; i != scaivault::catalog::size; ++i)
        if (pattern.matches(scaivault::catalog::names[i]))
            samples.emplace_back(scaivault::catalog::names[i],
                                 boost::json::parse(scaivault::detail::sample_table[i]));
    return samples;
}

/// An event of a type that the catalog does not have. Throws `usage_error`.
[[nodiscard]] inline boost::json::value unknown_sample_of(const std::string& type) {
    const auto parsed = scaivault::pattern::parse(type);
    if (!parsed || type.find('*') != std::string::npos)
        throw usage_error("'" + type + "': --unknown takes the name of one type");
    if (scaivault::catalog::find(type))
        throw usage_error("'" + type + "' is in the catalog: omit --unknown");
    return boost::json::parse(scaivault::encode(example::sample_unknown_event(type)));
}

/// `trigger`: sends signed sample events to a receiver.
inline void add_trigger(CLI::App& app, exit_status& status) {
    struct settings {
        std::string types;
        std::string url;
        std::vector<std::string> members;
        std::size_t count = 1;
        double rate = 0;
        bool unchecked = false;
        bool unknown = false;
        secret_source secret;
    };
    auto chosen = std::make_shared<settings>();
    auto* const command = app.add_subcommand("trigger", "Send signed sample events to a receiver");
    command
        ->add_option("types", chosen->types, "The event type, or a pattern: one event of each matching type")
        ->required()
        ->type_name("TYPE|PATTERN");
    command->add_option("--to", chosen->url, "The receiver's URL; http://")->required()->type_name("URL");
    command->add_option("--set", chosen->members, "Change a member of the sample; may be repeated")
        ->type_name("MEMBER=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command->add_option("--count", chosen->count, "Number of events; cycles through the types")
        ->check(CLI::PositiveNumber);
    command->add_option("--rate", chosen->rate, "Events per second; by default as fast as they are answered")
        ->check(CLI::PositiveNumber);
    command->add_flag("--unchecked", chosen->unchecked,
                      "Send the result of --set even if it is not a valid event");
    command->add_flag("--unknown", chosen->unknown,
                      "TYPE is not in the catalog; its data is {\"sample\": true}");
    chosen->secret.add_to(*command);
    command->footer(
        "Exit status 1 if an answer is not 2xx. Ctrl-C prints the summary so far and ends the program.\n"
        "Example: scaivault-events trigger secret.rotated --to http://127.0.0.1:8080/scaivault/webhook \\\n"
        "             --set data.new_version=7");
    command->callback([chosen, &status] {
        std::vector<std::pair<std::string_view, boost::json::value>> samples;
        if (chosen->unknown)
            samples.emplace_back(chosen->types, unknown_sample_of(chosen->types));
        else
            samples = samples_of(chosen->types);
        for (auto& [name, sample] : samples) {
            for (const auto& member : chosen->members)
                set_member(sample, member);
            const auto checked = scaivault::decode(boost::json::serialize(sample));
            if (!checked && !chosen->unchecked)
                throw usage_error("the event would be invalid: " + checked.error().message() +
                                  "; --unchecked sends it nevertheless");
        }
        const bool id_is_given = std::ranges::any_of(
            chosen->members, [](std::string_view member) { return member.starts_with("event_id="); });

        const std::string secret = chosen->secret.text();
        example::http_client client{example::http_url(chosen->url)};
        const std::size_t total = chosen->count == 1 ? samples.size() : chosen->count;
        tally sent(total, total <= scaivault::catalog::size);
        const on_interruption interruption([&sent] { sent.end_here(); });
        const auto began = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i != total; ++i) {
            if (chosen->rate > 0)
                std::this_thread::sleep_until(
                    began + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                std::chrono::duration<double>(static_cast<double>(i) / chosen->rate)));
            auto& [name, sample] = samples[i % samples.size()];
            auto& members = sample.as_object();
            if (!id_is_given)
                members["event_id"] = example::fresh_event_id();
            const auto at = system_time();
            members["timestamp"] = scaivault::format_timestamp(scaivault::time_point(at));
            auto made = scaivault::signed_delivery::of_text(boost::json::serialize(sample), secret, at);
            const auto* const id = members["event_id"].if_string();
            made.event_id = id != nullptr ? std::string_view(*id) : "?";
            made.event_type = name;
            auto request = example::delivery_request(made);
            request.set(example::http::field::content_type, "application/json");
            request.set(example::http::field::user_agent, "scaivault-events");
            const auto asked = std::chrono::steady_clock::now();
            try {
                const auto answer = client.post(std::move(request));
                sent.add(name, answer.result_int(), answer.body(), std::chrono::steady_clock::now() - asked);
            } catch (const example::http_error&) {
                if (i != 0)
                    sent.summary();
                throw;
            }
        }
        status = sent.summary();
    });
}

} // namespace events_cli
