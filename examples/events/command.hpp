#pragma once

#include <CLI/CLI.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

/// The command-line companion, scaivault-events: what its commands share.
namespace events_cli {

/// How the program ends.
enum exit_status {
    success = 0,
    refused =
        1, ///< what was asked is answered with no: a bad signature, a bad event, a difference, a failed delivery
    wrong_usage = 2, ///< the command line
    no_access = 3,   ///< a file, a port, a secret or a server is not there
};

/// Something outside of the program is not there; what() says what, in a sentence.
struct access_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A command line that CLI11 accepts and the command does not.
struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The end of a message about a name that is wrong: ", did you mean 'NAME'?", or nothing for an empty name.
[[nodiscard]] inline std::string did_you_mean(const std::string& name) {
    return name.empty() ? std::string() : ", did you mean '" + name + "'?";
}

/// A file's bytes; the standard input's for "-".
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
