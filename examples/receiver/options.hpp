#pragma once

#include "http_server.hpp"

#include <scaivault/signature.hpp>

#include <openssl/crypto.h>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace example {

inline constexpr std::string_view usage =
    "usage: example_receiver [--address ADDRESS] [--port N] [--threads N] [--timeout SECONDS]\n"
    "                        [--grace SECONDS] [--max-body BYTES] [--max-connections N]\n"
    "\n"
    "Receives ScaiVault's webhooks at POST /scaivault/webhook. The environment has the signing secret in\n"
    "SCAIVAULT_WEBHOOK_SECRET and, while a new one takes over, the one before in\n"
    "SCAIVAULT_WEBHOOK_SECRET_PREVIOUS. Port 0 is any free port.\n";

/// What `--help` throws.
struct help_wanted {};

/// Reads `text` as a whole number within bounds, or throws `std::invalid_argument`.
[[nodiscard]] inline std::uint64_t number(const std::string& name, std::string_view text, std::uint64_t least,
                                          std::uint64_t most) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        throw std::invalid_argument(name + " takes a number from " + std::to_string(least) + " to " +
                                    std::to_string(most));
    return value;
}

/// Reads the command line. Throws `std::invalid_argument` with a sentence for the user.
[[nodiscard]] inline server_options parse_options(std::span<char*> arguments) {
    server_options options;
    auto address = options.endpoint.address();
    auto port = options.endpoint.port();
    for (std::size_t i = 1; i < arguments.size(); i += 2) {
        const std::string name = arguments[i];
        if (name == "--help")
            throw help_wanted{};
        if (i + 1 == arguments.size())
            throw std::invalid_argument(name + " takes a value; see --help");
        const std::string_view value = arguments[i + 1];
        const auto seconds = [&] {
            return std::chrono::seconds(static_cast<std::int64_t>(number(name, value, 1, 3600)));
        };
        boost::system::error_code error;
        if (name == "--address")
            address = asio::ip::make_address(value, error);
        else if (name == "--port")
            port =
                static_cast<std::uint16_t>(number(name, value, 0, std::numeric_limits<std::uint16_t>::max()));
        else if (name == "--threads")
            options.threads = number(name, value, 1, 256);
        else if (name == "--timeout")
            options.session.timeout = seconds();
        else if (name == "--grace")
            options.grace = seconds();
        else if (name == "--max-body")
            options.session.max_body = number(name, value, 1, std::uint64_t{1} << 30);
        else if (name == "--max-connections")
            options.max_connections = number(name, value, 1, 1'000'000);
        else
            throw std::invalid_argument("there is no option " + name + "; see --help");
        if (error)
            throw std::invalid_argument("--address takes an IP address");
    }
    options.endpoint = {address, port};
    return options;
}

/// Takes the secrets out of the environment, so that nothing which reads it later finds them. Call it before
/// there are threads. Throws `std::invalid_argument` when there is none.
[[nodiscard]] inline scaivault::signing_secrets take_secrets() {
    constexpr const char* names[] = {"SCAIVAULT_WEBHOOK_SECRET", "SCAIVAULT_WEBHOOK_SECRET_PREVIOUS"};
    char* const current = std::getenv(names[0]);
    char* const previous = std::getenv(names[1]);
    if (current == nullptr || *current == '\0')
        throw std::invalid_argument("set the environment variable SCAIVAULT_WEBHOOK_SECRET");
    auto secrets = previous == nullptr || *previous == '\0' ? scaivault::signing_secrets{current}
                                                            : scaivault::signing_secrets{current, previous};
    // unsetenv drops the pointer only: the text would stay readable in /proc/PID/environ.
    for (char* const value : {current, previous})
        if (value != nullptr)
            OPENSSL_cleanse(value, std::strlen(value));
    for (const char* const name : names)
        ::unsetenv(name);
    return secrets;
}

} // namespace example
