#pragma once

#include "command.hpp"
#include "secret_source.hpp"
#include "types.hpp"

#include <scaivault/events/difference.hpp>
#include <scaivault/subscription.hpp>

#include <boost/json/parse.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace events_cli {

/// `subscribe`: prints the body of `POST /v1/webhooks`.
inline void add_subscribe(CLI::App& app, exit_status& status) {
    struct settings {
        std::vector<std::string> patterns;
        scaivault::registration webhook;
        bool disabled = false;
        secret_source secret;
    };
    auto chosen = std::make_shared<settings>();
    auto* const command =
        app.add_subcommand("subscribe", "Print the body that registers a webhook (it contains the secret)");
    command->add_option("--handlers", chosen->patterns, "Names and patterns of the handled events")
        ->required()
        ->type_name("PATTERN...");
    command->add_option("--url", chosen->webhook.url, "URL that ScaiVault sends events to; https://")
        ->required();
    command->add_option("--name", chosen->webhook.name, "Display name of the webhook")->required();
    command->add_option("--path-prefix", chosen->webhook.filters.path_prefix,
                        "Only events whose path starts with this");
    command->add_option("--secret-type", chosen->webhook.filters.secret_type,
                        "Only events about secrets of this type");
    command->add_option("--tag", chosen->webhook.filters.tags,
                        "Only events about secrets with this tag; may be repeated");
    command->add_flag("--disabled", chosen->disabled, "Register the webhook as disabled");
    chosen->secret.add_to(*command);
    command->footer(
        "Example: scaivault-events subscribe --name billing --url https://hooks.example/scaivault \\\n"
        "             --handlers secret.rotated 'policy.**' | curl -d @- ...");
    command->callback([chosen, &status] {
        for (const auto& text : chosen->patterns)
            static_cast<void>(catalog_pattern(text));
        chosen->webhook.enabled = !chosen->disabled;
        const auto body =
            scaivault::registration_body(chosen->webhook, chosen->secret.text(), chosen->patterns);
        if (body) {
            std::cout << *body << '\n';
            return;
        }
        std::cerr << body.error().message() << '\n';
        status = refused;
    });
}

/// The event types in a server's answer. The vendor does not document its format, so several are accepted: a JSON
/// array of names or of objects with a name, an object whose first array is such an array, or one name per line.
[[nodiscard]] inline std::vector<std::string> listed_types(const std::string& text) {
    std::vector<std::string> names;
    boost::system::error_code error;
    const auto parsed = boost::json::parse(text, error);
    if (text.find_first_not_of(" \t\r\n") == text.npos)
        throw usage_error("the list of event types is empty");
    if (error) {
        for (std::string_view rest = text; !rest.empty();) {
            auto line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(line.size() + 1, rest.size()));
            if (line.ends_with('\r'))
                line.remove_suffix(1);
            if (!line.empty())
                names.emplace_back(line);
        }
        return names;
    }
    const boost::json::array* list = parsed.if_array();
    if (const auto* object = parsed.if_object())
        for (const auto& [key, value] : *object)
            if (list == nullptr)
                list = value.if_array();
    if (list == nullptr)
        throw usage_error("the list of event types has no array");
    for (const auto& element : *list) {
        const boost::json::string* name = element.if_string();
        if (const auto* object = element.if_object())
            for (const std::string_view key : {"name", "event_type", "type"})
                if (const auto* value = object->if_contains(key); value != nullptr && name == nullptr)
                    name = value->if_string();
        if (name == nullptr)
            throw usage_error("the list of event types has an element without a name");
        names.emplace_back(*name);
    }
    return names;
}

/// `diff`: compares a server's list of types with the catalog.
inline void add_diff(CLI::App& app, exit_status& status) {
    auto file = std::make_shared<std::string>("-");
    auto* const command = app.add_subcommand("diff", "Compare the event types of a server with the catalog");
    command
        ->add_option("file", *file,
                     "The answer to GET /v1/events/types, or one name per line; - is standard input")
        ->type_name("FILE");
    command->footer("Exit status 1 if there is a difference.\n"
                    "Example: curl -s .../v1/events/types | scaivault-events diff -");
    command->callback([file, &status] {
        const auto names = listed_types(read_file(*file));
        const std::vector<std::string_view> views(names.begin(), names.end());
        const auto differences = scaivault::catalog_difference(views);
        for (const auto& name : differences.missing_here)
            std::cout << "+ " << name << "  (only on the server: arrives as an unknown event)\n";
        for (const auto& name : differences.missing_there)
            std::cout << "- " << name << "  (only in this library: the server does not send it)\n";
        if (differences.empty())
            std::cout << "both have the same " << scaivault::catalog::size << " event types\n";
        else
            status = refused;
    });
}

} // namespace events_cli
