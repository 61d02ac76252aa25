#pragma once

#include "command.hpp"

#include <scaivault/signing_secrets.hpp>

#include <cstdlib>
#include <string>

namespace events_cli {

/// The source of the signing secret: a file or the environment. Never the command line, which every user of the
/// machine can read.
struct secret_source {
    std::string file;

    void add_to(CLI::App& command) {
        command.add_option(
            "--secret-file", file,
            "File with the signing secret; surrounding white space is ignored. By default the secret is "
            "read from the environment variable SCAIVAULT_WEBHOOK_SECRET");
    }

    /// The secret's bytes. Throws `access_error`.
    [[nodiscard]] std::string text() const {
        if (!file.empty()) {
            const std::string text = read_file(file);
            const auto first = text.find_first_not_of(" \t\r\n");
            if (first == text.npos)
                throw access_error("there is no secret in " + file);
            return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
        }
        const char* const value = std::getenv("SCAIVAULT_WEBHOOK_SECRET");
        if (value == nullptr || *value == '\0')
            throw access_error("no secret: set SCAIVAULT_WEBHOOK_SECRET, or use --secret-file");
        return value;
    }

    /// The secret and, if SCAIVAULT_WEBHOOK_SECRET_PREVIOUS is set during a rotation, the previous secret.
    [[nodiscard]] scaivault::signing_secrets secrets() const {
        const char* const previous = std::getenv("SCAIVAULT_WEBHOOK_SECRET_PREVIOUS");
        if (previous == nullptr || *previous == '\0')
            return scaivault::signing_secrets{text()};
        return scaivault::signing_secrets{text(), std::string(previous)};
    }
};

} // namespace events_cli
