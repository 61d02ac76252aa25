// scaivault-events: the command-line companion. Each command stands in a header of its own in events/.

#include "events/command.hpp"
#include "events/decode.hpp"
#include "events/listen.hpp"
#include "events/signatures.hpp"
#include "events/subscriptions.hpp"
#include "events/trigger.hpp"
#include "events/types.hpp"

#include <scaivault/version.hpp>

#include <boost/system/system_error.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

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
        "The signing secret comes from the environment's SCAIVAULT_WEBHOOK_SECRET or from --secret-file, "
        "never from\n"
        "the command line. 'scaivault-events COMMAND --help' has the options of a command, and an example.\n"
        "Ends with 0; 1 if the answer is no; 2 for a wrong command line; 3 if a file, a secret, a port or a "
        "server\n"
        "is not there.");
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
        return app.exit(error) == 0 ? success : wrong_usage;
    } catch (const usage_error& error) {
        std::cerr << "scaivault-events: " << error.what() << '\n';
        return wrong_usage;
    } catch (const std::invalid_argument& error) { // of the library's and the examples' own: a URL, a secret
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
