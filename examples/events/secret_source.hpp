#pragma once

#include "command.hpp"

#include <scaivault/signing_secrets.hpp>

#include <cstdlib>
#include <string>

namespace events_cli {

/// The source of the signing secret: a file or an environment variable. Never the command line, which every user of the
/// machine can read, or the configuration file.
struct secret_source {
    std::string file;
    std::string variable;

    void add_to(CLI::App& command) {
        auto* const of_file =
            command
                .add_option("--secret-file", file,
                            "File with the signing secret; surrounding white space is ignored")
                ->type_name("FILE");
        command
            .add_option("--secret-env", variable,
                        "Environment variable with the signing secret (SCAIVAULT_WEBHOOK_SECRET)")
            ->type_name("NAME")
            ->excludes(of_file);
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
        const char* const value = std::getenv(name().c_str());
        if (value == nullptr || *value == '\0')
            throw access_error("no secret: set " + name() + ", or use --secret-file");
        return value;
    }

    /// The secret and, if the variable with the suffix _PREVIOUS is set during a rotation, the previous secret.
    [[nodiscard]] scaivault::signing_secrets secrets() const {
        const char* const previous = std::getenv((name() + "_PREVIOUS").c_str());
        if (previous == nullptr || *previous == '\0')
            return scaivault::signing_secrets{text()};
        return scaivault::signing_secrets{text(), std::string(previous)};
    }

private:
    [[nodiscard]] std::string name() const {
        return variable.empty() ? "SCAIVAULT_WEBHOOK_SECRET" : variable;
    }
};

} // namespace events_cli
