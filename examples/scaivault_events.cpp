// scaivault-events: the command-line tool. Each command is in its own header in events/.

#include "events/command.hpp"
#include "events/decode.hpp"
#include "events/listen.hpp"
#include "events/signatures.hpp"
#include "events/subscriptions.hpp"
#include "events/trigger.hpp"
#include "events/types.hpp"

#include <scaivault/version.hpp>
#include <webhooks/dispatch/nearest.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

/// The error message for an unknown command, option or argument; empty if there is none. CLI11's own message would
/// name the command or option that is missing as a consequence.
std::string unknown_argument(const CLI::App& app) {
    const auto unknown = app.remaining(true);
    if (unknown.empty())
        return {};
    const auto chosen = app.get_subcommands();
    const CLI::App& taker = chosen.empty() ? app : *chosen.front();
    std::vector<std::string> known;
    for (const auto* command : taker.get_subcommands([](const CLI::App*) { return true; }))
        known.push_back(command->get_name());
    for (const auto* option : taker.get_options())
        for (const auto& name : option->get_lnames())
            known.push_back("--" + name);
    const std::string& argument = unknown.front();
    const char* const kind = argument.starts_with('-') ? "option" : chosen.empty() ? "command" : "argument";
    const auto distance_to = [&](const std::string& name) {
        return webhooks::detail::edit_distance(argument, name);
    };
    const auto near = known.empty() ? std::string() : *std::ranges::min_element(known, {}, distance_to);
    const bool is_near = !near.empty() && distance_to(near) <= argument.size() / 2;
    return std::string("unknown ") + kind + " '" + argument + "'" +
           (is_near ? events_cli::did_you_mean(near)
                    : "; see " + std::string(chosen.empty() ? "" : "scaivault-events ") + taker.get_name() +
                          " --help");
}

} // namespace

int main(int argc, char** argv) {
    using namespace events_cli;
    std::signal(SIGPIPE, SIG_IGN);
    exit_status status = success;
    CLI::App app(
        "ScaiVault's webhook events on the command line: list, receive, send, sign, verify and read them.",
        "scaivault-events");
    app.set_version_flag("--version", std::string(scaivault::version_text));
    app.require_subcommand(1);
    app.footer(
        "The signing secret is read from the environment variable SCAIVAULT_WEBHOOK_SECRET or from "
        "--secret-file,\n"
        "never from the command line. 'scaivault-events COMMAND --help' shows a command's options, and an "
        "example.\n"
        "Exit status: 0 on success; 1 if a check fails; 2 for a wrong command line; 3 if a file, a secret, a "
        "port\n"
        "or a server is unavailable.");
    add_types(app);
    add_listen(app);
    add_trigger(app, status);
    add_sign(app);
    add_verify(app, status);
    add_decode(app, status);
    add_subscribe(app, status);
    add_diff(app, status);
    try {
        app.parse(argc, argv);
        return std::cout.flush() ? status : no_access;
    } catch (const CLI::ParseError& error) {
        if (const auto unknown = unknown_argument(app); error.get_exit_code() != 0 && !unknown.empty()) {
            std::cerr << "scaivault-events: " << unknown << '\n';
            return wrong_usage;
        }
        return app.exit(error) == 0 ? success : wrong_usage;
    } catch (const usage_error& error) {
        std::cerr << "scaivault-events: " << error.what() << '\n';
        return wrong_usage;
    } catch (const std::invalid_argument& error) { // thrown by the library or the examples: a URL, a secret
        std::cerr << "scaivault-events: " << error.what() << '\n';
        return wrong_usage;
    } catch (const boost::system::system_error& error) {
        std::cerr << "scaivault-events: " << error.code().message() << '\n';
        return no_access;
    } catch (const std::exception& error) {
        std::cerr << "scaivault-events: " << error.what() << '\n';
        return no_access;
    }
}
