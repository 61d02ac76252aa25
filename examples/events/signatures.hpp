#pragma once

#include "command.hpp"
#include "secret_source.hpp"

#include <scaivault/events/print.hpp>
#include <scaivault/receiver.hpp>
#include <scaivault/scheme.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace events_cli {

[[nodiscard]] inline std::chrono::sys_seconds system_time() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// `sign`: prints the headers that ScaiVault would send with a body.
inline void add_sign(CLI::App& app) {
    struct settings {
        std::string file = "-";
        std::int64_t at = 0;
        secret_source secret;
    };
    auto chosen = std::make_shared<settings>();
    auto* const command = app.add_subcommand("sign", "Print the signature headers for a body");
    command->add_option("file", chosen->file, "The body; - is standard input")->type_name("FILE");
    command->add_option("--at", chosen->at, "Timestamp in Unix seconds; by default now")
        ->check(CLI::PositiveNumber);
    chosen->secret.add_to(*command);
    command->footer("Example: scaivault-events sign body.json > headers.txt");
    command->callback([chosen] {
        const std::string body = read_file(chosen->file);
        const auto at =
            chosen->at == 0 ? system_time() : std::chrono::sys_seconds{std::chrono::seconds{chosen->at}};
        std::cout << scaivault::header_names::timestamp << ": " << at.time_since_epoch().count() << '\n'
                  << scaivault::header_names::signature << ": "
                  << scaivault::sign(chosen->secret.text(), at, body) << '\n';
    });
}

/// The header lines, "Name: value", of a captured request. Lines without a colon, such as the request line, are
/// skipped. The output of `curl -v` is accepted: the "> " before each sent line is removed.
[[nodiscard]] inline std::vector<std::pair<std::string, std::string>> header_lines(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> headers;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.starts_with("> "))
            line.remove_prefix(2);
        const auto colon = line.find(':');
        if (colon == line.npos)
            continue;
        auto value = line.substr(colon + 1);
        if (value.ends_with('\r'))
            value.remove_suffix(1);
        headers.emplace_back(line.substr(0, colon), value);
    }
    return headers;
}

/// `verify`: checks a captured delivery, and prints the check that fails and why.
inline void add_verify(CLI::App& app, exit_status& status) {
    struct settings {
        std::string body;
        std::string headers;
        std::string at = "now";
        secret_source secret;
    };
    auto chosen = std::make_shared<settings>();
    auto* const command =
        app.add_subcommand("verify", "Verify a captured delivery, and print the check that fails and why");
    command->add_option("--body", chosen->body, "The body, exactly as received")
        ->required()
        ->type_name("FILE");
    command
        ->add_option("--headers", chosen->headers,
                     "Its headers, one 'Name: value' per line, or the output of curl -v")
        ->required()
        ->type_name("FILE");
    command
        ->add_option("--at", chosen->at,
                     "Time of arrival to assume: now, Unix seconds, or 'signed' for the time in its header")
        ->type_name("TIME");
    chosen->secret.add_to(*command);
    command->footer("Example: scaivault-events verify --body body.json --headers headers.txt --at signed");
    command->callback([chosen, &status] {
        const std::string body = read_file(chosen->body);
        const auto headers = header_lines(read_file(chosen->headers));
        const auto delivery = scaivault::delivery_from_headers(headers, body);
        auto now = system_time();
        if (chosen->at != "now") {
            const auto text = chosen->at == "signed" ? delivery.timestamp : std::string_view(chosen->at);
            if (const auto seconds = webhooks::detail::unix_seconds(text))
                now = std::chrono::sys_seconds{std::chrono::seconds{*seconds}};
            else if (chosen->at != "signed")
                throw usage_error("--at takes now, signed or Unix seconds");
        }
        scaivault::verify_options options;
        options.explain = true;
        options.on_warning = [](std::string_view warning) { std::cerr << "warning: " << warning << '\n'; };
        const scaivault::verifier verifier(chosen->secret.secrets(), options);
        const auto refuse = [&](std::string_view check, const scaivault::failure& why) {
            std::cout << check << ": " << why.message() << '\n';
            status = refused;
        };
        const auto verified = verifier.verify(delivery, now);
        if (!verified)
            return refuse("signature", verified.error());
        std::cout << "signature: good, by "
                  << (verified->secret_index() == 0 ? "the current" : "the previous")
                  << " secret, at Unix second " << verified->signed_at().time_since_epoch().count() << '\n';
        const auto event = scaivault::decode(*verified);
        if (!event)
            return refuse("event", event.error());
        std::cout << "event: " << scaivault::type_of(*event) << ' ' << scaivault::envelope_of(*event).event_id
                  << ", and the headers agree with it\n";
    });
}

} // namespace events_cli
