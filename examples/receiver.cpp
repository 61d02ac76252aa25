// A webhook receiver for the public internet, with TLS or behind a proxy. It uses Boost.Asio and Boost.Beast for
// HTTP, and the library for the deliveries; receiver/respond.hpp connects the two.

#include "receiver/command_line.hpp"
#include "receiver/handlers.hpp"
#include "receiver/line_log.hpp"
#include "receiver/metrics.hpp"
#include "receiver/respond.hpp"
#include "receiver/secrets.hpp"
#include "receiver/server.hpp"
#include "receiver/tls.hpp"

#include <scaivault/receiver.hpp>

#include <boost/asio/ssl/context.hpp>
#include <boost/system/system_error.hpp>

#include <atomic>
#include <csignal>
#include <cstddef>
#include <exception>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace example {

void serve(const receiver_settings& settings) {
    line_log events(STDOUT_FILENO);
    line_log errors(STDERR_FILENO);

    const auto numbers = settings.metrics ? make_metrics() : nullptr;
    if (settings.metrics && !numbers)
        throw usage_error(
            "--metrics: this program was built without prometheus-cpp (Debian's prometheus-cpp-dev)");

    scaivault::receiver_options options;
    options.decode.max_size = settings.size.max_body;
    options.on_outcome = [&](const scaivault::outcome& result) {
        if (numbers)
            numbers->count(result);
        if (result == scaivault::outcome::rejected || result == scaivault::outcome::handler_failed)
            errors.write(result);
    };
    options.verify.on_warning = [&](std::string_view warning) { errors.write("warning: ", warning); };
    scaivault::receiver receiver(take_secrets(), std::move(options));
    const auto handlers = make_handlers(settings.quiet ? nullptr : &events);

    std::optional<boost::asio::ssl::context> tls;
    if (!settings.tls.certificate_chain.empty())
        tls = make_tls_context(settings.tls);

    std::atomic<bool> ready = true;
    const auto to_other_path = [&](const request& received) {
        auto made = numbers ? respond_to_metrics(received, *numbers) : std::nullopt;
        return made ? made : respond_to_ready(received, ready);
    };
    const auto to_header = [&](const request& received) {
        auto made = is_delivery(received) ? std::nullopt : to_other_path(received);
        return made ? made : respond_to_header(received, receiver);
    };
    const auto to_request = [&](const request& received) {
        if (!is_delivery(received))
            if (auto made = to_other_path(received))
                return *std::move(made);
        if (!numbers || !is_delivery(received))
            return respond(received, receiver, handlers);
        const auto begin = metrics::clock::now();
        auto made = respond(received, receiver, handlers);
        numbers->took(metrics::clock::now() - begin);
        return made;
    };
    server front(settings, {.to_header = to_header, .to_request = to_request}, tls ? &*tls : nullptr);
    events.write("listening on ", tls ? "https" : "http", "://", front.endpoint(), webhook_path);
    if (const auto cut_off = front.run(ready))
        errors.write("stopped with ", cut_off, " connections still open");
}

int fail(int status, const std::string& why) {
    std::cerr << "example_receiver: " << why << '\n';
    return status;
}

} // namespace example

int main(int argc, char** argv) {
    // A log whose reader has exited, or that reaches the file size limit, must not terminate the program.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
        example::serve(example::parse_command_line(arguments));
        return 0;
    } catch (const example::help_wanted&) {
        std::cout << example::usage;
        return 0;
    } catch (const example::usage_error& error) {
        return example::fail(2, error.what());
    } catch (const example::tls_error& error) {
        return example::fail(3, error.what());
    } catch (const boost::system::system_error& error) {
        return example::fail(1, error.what());
    } catch (const std::exception& error) {
        return example::fail(1, error.what());
    }
}
