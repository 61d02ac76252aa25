// Verifies, decodes, claims and dispatches signed deliveries of one event, each with its own id. Prints the microseconds of
// processor time an event, as receive.mjs does for its peers.
//
// usage: receive EXAMPLE   EXAMPLE: tests/data/secret.rotated.json

#include <scaivault/webhook.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace scaivault;

namespace {

constexpr std::size_t distinct = 4096; // as in receive.mjs
constexpr const char* secret = "a secret of at least thirty-two bytes, for measuring";

struct signed_body {
    std::string body, timestamp, signature;
};

std::vector<signed_body> signed_bodies(const char* example) {
    std::ifstream file(example);
    auto event = std::get<scaivault::event<"secret.rotated">>(
        decode(std::string{std::istreambuf_iterator<char>(file), {}}).value());
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    std::vector<signed_body> made;
    for (std::size_t i = 0; i != distinct; ++i) {
        event.event_id = "evt_01HK7X9Z3M8Q4R5T6V7W8X" + std::to_string(1000 + i);
        auto body = encode(event);
        auto signature = sign(secret, now, body);
        made.push_back(
            {std::move(body), std::to_string(now.time_since_epoch().count()), std::move(signature)});
    }
    return made;
}

double microseconds_an_event(const std::vector<signed_body>& list, std::size_t passes) {
    std::int64_t versions = 0;
    const auto hs = handlers{on<"secret.rotated">([&](const auto& e) { versions += e.data.new_version; }),
                             on<"secret.created">([&](const auto&) { ++versions; }),
                             on<"policy.violation">([&](const auto&) { ++versions; }), ignore_rest};
    // The guard remembers half of the deliveries, so each is new to it. On this clock the others are older than ten minutes.
    receiver_options options;
    options.replay.max_ids = distinct / 2;
    options.replay.clock = [time = std::chrono::steady_clock::time_point{}]() mutable {
        return time += std::chrono::seconds(1);
    };
    receiver receiver{signing_secrets{secret}, std::move(options)};
    const auto begin = std::clock();
    for (std::size_t pass = 0; pass != passes; ++pass)
        for (const auto& each : list)
            if (!(receiver.receive({.timestamp = each.timestamp,
                                    .signature = each.signature,
                                    .event_id{},
                                    .event_type{},
                                    .body = each.body},
                                   hs) == outcome::handled))
                throw std::runtime_error("an event was not handled");
    const auto taken = std::clock() - begin;
    if (versions != static_cast<std::int64_t>(4 * list.size() * passes))
        throw std::runtime_error("a handler was not called");
    return 1e6 * static_cast<double>(taken) / CLOCKS_PER_SEC / static_cast<double>(list.size() * passes);
}

} // namespace

int main(int argc, char** argv) try {
    if (argc != 2)
        throw std::invalid_argument("usage: receive EXAMPLE");
    const auto list = signed_bodies(argv[1]);
    (void)microseconds_an_event(list, 5);
    std::printf("this library\t%.3f\n", microseconds_an_event(list, 100));
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
