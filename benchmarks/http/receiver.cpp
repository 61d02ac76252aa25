// The example receiver, quiet and without TLS, with a guard that evicts ids while their deliveries are fresh. So
// the benchmark can send the same deliveries cyclically, and each is new to the receiver.
//
// usage: SCAIVAULT_WEBHOOK_SECRET=... http_receiver, with the options of example_receiver

#include "../../examples/receiver/command_line.hpp"
#include "../../examples/receiver/handlers.hpp"
#include "../../examples/receiver/respond.hpp"
#include "../../examples/receiver/secrets.hpp"
#include "../../examples/receiver/server.hpp"

#include <scaivault/receiver.hpp>
#include <scaivault/replay.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <exception>
#include <iostream>
#include <span>
#include <string_view>

namespace {

/// Publishes no options, by which a receiver would notice that the guard evicts too early.
class forgetful_guard {
public:
    using ticket = scaivault::memory_replay_guard::ticket;

    scaivault::claim_result claim(std::string_view id) { return guard_.claim(id); }
    scaivault::claim_result claim(std::string_view id, ticket& claimed) { return guard_.claim(id, claimed); }
    void commit(std::string_view id) { guard_.commit(id); }
    void commit(std::string_view id, const ticket& claimed) { guard_.commit(id, claimed); }
    void release(std::string_view id) { guard_.release(id); }
    void release(std::string_view id, const ticket& claimed) { guard_.release(id, claimed); }

private:
    scaivault::memory_replay_guard guard_{{.max_ids = 100'000, .min_age = std::chrono::seconds(0)}};
};

void serve(const example::receiver_settings& settings) {
    forgetful_guard guard;
    scaivault::basic_receiver receiver(example::take_secrets(), scaivault::receiver_options{}, guard);
    const auto handlers = example::make_handlers(nullptr);
    example::server front(
        settings,
        {.to_header =
             [&](const example::request& received) { return example::respond_to_header(received, receiver); },
         .to_request =
             [&](const example::request& received) {
                 return example::respond(received, receiver, handlers);
             }},
        nullptr);
    std::cout << "listening on http://" << front.endpoint() << example::webhook_path << std::endl;
    std::atomic<bool> ready = true;
    front.run(ready);
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        serve(example::parse_command_line(std::span<char* const>(argv, static_cast<std::size_t>(argc))));
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "http_receiver: " << error.what() << '\n';
        return 1;
    }
}
