#pragma once

#include "command.hpp"
#include "secret_source.hpp"
#include "types.hpp"

#include "../sender/delivery_request.hpp"
#include "../sender/http_client.hpp"

#include <scaivault/beast.hpp>
#include <scaivault/webhook.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace events_cli {

/// Prints events as they arrive, and forwards genuine deliveries.
class listener {
public:
    using scheme_type = scaivault::scheme; ///< the headers that `scaivault::serve` reads

    listener(scaivault::signing_secrets secrets, scaivault::receiver_options options,
             std::vector<scaivault::pattern> patterns, std::optional<example::http_url> forward, bool json)
        : receiver_(std::move(secrets), std::move(options)), patterns_(std::move(patterns)),
          forward_(std::move(forward)), json_(json || ::isatty(STDOUT_FILENO) != 1), coloured_(!json_) {}

    /// Called by `scaivault::serve` for each request.
    template <class Handlers>
    [[nodiscard]] scaivault::outcome receive(const scaivault::delivery& received, const Handlers& handlers) {
        current_ = &received;
        auto result = receiver_.receive(received, handlers);
        current_ = nullptr;
        if (const auto* error = result.error())
            std::cerr << "rejected: " << error->message() << '\n';
        if (result.exception())
            report(result.exception());
        if (result == scaivault::outcome::duplicate)
            std::cerr << "duplicate: " << result.event_type() << '\n';
        if (result == scaivault::outcome::guard_full)
            std::cerr << "not handled: the replay guard is full\n";
        return result;
    }

    /// Called once for each genuine event.
    void handle(const scaivault::any_event& event) {
        if (forward_)
            pass_on(*forward_);
        const auto type = scaivault::type_of(event);
        if (!patterns_.empty() &&
            std::ranges::none_of(patterns_, [&](const auto& pattern) { return pattern.matches(type); }))
            return;
        if (json_)
            std::cout << scaivault::encode(event) << std::endl;
        else
            std::cout << (coloured_ ? "\x1b[1;36m" : "") << type << (coloured_ ? "\x1b[0m" : "") << "  "
                      << event << std::endl;
    }

private:
    /// Forwards the original bytes and headers, so that the next receiver can verify them, too.
    void pass_on(const example::http_url& to) {
        auto request = example::delivery_request(*current_);
        request.set(example::http::field::content_type, "application/json");
        const auto answer = example::http_client(to).post(std::move(request));
        if (answer.result_int() / 100 != 2)
            throw std::runtime_error("the --forward receiver answered " +
                                     std::to_string(answer.result_int()));
    }

    static void report(const std::exception_ptr& exception) {
        try {
            std::rethrow_exception(exception);
        } catch (const std::exception& error) {
            std::cerr << "not handled: " << error.what() << '\n';
        } catch (...) {
            std::cerr << "not handled\n";
        }
    }

    scaivault::receiver receiver_;
    std::vector<scaivault::pattern> patterns_;
    std::optional<example::http_url> forward_;
    bool json_;
    bool coloured_;
    const scaivault::delivery* current_ = nullptr;
};

/// Opens the acceptor. Throws `access_error` with the address if that fails.
[[nodiscard]] inline boost::asio::ip::tcp::acceptor
listening_on(const boost::asio::ip::tcp::endpoint& endpoint, boost::asio::io_context& context) {
    try {
        return {context, endpoint};
    } catch (const boost::system::system_error& error) {
        std::ostringstream where;
        where << endpoint;
        throw access_error("cannot listen on " + where.str() + ": " + error.code().message());
    }
}

/// `listen`: a receiver that prints events.
inline void add_listen(CLI::App& app) {
    struct settings {
        std::uint16_t port = 0;
        std::string address = "127.0.0.1";
        std::string target = "/scaivault/webhook";
        std::vector<std::string> patterns;
        std::string forward;
        bool json = false;
        secret_source secret;
    };
    auto chosen = std::make_shared<settings>();
    auto* const command = app.add_subcommand("listen", "Receive events, verify them and print them");
    command->add_option("--port", chosen->port, "The port to listen on; 0 is any free port")->required();
    command->add_option("--address", chosen->address, "The IP address to listen on")->capture_default_str();
    command->add_option("--path", chosen->target, "The path that deliveries are posted to")
        ->capture_default_str();
    command
        ->add_option("-p,--pattern", chosen->patterns,
                     "Print only types that this pattern matches; may be repeated")
        ->type_name("PATTERN");
    command->add_option("--forward", chosen->forward, "Forward genuine deliveries, unchanged; http://")
        ->type_name("URL");
    command->add_flag("--json", chosen->json,
                      "Print one line of JSON per event (the default unless the output is a terminal)");
    chosen->secret.add_to(*command);
    command->footer("Rejected deliveries are reported on standard error.\n"
                    "Example: scaivault-events listen --port 8080 --pattern 'policy.**'");
    command->callback([chosen] {
        namespace asio = boost::asio;
        if (!chosen->target.starts_with('/') || chosen->target.find_first_of("?# \t") != std::string::npos)
            throw usage_error(
                "--path takes the path of a URL, such as /hook: it starts with '/' and contains no "
                "'?', '#' or space");
        std::vector<scaivault::pattern> patterns;
        for (const auto& text : chosen->patterns)
            patterns.push_back(catalog_pattern(text));
        std::optional<example::http_url> forward;
        if (!chosen->forward.empty())
            forward.emplace(chosen->forward);
        scaivault::receiver_options options;
        options.verify.explain = true;
        options.verify.on_warning = [](std::string_view warning) {
            std::cerr << "warning: " << warning << '\n';
        };
        listener vault(chosen->secret.secrets(), std::move(options), std::move(patterns), std::move(forward),
                       chosen->json);
        const scaivault::handlers handle{scaivault::otherwise(
            [&](auto&& event) { vault.handle(scaivault::any_event(std::forward<decltype(event)>(event))); })};

        asio::io_context context;
        boost::system::error_code error;
        const auto address = asio::ip::make_address(chosen->address, error);
        if (error)
            throw usage_error("--address takes an IP address");
        const asio::ip::tcp::endpoint endpoint(address, chosen->port);
        asio::ip::tcp::acceptor acceptor = listening_on(endpoint, context);
        asio::signal_set signals(context, SIGINT, SIGTERM);
        signals.async_wait([&](boost::system::error_code, int) { context.stop(); });
        const scaivault::serve_options serving{.target = chosen->target};
        const auto accept = [&]() -> asio::awaitable<void> {
            asio::steady_timer pause(context);
            for (;;) {
                auto [failed, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
                if (!failed) {
                    asio::co_spawn(context, scaivault::serve(std::move(socket), vault, handle, serving),
                                   asio::detached);
                    continue;
                }
                std::cerr << "cannot accept a connection: " << failed.message() << '\n';
                pause.expires_after(std::chrono::milliseconds(200)); // until descriptors are free again
                co_await pause.async_wait(asio::use_awaitable);
            }
        };
        asio::co_spawn(context, accept, asio::detached);
        std::cerr << "listening on http://" << acceptor.local_endpoint() << chosen->target << std::endl;
        context.run();
    });
}

} // namespace events_cli
