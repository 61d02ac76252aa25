#pragma once

#include "options.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace example {

inline constexpr std::string_view usage =
    R"(usage: example_receiver [OPTION]...

Receives ScaiVault's webhooks at POST /scaivault/webhook, and answers GET /healthz and GET /readyz. The signing secret
is read from the environment variable SCAIVAULT_WEBHOOK_SECRET. During a rotation, the previous secret is read from
SCAIVAULT_WEBHOOK_SECRET_PREVIOUS. The same names with the suffix _FILE name files that contain the secrets.
Each event is one line on standard output, and each failed delivery one line on standard error.

  --address ADDRESS      address to listen on (127.0.0.1)
  --port N               port to listen on; 0 is any free port (8080)
  --tls-cert FILE        serve HTTPS, TLS 1.2 or later, with this certificate chain (PEM)
  --tls-key FILE         and this private key (PEM)
  --threads N            number of threads; each serves its own connections (1)
  --quiet                print no lines for events
  --metrics              answer GET /metrics in Prometheus' text format: deliveries by outcome and event type, and the
                         time to their answers. Anyone who reaches the port can read it: let a proxy forward the path of
                         the webhook alone. Only if this program was built with prometheus-cpp

Limits. A connection that exceeds a time limit is closed without an answer:
  --header-timeout S     seconds from the first byte of a request to the end of its header, and for the TLS
                         handshake (10)
  --body-timeout S       seconds from the end of the header to the end of the body (30)
  --answer-timeout S     seconds for the sender to receive the answer (10)
  --idle-timeout S       seconds without a request (60)
  --timeout S            sets all four
  --max-header BYTES     a longer header is answered with 431 (8192)
  --max-body BYTES       a longer body is answered with 413 (1048576)
  --max-body-memory BYTES
                         total memory for bodies of more than 4096 bytes; if it is exhausted, a body is answered with
                         503 (67108864, at least one body)
  --max-connections N    over all threads. At the limit, a new connection replaces the oldest one that has not
                         delivered an authentic event yet, whatever that is doing. If there is none, it replaces the
                         one that has been idle for longest. If there is none either, it waits (default: as many as
                         the limit of open files allows, at most 16384)
  --grace S              seconds for requests in progress at shutdown (10)
  --drain S              seconds between a signal and the shutdown (0). Meanwhile GET /readyz is answered with 503, so
                         that a load balancer sends no more, and deliveries that still arrive are handled

SIGTERM, SIGINT and SIGHUP shut the receiver down: it accepts no new connections, and answers requests in progress. A
second signal terminates it at once. SIGHUP stays ignored if it was ignored at the start, as under nohup.

Exit status: 0 after a signal, 1 if the receiver cannot start, 2 for a wrong command line, 3 if the certificate or the
key is missing or wrong.
)";

/// Thrown for `--help`.
struct help_wanted {};

/// A wrong command line. what() is a sentence for the user.
struct usage_error : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// Reads `text` as a whole number within bounds, or throws `usage_error`.
[[nodiscard]] inline std::uint64_t number(const std::string& name, std::string_view text, std::uint64_t least,
                                          std::uint64_t most) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        throw usage_error(name + " takes a number from " + std::to_string(least) + " to " +
                          std::to_string(most));
    return value;
}

/// Reads the command line. Throws `usage_error`, or `help_wanted`.
[[nodiscard]] inline receiver_settings parse_command_line(std::span<char* const> arguments) {
    receiver_settings settings;
    auto address = settings.endpoint.address();
    auto port = settings.endpoint.port();
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string name = arguments[i];
        const auto value = [&]() -> std::string_view {
            if (++i == arguments.size())
                throw usage_error(name + " takes a value; see --help");
            return arguments[i];
        };
        const auto count = [&](std::uint64_t least, std::uint64_t most) {
            return number(name, value(), least, most);
        };
        const auto seconds = [&] { return std::chrono::seconds(static_cast<std::int64_t>(count(1, 3600))); };
        if (name == "--help") {
            throw help_wanted{};
        } else if (name == "--address") {
            boost::system::error_code error;
            address = boost::asio::ip::make_address(value(), error);
            if (error)
                throw usage_error("--address takes an IP address");
        } else if (name == "--port") {
            port = static_cast<std::uint16_t>(count(0, std::numeric_limits<std::uint16_t>::max()));
        } else if (name == "--tls-cert") {
            settings.tls.certificate_chain = value();
        } else if (name == "--tls-key") {
            settings.tls.private_key = value();
        } else if (name == "--threads") {
            settings.threads = count(1, 256);
        } else if (name == "--quiet") {
            settings.quiet = true;
        } else if (name == "--metrics") {
            settings.metrics = true;
        } else if (name == "--header-timeout") {
            settings.time.header = seconds();
        } else if (name == "--body-timeout") {
            settings.time.body = seconds();
        } else if (name == "--answer-timeout") {
            settings.time.answer = seconds();
        } else if (name == "--idle-timeout") {
            settings.time.idle = seconds();
        } else if (name == "--timeout") {
            const auto all = seconds();
            settings.time = {.idle = all, .header = all, .body = all, .answer = all};
        } else if (name == "--max-header") {
            settings.size.max_header = static_cast<std::uint32_t>(count(256, 1U << 20));
        } else if (name == "--max-body") {
            settings.size.max_body = count(1, std::uint64_t{1} << 30);
        } else if (name == "--max-body-memory") {
            settings.body_memory = count(1, std::uint64_t{1} << 40);
        } else if (name == "--max-connections") {
            settings.max_connections = count(1, 1'000'000);
        } else if (name == "--grace") {
            settings.grace = seconds();
        } else if (name == "--drain") {
            settings.drain = seconds();
        } else {
            throw usage_error("unknown option " + name + "; see --help");
        }
    }
    if (settings.tls.certificate_chain.empty() != settings.tls.private_key.empty())
        throw usage_error("--tls-cert and --tls-key must be used together");
    settings.endpoint = {address, port};
    return settings;
}

} // namespace example
