#pragma once

#include <CLI/CLI.hpp>

#include <webhooks/dispatch/nearest.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// The command-line tool scaivault-events: the code that its commands share.
namespace events_cli {

/// The program's exit status.
enum exit_status {
    success = 0,
    refused = 1,     ///< a check failed: a bad signature, a bad event, a difference, a failed delivery
    wrong_usage = 2, ///< a wrong command line
    no_access = 3,   ///< a file, a port, a secret or a server is unavailable
};

/// A file, port, secret or server is unavailable. what() is a sentence for the user.
struct access_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A command line that CLI11 accepts but the command rejects.
struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The end of a message about a wrong name: ", did you mean 'NAME'?", or empty for an empty name.
[[nodiscard]] inline std::string did_you_mean(const std::string& name) {
    return name.empty() ? std::string() : ", did you mean '" + name + "'?";
}

/// The most similar of the known names; empty if none is similar.
[[nodiscard]] inline std::string nearest_of(std::string_view name, const std::vector<std::string>& known) {
    const auto distance_to = [&](const std::string& other) {
        return webhooks::detail::edit_distance(name, other);
    };
    const auto near = std::ranges::min_element(known, {}, distance_to);
    return near != known.end() && distance_to(*near) <= std::max<std::size_t>(name.size() / 2, 1)
               ? *near
               : std::string();
}

/// Lets an option take one of a few words only, which its help lists.
inline CLI::Option* takes_one_of(CLI::Option* option, const std::vector<std::string>& words) {
    option->type_name(CLI::detail::join(words, "|"));
    return option->check(CLI::Validator(
        [words](const std::string& value) -> std::string {
            if (std::ranges::find(words, value) != words.end())
                return {};
            return "'" + value + "' is not one of " + CLI::detail::join(words, ", ") +
                   did_you_mean(nearest_of(value, words));
        },
        ""));
}

/// Lets an option take a number above 0 only.
inline CLI::Option* takes_positive(CLI::Option* option) {
    return option->check(CLI::Validator(
        [](const std::string& value) -> std::string {
            double number = 0;
            return CLI::detail::lexical_cast(value, number) && number > 0
                       ? std::string()
                       : "'" + value + "' is not a number above 0";
        },
        ""));
}

/// The bytes of a file, or of standard input for "-". Throws `access_error`.
[[nodiscard]] inline std::string read_file(const std::string& name) {
    if (name == "-")
        return {std::istreambuf_iterator<char>(std::cin), {}};
    std::ifstream file(name, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open() || file.bad())
        throw access_error("cannot read " + name);
    return text;
}

} // namespace events_cli
