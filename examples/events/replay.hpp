#pragma once

#include "client_options.hpp"
#include "command.hpp"
#include "interruption.hpp"
#include "saved.hpp"
#include "schemes.hpp"
#include "secret_source.hpp"
#include "signatures.hpp"
#include "tally.hpp"

#include "../sender/http_client.hpp"
#include "../sender/samples.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace events_cli {

/// What the command line of `replay` says.
struct replay_settings {
    std::string from;
    std::string url = default_url;
    client_options client;
    scheme_choice scheme;
    secret_source secret;
};

/// A saved delivery, signed now. Its id and type are those of its headers; without headers, those of its body.
[[nodiscard]] inline http::request<http::string_body>
signed_anew(const saved_delivery& saved, const scheme_entry& scheme, const std::string& secret) {
    const auto before = scheme.delivery(saved.headers, saved.body);
    std::string id(before.event_id);
    std::string type(before.event_type);
    if (saved.headers.empty()) {
        const auto body = summary_of(before);
        id = scheme.id_header.empty() ? "" : body.id;
        type = scheme.type_header.empty() ? "" : body.type;
    }
    if (id.empty() && scheme.signs_id)
        id = example::fresh_event_id();
    http::request<http::string_body> request;
    request.version(11);
    request.body() = saved.body;
    request.set(http::field::content_type, "application/json");
    request.set(http::field::user_agent, "scaivault-events");
    for (const auto& [name, value] : scheme.headers(secret, system_time(), saved.body, id, type))
        request.set(name, value);
    return request;
}

/// Sends the saved deliveries and prints a summary.
[[nodiscard]] inline exit_status replay(const replay_settings& chosen) {
    const auto deliveries = load_deliveries(chosen.from);
    const std::string secret = chosen.secret.text();
    const auto& scheme = chosen.scheme.entry();
    example::http_client client{example::http_url(chosen.url), chosen.client.tls()};
    tally sent(deliveries.size(), true);
    const on_interruption interruption([&sent] { sent.end_here(); });
    bool is_first = true;
    for (const auto& each : deliveries) {
        auto request = signed_anew(each, scheme, secret);
        const auto asked = std::chrono::steady_clock::now();
        try {
            const auto answer = client.post(std::move(request));
            sent.add(each.name, answer.result_int(), answer.body(), std::chrono::steady_clock::now() - asked);
        } catch (const example::http_error&) {
            if (!std::exchange(is_first, false))
                sent.summary();
            throw;
        }
        is_first = false;
    }
    return sent.summary();
}

/// `replay`: sends saved deliveries again.
inline void add_replay(CLI::App& app, exit_status& status) {
    auto chosen = std::make_shared<replay_settings>();
    auto* const command = app.add_subcommand(
        "replay", "Send saved deliveries again, signed with the secret and the time of now");
    command
        ->add_option("from", chosen->from,
                     "A directory of 'listen --save', or a file with a body; - is standard input")
        ->required()
        ->type_name("FILE");
    command->add_option("--to", chosen->url, "URL of the receiver; http:// or https://")
        ->type_name("URL")
        ->capture_default_str();
    chosen->client.add_to(*command);
    chosen->scheme.add_to(*command);
    chosen->secret.add_to(*command);
    command->footer(
        "The bodies are sent byte for byte, so a receiver that handled them before takes them as "
        "duplicates.\n"
        "Exit status 1 if an answer is not 2xx.\n"
        "Example: scaivault-events replay deliveries/ --to http://127.0.0.1:8080/scaivault/webhook");
    command->callback([chosen, &status] { status = replay(*chosen); });
}

} // namespace events_cli
