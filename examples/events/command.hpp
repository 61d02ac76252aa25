#pragma once

#include <CLI/CLI.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

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
