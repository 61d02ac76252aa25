#pragma once

#include "client_options.hpp"
#include "command.hpp"
#include "listener.hpp"
#include "schemes.hpp"
#include "secret_source.hpp"
#include "serving.hpp"
#include "types.hpp"

#include "../receiver/tls.hpp"

#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace events_cli {

/// What the command line of `listen` says.
struct listen_settings {
    std::uint16_t port = 8080;
    std::string address = "127.0.0.1";
    std::string target = "/scaivault/webhook";
    example::tls_files tls;
    std::vector<std::string> patterns;
    std::string forward;
    client_options forwarding;
    std::string directory;
    bool json = false;
    bool verbose = false;
    scheme_choice scheme;
    secret_source secret;
};

/// Runs `listen` until a signal arrives.
inline void listen(const listen_settings& chosen) {
    if (!chosen.target.starts_with('/') || chosen.target.find_first_of("?# \t") != std::string::npos)
        throw usage_error("--path takes the path of a URL, such as /hook: it starts with '/' and contains no "
                          "'?', '#' or space");
    boost::system::error_code error;
    const auto address = asio::ip::make_address(chosen.address, error);
    if (error)
        throw usage_error("--address takes an IP address, not '" + chosen.address + "'");
    if (chosen.tls.certificate_chain.empty() != chosen.tls.private_key.empty())
        throw usage_error("--tls-cert and --tls-key must be used together");

    listener_settings settings;
    settings.target = chosen.target;
    for (const auto& text : chosen.patterns)
        settings.patterns.push_back(chosen.scheme.is_scaivault() ? catalog_pattern(text) : any_pattern(text));
    if (!chosen.forward.empty())
        settings.forward.emplace(chosen.forward);
    settings.forward_tls = chosen.forwarding.tls();
    if (!chosen.directory.empty())
        settings.archive.emplace(chosen.directory);
    settings.json = chosen.json || ::isatty(STDOUT_FILENO) != 1;
    settings.verbose = chosen.verbose;
    listener listening(chosen.scheme.entry(), chosen.secret.secrets(), std::move(settings));

    std::optional<asio::ssl::context> tls;
    if (!chosen.tls.certificate_chain.empty())
        tls.emplace(example::make_tls_context(chosen.tls));
    const request_handler handler{
        .answer = [&](const http_request& request) { return listening.answer(request); },
        .on_malformed = [&](http::status status) { listening.on_malformed(status); }};
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor = listening_on({address, chosen.port}, context);
    asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code, int) { context.stop(); });
    asio::co_spawn(context, accept_connections(acceptor, handler, tls ? &*tls : nullptr), asio::detached);
    std::cerr << "listening on " << (tls ? "https://" : "http://") << acceptor.local_endpoint()
              << chosen.target << std::endl;
    context.run();
}

/// `listen`: a receiver that prints events.
inline void add_listen(CLI::App& app) {
    auto chosen = std::make_shared<listen_settings>();
    auto* const command = app.add_subcommand("listen", "Receive events, verify them and print them");
    command->add_option("--port", chosen->port, "The port to listen on; 0 is any free port")
        ->type_name("PORT")
        ->capture_default_str();
    command->add_option("--address", chosen->address, "The IP address to listen on")
        ->type_name("IP")
        ->capture_default_str();
    command->add_option("--path", chosen->target, "The path that deliveries are posted to")
        ->type_name("PATH")
        ->capture_default_str();
    command
        ->add_option("--tls-cert", chosen->tls.certificate_chain,
                     "Serve https with this certificate chain (PEM)")
        ->type_name("FILE");
    command->add_option("--tls-key", chosen->tls.private_key, "The private key of the certificate (PEM)")
        ->type_name("FILE");
    chosen->scheme.add_to(*command);
    command
        ->add_option("-p,--pattern", chosen->patterns,
                     "Print and save only types that this pattern matches; may be repeated")
        ->type_name("PATTERN");
    command
        ->add_option("--forward", chosen->forward,
                     "Forward genuine deliveries, unchanged; http:// or https://")
        ->type_name("URL");
    chosen->forwarding.add_to(*command);
    command
        ->add_option("--save", chosen->directory, "Save genuine deliveries in this directory, see 'replay'")
        ->type_name("DIR");
    command->add_flag("--json", chosen->json,
                      "Print one line of JSON per event (the default unless the output is a terminal)");
    command->add_flag("--verbose", chosen->verbose, "Print the body too, below the line of the event");
    chosen->secret.add_to(*command);
    command->footer(
        "Refused deliveries are reported with the reason: on a terminal between the events, otherwise on\n"
        "standard error. With another scheme than ScaiVault's, bodies are verified, not decoded.\n"
        "Example: scaivault-events listen --pattern 'policy.**'");
    command->callback([chosen] { listen(*chosen); });
}

} // namespace events_cli
