// scaivault-events sandbox: the command line. The HTTP surface is in api.hpp.

#include "sandbox.hpp"
#include "../events/interruption.hpp"
#include "options.hpp"
#include "server.hpp"

#include <boost/system/system_error.hpp>

#include <iostream>
#include <memory>
#include <string>

namespace {

void run_sandbox(const sandbox::options& with) {
    if (!with.forward_to.empty())
        if (const auto origin = webhooks::http_origin::parse(with.forward_to); !origin)
            throw events_cli::usage_error("--forward-to: " + origin.error().detail);
    std::unique_ptr<sandbox::server> server;
    try {
        server = std::make_unique<sandbox::server>(with);
    } catch (const boost::system::system_error& error) {
        throw events_cli::access_error("the sandbox cannot listen on 127.0.0.1:" + std::to_string(with.port) +
                                       ": " + error.code().message());
    }
    const events_cli::on_interruption stopping([&] { server->stop(); });
    std::cout << "sandbox of ScaiVault on " << server->url() << std::endl;
    server->run();
}

} // namespace

void events_cli::add_sandbox(CLI::App& app) {
    auto with = std::make_shared<sandbox::options>();
    auto* const command =
        app.add_subcommand("sandbox", "Stand in for ScaiVault on loopback: webhooks, polling, faults");
    const auto percent = CLI::Range(0, 100);
    command->add_option("--port", with->port, "Port on 127.0.0.1; 0 takes any free one")
        ->capture_default_str();
    command->add_option("--database", with->database,
                        "SQLite file with the state; by default it is lost at the end");
    command->add_option("--token", with->tokens, "Bearer token to accept; may be repeated")
        ->capture_default_str();
    command->add_option("--read-only-token", with->read_only_tokens,
                        "Token that may only GET; may be repeated");
    command->add_option("--forward-to", with->forward_to,
                        "Deliver to this scheme, host and port instead of those of each webhook's URL: "
                        "http://127.0.0.1:8080");
    command->add_option("--cacert", with->ca_file, "PEM file with the certificates to trust for deliveries");
    command->add_option("--retries", with->retries, "Seconds before each retry of a delivery")
        ->delimiter(',')
        ->capture_default_str();
    command
        ->add_option("--retry-on", with->retry_on,
                     "Answers that are retried: any, none (no answer), 4xx, 503, ...")
        ->delimiter(',')
        ->capture_default_str();
    command->add_option("--delivery-timeout", with->delivery_timeout, "Seconds for the answer to a delivery")
        ->capture_default_str();
    command->add_option("--duplicates", with->duplicates, "Percent of the deliveries that are sent twice")
        ->check(percent);
    command->add_option("--reorder", with->reorder, "Percent of the deliveries that come up to a second late")
        ->check(percent);
    command->add_option("--clock-skew", with->clock_skew, "Seconds to add to the time of each signature");
    command->add_option("--overlap", with->overlap, "Seconds for which a replaced secret can still sign")
        ->capture_default_str();
    command->add_flag("--prefix-by-segment", with->by_segment, "Path prefixes end where a segment ends");
    command->add_flag("--any-tag", with->any_tag,
                      "One tag of a filter is enough; by default all are required");
    command->add_option("--test-type", with->test_type, "The type of test events")->capture_default_str();
    command->footer("Example: scaivault-events sandbox --port 8765 --forward-to http://127.0.0.1:8080 &\n"
                    "         curl -H 'Authorization: Bearer sandbox' http://127.0.0.1:8765/sandbox/events "
                    "-d '{\"event_type\":\"secret.rotated\"}'");
    command->callback([with] { run_sandbox(*with); });
}
