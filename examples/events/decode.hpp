#pragma once

#include "command.hpp"
#include "pretty_json.hpp"

#include <scaivault/json/decode.hpp>
#include <scaivault/json/encode.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

namespace events_cli {

/// The part of the line around a byte and, on the next line, a caret under the byte. Characters other than printable
/// ASCII are shown as '?', so that the caret is in the right column.
[[nodiscard]] inline std::string pointed_out(std::string_view text, std::size_t offset) {
    constexpr std::size_t around = 40;
    offset = std::min(offset, text.size());
    if (offset == text.size() && text.ends_with('\n')) // point to the last line, not after it
        --offset;
    const auto line_begin = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1; // npos + 1 is 0
    const auto line_end = std::min(text.find('\n', offset), text.size());
    const auto begin = std::max(line_begin, offset - std::min(offset, around));
    const auto end = std::min(line_end, offset + around);
    const std::string_view before = begin > line_begin ? "..." : "";
    std::string shown(before);
    for (const char c : text.substr(begin, end - begin))
        shown.push_back(c < ' ' || c > '~' ? '?' : c);
    shown.append(end < line_end ? "...\n" : "\n");
    return shown.append(before.size() + offset - begin, ' ').append("^");
}

/// `decode`: prints one event from a file, or its error and where it is.
inline void add_decode(CLI::App& app, exit_status& status) {
    struct settings {
        std::string file = "-";
        bool polled = false;
        bool json = false;
    };
    auto chosen = std::make_shared<settings>();
    auto* const command = app.add_subcommand("decode", "Decode an event and print it, or print its error");
    command->add_option("file", chosen->file, "The body as received; - is standard input")->type_name("FILE");
    command->add_flag("--polled", chosen->polled,
                      "Accept the reduced events of polling, which lack some fields");
    command->add_flag("--json", chosen->json, "Print one line of JSON, as this library encodes it");
    command->footer("No secret is needed, and the sender is not verified: see 'verify'.\n"
                    "Example: scaivault-events decode body.json");
    command->callback([chosen, &status] {
        const std::string text = read_file(chosen->file);
        scaivault::decode_options options;
        options.missing =
            chosen->polled ? scaivault::missing_fields::default_ : scaivault::missing_fields::reject;
        const auto event = scaivault::decode(text, options);
        if (!event) {
            std::cerr << event.error().message() << '\n' << pointed_out(text, event.error().offset) << '\n';
            status = refused;
            return;
        }
        const std::string encoded = scaivault::encode(*event);
        if (chosen->json) {
            std::cout << encoded << '\n';
            return;
        }
        std::string pretty;
        append_pretty(pretty, boost::json::parse(encoded));
        std::cout << pretty << '\n';
        if (!scaivault::catalog::find(scaivault::type_of(*event)))
            std::cerr << "note: the catalog of this library does not have this event type\n";
    });
}

} // namespace events_cli
