#pragma once

#include "catalog_docs.hpp"
#include "command.hpp"
#include "pretty_json.hpp"

#include <scaivault/json/decode.hpp>
#include <scaivault/pattern_set.hpp>
#include <scaivault/testing/samples.hpp>
#include <webhooks/dispatch/nearest.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace events_cli {

namespace detail {

/// A suggestion for a pattern that selects nothing, as the compiler's diagnostics make it; empty if nothing is
/// similar.
[[nodiscard]] inline std::string nearest_pattern(const std::string& text) {
    for (const std::string_view tail : {"*", ".*", ".**"}) { // `dynamic.*` and `policy` lack one segment
        const auto longer = scaivault::pattern::parse(text + std::string(tail));
        if (longer && std::ranges::any_of(scaivault::catalog::names,
                                          [&](std::string_view name) { return longer->matches(name); }))
            return text + std::string(tail);
    }
    const auto distance_to = [&](std::string_view name) {
        return webhooks::detail::pattern_distance(text, name);
    };
    const auto near = *std::ranges::min_element(scaivault::catalog::names, {}, distance_to);
    if (distance_to(near) > text.size() / 2)
        return {};
    return std::string(webhooks::detail::corrected(text, near).view());
}

[[nodiscard]] inline boost::json::array as_json(const std::vector<field_description>& fields) {
    boost::json::array all;
    for (const auto& field : fields) {
        boost::json::object one{{"name", field.name},
                                {"type", field.type},
                                {"presence", field.presence},
                                {"description", field.description}};
        if (!field.fields.empty())
            one["fields"] = as_json(field.fields);
        all.push_back(std::move(one));
    }
    return all;
}

inline void print_fields(std::ostream& out, const std::vector<field_description>& fields,
                         std::size_t indent) {
    for (const auto& field : fields) {
        std::string line(indent, ' ');
        line.append(field.name);
        line.resize(std::max<std::size_t>(line.size() + 1, 30), ' ');
        line.append(field.type);
        if (field.presence != "required")
            line.append(", ").append(field.presence);
        line.resize(std::max<std::size_t>(line.size() + 1, 58), ' ');
        out << line << field.description << '\n';
        print_fields(out, field.fields, indent + 2);
    }
}

} // namespace detail

/// Parses a pattern from the command line. Throws `usage_error` if it is malformed.
[[nodiscard]] inline scaivault::pattern any_pattern(const std::string& text) {
    const auto parsed = scaivault::pattern::parse(text);
    if (!parsed)
        throw usage_error("'" + text + "': " + parsed.error().message());
    return *parsed;
}

/// Parses a pattern from the command line. Throws `usage_error` if it is malformed or selects no type of the catalog;
/// in the latter case the message ends with `otherwise`.
[[nodiscard]] inline scaivault::pattern
catalog_pattern(const std::string& text, std::string_view otherwise = "see scaivault-events types") {
    const auto parsed = any_pattern(text);
    if (std::ranges::none_of(scaivault::catalog::names, [&](auto name) { return parsed.matches(name); }))
        throw usage_error("'" + text + "' selects no event type of the catalog" +
                          did_you_mean(detail::nearest_pattern(text)) + "; " + std::string(otherwise));
    return parsed;
}

/// `types`: prints the catalog, as text or as JSON.
inline void add_types(CLI::App& app) {
    struct settings {
        std::vector<std::string> patterns;
        bool json = false;
        bool table = false;
    };
    auto chosen = std::make_shared<settings>();
    auto* const command =
        app.add_subcommand("types", "List the event types, with their fields and documentation");
    command
        ->add_option("-p,--pattern", chosen->patterns,
                     "Only types that this pattern matches; may be repeated")
        ->type_name("PATTERN");
    auto* const json = command->add_flag("--json", chosen->json, "Print JSON, with a sample of each type");
    command->add_flag("--table", chosen->table, "Print one line per type and field (the default)")
        ->excludes(json);
    command->footer("Example: scaivault-events types --pattern 'dynamic.**'");
    command->callback([chosen] {
        std::vector<scaivault::pattern> patterns;
        for (const auto& text : chosen->patterns)
            patterns.push_back(catalog_pattern(text));
        const auto wanted = [&](std::string_view name) {
            return patterns.empty() ||
                   std::ranges::any_of(patterns, [&](const auto& pattern) { return pattern.matches(name); });
        };
        boost::json::array listed;
        const auto all = describe_catalog();
        for (std::size_t i = 0; i != all.size(); ++i) {
            const auto& type = all[i];
            if (!wanted(type.name))
                continue;
            if (chosen->json) {
                listed.push_back(boost::json::object{
                    {"name", type.name},
                    {"payload", type.payload},
                    {"description", type.description},
                    {"fields", detail::as_json(type.fields)},
                    {"sample", boost::json::parse(scaivault::detail::sample_table[i])},
                });
            } else {
                std::cout << type.name << '\n';
                if (!type.description.empty())
                    std::cout << "    " << type.description << '\n';
                detail::print_fields(std::cout, type.fields, 4);
            }
        }
        if (chosen->json) {
            std::string text;
            append_pretty(text, boost::json::object{{"event_types", std::move(listed)},
                                                    {"envelope", detail::as_json(envelope_fields())}});
            std::cout << text << '\n';
        }
    });
}

} // namespace events_cli
