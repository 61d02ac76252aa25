#pragma once

#include "command.hpp"
#include "saved.hpp"
#include "schemes.hpp"
#include "secret_source.hpp"

#include "../sender/samples.hpp"

#include <scaivault/events/print.hpp>
#include <scaivault/receiver.hpp>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

namespace events_cli {

[[nodiscard]] inline std::chrono::sys_seconds system_time() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// `sign`: prints the headers that the vendor would send with a body.
inline void add_sign(CLI::App& app) {
    struct settings {
        std::string file = "-";
        std::int64_t at = 0;
        std::string id;
        std::string type;
        scheme_choice scheme;
        secret_source secret;
    };
    auto chosen = std::make_shared<settings>();
    auto* const command = app.add_subcommand("sign", "Print the signature headers for a body");
    command->add_option("file", chosen->file, "The body; - is standard input")->type_name("FILE");
    chosen->scheme.add_to(*command);
    takes_positive(command->add_option("--at", chosen->at, "Timestamp in Unix seconds; by default now"))
        ->type_name("SECONDS");
    command
        ->add_option("--id", chosen->id,
                     "Value of the id header; by default a fresh id if the scheme signs it")
        ->type_name("ID");
    command->add_option("--type", chosen->type, "Value of the type header; by default there is none")
        ->type_name("TYPE");
    chosen->secret.add_to(*command);
    command->footer("Example: scaivault-events sign body.json > headers.txt");
    command->callback([chosen] {
        const std::string body = read_file(chosen->file);
        const auto at =
            chosen->at == 0 ? system_time() : std::chrono::sys_seconds{std::chrono::seconds{chosen->at}};
        const auto& scheme = chosen->scheme.entry();
        const auto id = chosen->id.empty() && scheme.signs_id ? example::fresh_event_id() : chosen->id;
        for (const auto& [name, value] : scheme.headers(chosen->secret.text(), at, body, id, chosen->type))
            std::cout << name << ": " << value << '\n';
    });
}

/// `verify`: checks a captured delivery, and prints the check that fails and why.
inline void add_verify(CLI::App& app, exit_status& status) {
    struct settings {
        std::string body;
        std::string headers;
        std::string at = "now";
        scheme_choice scheme;
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
    chosen->scheme.add_to(*command);
    command
        ->add_option("--at", chosen->at,
                     "Time of arrival to assume: now, Unix seconds, or 'signed' for the time in its headers")
        ->type_name("TIME");
    chosen->secret.add_to(*command);
    command->footer("With another scheme than ScaiVault's, the body is not decoded.\n"
                    "Example: scaivault-events verify --body body.json --headers headers.txt --at signed");
    command->callback([chosen, &status] {
        const auto& scheme = chosen->scheme.entry();
        const std::string body = read_file(chosen->body);
        const auto headers = header_lines(read_file(chosen->headers));
        const auto delivery = scheme.delivery(headers, body);
        auto now = system_time();
        if (chosen->at != "now") {
            const auto text =
                chosen->at == "signed" ? scheme.timestamp_of(delivery) : std::string_view(chosen->at);
            if (const auto seconds = webhooks::detail::unix_seconds(text))
                now = std::chrono::sys_seconds{std::chrono::seconds{*seconds}};
            else if (chosen->at != "signed")
                throw usage_error("--at takes now, signed or Unix seconds, not '" + chosen->at + "'" +
                                  did_you_mean(nearest_of(chosen->at, {"now", "signed"})));
        }
        webhooks::verify_options options;
        options.explain = true;
        options.on_warning = [](std::string_view warning) { std::cerr << "warning: " << warning << '\n'; };
        const auto verified = scheme.verifier(chosen->secret.secrets(), options)(delivery, now);
        const auto refuse = [&](std::string_view check, const scaivault::failure& why) {
            std::cout << check << ": " << why.message() << '\n';
            status = refused;
        };
        if (!verified)
            return refuse("signature", verified.error());
        std::cout << "signature: good, by "
                  << (verified->secret_index() == 0 ? "the current" : "the previous") << " secret";
        if (scheme.signs_timestamp)
            std::cout << ", at Unix second " << verified->signed_at().time_since_epoch().count() << '\n';
        else
            std::cout << "; the scheme signs no time\n";
        if (!chosen->scheme.is_scaivault())
            return;
        const auto event = scaivault::decode(*verified);
        if (!event)
            return refuse("event", event.error());
        std::cout << "event: " << scaivault::type_of(*event) << ' ' << scaivault::envelope_of(*event).event_id
                  << ", and the headers agree with it\n";
    });
}

} // namespace events_cli
