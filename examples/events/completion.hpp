#pragma once

#include "command.hpp"

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace events_cli {

/// Scripts that complete the command line in a shell. They are made from the commands and options of the parser.
namespace completion {

/// What completes a value.
enum class values { none, files, types, words };

struct option {
    std::string name; ///< "--port"
    std::string help; ///< its first sentence
    bool takes_value;
    values kind = values::none;
    std::string choices{};    ///< for `words`, separated by spaces
    std::string short_name{}; ///< "-p"; may be empty
};

struct command {
    std::string name;
    std::string help;
    std::vector<option> options{};
    values argument = values::none;
    std::string choices{};
};

/// The text without what a shell or the description syntax of zsh would read: quotes, brackets, colons.
[[nodiscard]] inline std::string plain(std::string text) {
    text.resize(std::min({text.find(';'), text.find('\n'), text.size()}));
    std::erase_if(text,
                  [](char c) { return std::string_view("'\"`$\\[]:").find(c) != std::string_view::npos; });
    return text;
}

[[nodiscard]] inline values kind_of(const CLI::Option& of, std::string& choices) {
    const std::string type = of.get_type_name();
    if (type.starts_with("FILE") || type == "DIR")
        return values::files;
    if (type.find("PATTERN") != type.npos)
        return values::types;
    if (type.find('|') != type.npos) { // takes_one_of: "a|b|c"
        choices = type;
        std::ranges::replace(choices, '|', ' ');
        return values::words;
    }
    return values::none;
}

[[nodiscard]] inline command described(const CLI::App& app) {
    command made{.name = app.get_name(), .help = plain(app.get_description())};
    for (const auto* each : app.get_options()) {
        std::string choices;
        const auto kind = kind_of(*each, choices);
        if (each->get_lnames().empty()) {
            made.argument = kind;
            made.choices = choices;
        }
        for (const auto& name : each->get_lnames())
            made.options.push_back({.name = "--" + name,
                                    .help = plain(each->get_description()),
                                    .takes_value = each->get_items_expected_max() != 0,
                                    .kind = kind,
                                    .choices = choices,
                                    .short_name = each->get_snames().empty()
                                                      ? std::string()
                                                      : "-" + each->get_snames().front()});
    }
    return made;
}

/// The program, with its own options, first.
[[nodiscard]] inline std::vector<command> table_of(const CLI::App& app) {
    std::vector<command> all{described(app)};
    for (const auto* each : app.get_subcommands([](const CLI::App*) { return true; }))
        all.push_back(described(*each));
    return all;
}

inline constexpr std::string_view list_types = "scaivault-events types 2>/dev/null | grep \"^[a-z]\"";

[[nodiscard]] inline std::string bash(const std::vector<command>& all) {
    std::ostringstream out;
    const auto values_of = [&](values kind, const std::string& choices, const char* indent) {
        if (kind == values::files)
            out << indent << "mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n";
        else if (kind == values::types)
            out << indent << "mapfile -t COMPREPLY < <(compgen -W \"$(" << list_types
                << ")\" -- \"$current\")\n";
        else if (kind == values::words)
            out << indent << "mapfile -t COMPREPLY < <(compgen -W '" << choices << "' -- \"$current\")\n";
    };
    out << "# Completion of scaivault-events for bash.\n_scaivault_events() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word command= "
           "words=\n"
           "    COMPREPLY=()\n    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n        case $word "
           "in\n        ";
    for (std::size_t i = 1; i != all.size(); ++i)
        out << (i == 1 ? "" : " | ") << all[i].name;
    out << ") command=${command:-$word} ;;\n        esac\n    done\n    case $command$previous in\n";
    for (const auto& each : all)
        for (const auto& option : each.options)
            if (option.takes_value) {
                const std::string of = &each == &all.front() ? "*" : each.name;
                out << "    " << of << option.name;
                if (!option.short_name.empty())
                    out << " | " << of << option.short_name;
                out << ")\n";
                values_of(option.kind, option.choices, "        ");
                out << "        return\n        ;;\n";
            }
    out << "    esac\n    case $command in\n";
    for (const auto& each : all) {
        const bool is_program = &each == &all.front();
        out << "    " << (is_program ? "''" : each.name) << ")\n        words='";
        for (std::size_t i = 1; is_program && i != all.size(); ++i)
            out << all[i].name << ' ';
        for (const auto& option : each.options)
            out << option.name << ' ';
        out << "'\n";
        if (each.argument != values::none) {
            out << "        if [[ $current != -* ]]; then\n";
            values_of(each.argument, each.choices, "            ");
            out << "            return\n        fi\n";
        }
        out << "        ;;\n";
    }
    out << "    esac\n    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n}\n"
           "complete -F _scaivault_events scaivault-events\n";
    return out.str();
}

[[nodiscard]] inline std::string zsh(const std::vector<command>& all) {
    std::ostringstream out;
    const auto action_of = [](values kind, const std::string& choices) {
        return kind == values::files   ? std::string("_files")
               : kind == values::types ? std::string("_scaivault_events_types")
               : kind == values::words ? "(" + choices + ")"
                                       : std::string();
    };
    out << "#compdef scaivault-events\n# Completion of scaivault-events for zsh.\n_scaivault_events_types() "
           "{\n"
           "    compadd -- ${(f)\"$("
        << list_types << ")\"}\n}\n_scaivault_events() {\n";
    const auto options_of = [&](const command& of) {
        for (const auto& option : of.options)
            out << " \\\n            '*" << option.name << '[' << option.help << ']'
                << (option.takes_value ? ":value:" + action_of(option.kind, option.choices) : "") << "'";
    };
    out << "    local state line\n    _arguments -C";
    options_of(all.front());
    out << " \\\n            '1:command:->command' '*::argument:->argument'\n    case $state in\n    "
           "command)\n"
           "        local -a commands=(\n";
    for (std::size_t i = 1; i != all.size(); ++i)
        out << "            '" << all[i].name << ':' << all[i].help << "'\n";
    out << "        )\n        _describe command commands\n        ;;\n    argument)\n        case $line[1] "
           "in\n";
    for (std::size_t i = 1; i != all.size(); ++i) {
        out << "        " << all[i].name << ")\n            _arguments";
        options_of(all[i]);
        if (all[i].argument != values::none)
            out << " \\\n            '*:argument:" << action_of(all[i].argument, all[i].choices) << "'";
        out << "\n            ;;\n";
    }
    out << "        esac\n        ;;\n    esac\n}\nif [ \"$funcstack[1]\" = _scaivault-events ]; then\n"
           "    _scaivault_events \"$@\"\nelse\n    compdef _scaivault_events scaivault-events\nfi\n";
    return out.str();
}

[[nodiscard]] inline std::string fish(const std::vector<command>& all) {
    std::ostringstream out;
    const auto values_of = [&](values kind, const std::string& choices) {
        if (kind == values::files)
            out << " -F";
        else if (kind == values::types)
            out << " -a '(" << list_types << ")'";
        else if (kind == values::words)
            out << " -a '" << choices << "'";
    };
    out << "# Completion of scaivault-events for fish.\ncomplete -c scaivault-events -f\n";
    for (const auto& each : all) {
        const bool is_program = &each == &all.front();
        const std::string condition =
            is_program ? " -n __fish_use_subcommand" : " -n '__fish_seen_subcommand_from " + each.name + "'";
        if (!is_program)
            out << "complete -c scaivault-events -n __fish_use_subcommand -a " << each.name << " -d '"
                << each.help << "'\n";
        for (const auto& option : each.options) {
            out << "complete -c scaivault-events" << condition << " -l " << option.name.substr(2) << " -d '"
                << option.help << "'" << (option.takes_value ? " -r" : "");
            values_of(option.kind, option.choices);
            out << '\n';
        }
        if (each.argument != values::none) {
            out << "complete -c scaivault-events" << condition;
            values_of(each.argument, each.choices);
            out << '\n';
        }
    }
    return out.str();
}

} // namespace completion

/// `completion`: prints the script for a shell.
inline void add_completion(CLI::App& app) {
    auto shell = std::make_shared<std::string>();
    auto* const command =
        app.add_subcommand("completion", "Print the script that completes the command line in a shell");
    takes_one_of(command->add_option("shell", *shell, "The shell"), {"bash", "zsh", "fish"})->required();
    command->footer("Example: scaivault-events completion bash > "
                    "~/.local/share/bash-completion/completions/scaivault-events");
    command->callback([shell, &app] {
        const auto table = completion::table_of(app);
        std::cout << (*shell == "bash"  ? completion::bash(table)
                      : *shell == "zsh" ? completion::zsh(table)
                                        : completion::fish(table));
    });
}

} // namespace events_cli
