#pragma once

#include "command.hpp"

#include "../sender/http_client.hpp"

#include <string>

namespace events_cli {

/// Where trigger and replay send to by default: the defaults of `listen`.
inline constexpr const char* default_url = "http://127.0.0.1:8080/scaivault/webhook";

/// The options of commands that send over https.
struct client_options {
    std::string ca_file;
    bool is_insecure = false;

    void add_to(CLI::App& command) {
        command
            .add_option("--cacert", ca_file,
                        "PEM file with the authorities to trust, instead of those of the system")
            ->type_name("FILE");
        command.add_flag("--insecure", is_insecure, "Accept any certificate: for tests only");
    }

    [[nodiscard]] example::client_tls tls() const {
        return {.ca_file = ca_file, .verifies_the_server = !is_insecure};
    }
};

} // namespace events_cli
