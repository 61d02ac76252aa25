// scaivault-events: the command-line tool. Each command is in its own header in events/.

#include "events/command.hpp"
#include "events/completion.hpp"
#include "events/config.hpp"
#include "events/decode.hpp"
#include "events/listen.hpp"
#include "events/replay.hpp"
#include "events/signatures.hpp"
#include "events/subscriptions.hpp"
#ifdef SCAIVAULT_EVENTS_HAS_NATS
#    include "events/tail.hpp"
#endif
#include "events/trigger.hpp"
#include "events/types.hpp"
#ifdef SCAIVAULT_EVENTS_HAS_SANDBOX
#    include "sandbox/sandbox.hpp"
#endif

#include <scaivault/version.hpp>

#include <boost/system/system_error.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// The command that was named, or the program.
const CLI::App& chosen_of(const CLI::App& app) {
    const auto chosen = app.get_subcommands();
    return chosen.empty() ? app : *chosen.front();
}

/// Where the options are listed: "; see scaivault-events listen --help".
std::string see_help(const CLI::App& app) {
    const CLI::App& chosen = chosen_of(app);
    return "; see " + std::string(&chosen == &app ? "" : "scaivault-events ") + chosen.get_name() + " --help";
}

/// CLI11's error in our words.
std::string message_of(const CLI::ParseError& error, const CLI::App& app) {
    constexpr std::string_view conversion = "Could not convert: ";
    const std::string said = error.what();
    const auto equals = said.find(" = ");
    if (error.get_name() == "RequiredError" && app.get_subcommands().empty())
        return "a command is required";
    if (said.starts_with(conversion) && equals != said.npos) // all options that are not text are numbers
        return said.substr(conversion.size(), equals - conversion.size()) + " does not take '" +
               said.substr(equals + 3) + "': it is a number";
    return error.what();
}

/// The error message for an unknown command, option or argument; empty if there is none. CLI11's own message would
/// name the command or option that is missing as a consequence.
std::string unknown_argument(const CLI::App& app) {
    const auto unknown = app.remaining(true);
    if (unknown.empty())
        return {};
    const CLI::App& taker = chosen_of(app);
    std::vector<std::string> known;
    for (const auto* command : taker.get_subcommands([](const CLI::App*) { return true; }))
        known.push_back(command->get_name());
    for (const auto* of : {&taker, &app})
        for (const auto* option : of->get_options())
            for (const auto& name : option->get_lnames())
                known.push_back("--" + name);
    const std::string& argument = unknown.front();
    const char* const kind = argument.starts_with('-') ? "option" : &taker == &app ? "command" : "argument";
    const auto near = events_cli::nearest_of(argument.substr(0, argument.find('=')), known);
    return std::string("unknown ") + kind + " '" + argument + "'" +
           (near.empty() ? see_help(app) : events_cli::did_you_mean(near));
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
    app.fallthrough(); // --config and --profile may come after the command
    add_config(app);
    app.footer("The signing secret is read from the environment variable SCAIVAULT_WEBHOOK_SECRET, from "
               "another one\n"
               "(--secret-env) or from a file (--secret-file), never from the command line.\n"
               "'scaivault-events COMMAND --help' shows the options of a command, and an example.\n"
               "Exit status: 0 on success; 1 if a check fails; 2 for a wrong command line; 3 if a file, a "
               "secret, a\n"
               "port or a server is unavailable.");
    add_types(app);
    add_listen(app);
    add_trigger(app, status);
    add_replay(app, status);
#ifdef SCAIVAULT_EVENTS_HAS_NATS
    add_tail(app);
#endif
#ifdef SCAIVAULT_EVENTS_HAS_SANDBOX
    add_sandbox(app);
#endif
    add_sign(app);
    add_verify(app, status);
    add_decode(app, status);
    add_subscribe(app, status);
    add_diff(app, status);
    add_completion(app);
    try {
        app.parse(argc, argv);
        return std::cout.flush() ? status : no_access;
    } catch (const CLI::ParseError& error) {
        if (const auto unknown = unknown_argument(app); error.get_exit_code() != 0 && !unknown.empty()) {
            std::cerr << "scaivault-events: " << unknown << '\n';
            return wrong_usage;
        }
        if (error.get_exit_code() == 0) // --help, --version
            return app.exit(error);
        std::cerr << "scaivault-events: " << message_of(error, app) << see_help(app) << '\n';
        return wrong_usage;
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
