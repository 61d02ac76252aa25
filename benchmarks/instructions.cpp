// Runs one stage many times, for benchmarks/instructions. It is compiled with the headers of each compared commit,
// so it uses the public interface only.
//
// usage: instructions STAGE TIMES DIRECTORY   DIRECTORY: tests/data

#include <scaivault/webhook.hpp>

#if __has_include(<scaivault/asio.hpp>) // not in older versions
#    include <scaivault/asio.hpp>

#    include <boost/asio/awaitable.hpp>
#    include <boost/asio/co_spawn.hpp>
#    include <boost/asio/io_context.hpp>
#endif

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace scaivault;

namespace {

constexpr std::string_view secret = "a secret of at least thirty-two bytes, for measuring";
constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'776'952'800}};
constexpr std::string_view timestamp = "1776952800";

template <class T>
void keep(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

std::string body_of(const std::string& directory, std::string_view type) {
    std::ifstream file(directory + "/" + std::string(type) + ".json");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (text.empty())
        throw std::runtime_error("no example of " + std::string(type));
    return text;
}

/// A body and an event of every type, in the catalog's order.
struct samples {
    explicit samples(const std::string& directory) {
        for (const auto type : catalog::names) {
            bodies.push_back(body_of(directory, type));
            events.push_back(decode(bodies.back()).value());
        }
    }

    std::vector<std::string> bodies{};
    std::vector<any_event> events{};
};

auto counting(std::int64_t& total) {
    return handlers{
        on<"secret.rotated">([&](const auto& e) { total += e.data.new_version; }),
        on<"secret.*">([&](const auto&) { total += 2; }),
        on<"policy.violation">([&](const auto&) { total += 3; }),
        on<"policy.**">([&](const auto&) { total += 4; }),
        on<"rotation.overdue">([&](const auto& e) { total += e.data.overdue_hours; }),
        on<"rotation.*">([&](const auto&) { total += 6; }),
        on<"certificate.*">([&](const auto&) { total += 7; }),
        on<"dynamic.**">([&](const auto&) { total += 8; }),
        on<"federation.**">([&](const auto&) { total += 9; }),
        otherwise([&](const auto&) { total += 10; }),
    };
}

std::string id_of(std::size_t number) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "evt_01HK7X9Z3M8Q4R5T6V%08zu", number);
    return text.data();
}

// Each stage processes each of the thirty types once, or thirty items.

void match_all_types(const samples& given, std::size_t times) {
    std::int64_t total = 0;
    const auto hs = counting(total);
    for (; times != 0; --times)
        for (const auto& event : given.events)
            hs(event);
    keep(total);
}

void look_up(const samples&, std::size_t times) {
    const std::vector<std::string> names(catalog::names.begin(), catalog::names.end());
    for (; times != 0; --times)
        for (const auto& name : names)
            keep(catalog::find(name));
}

void decode_all(const samples& given, std::size_t times) {
    for (; times != 0; --times)
        for (const auto& body : given.bodies)
            keep(decode(body));
}

void decode_unhandled(const samples& given, std::size_t times) {
    const handlers none{on<"identity.sync.completed">([](const auto&) {}), ignore_rest};
    for (; times != 0; --times)
        for (const auto& body : given.bodies)
            keep(decode_for(none, body));
}

void encode_all(const samples& given, std::size_t times) {
    for (; times != 0; --times)
        for (const auto& event : given.events)
            keep(encode(event));
}

void verify_all(const samples& given, std::size_t times) {
    const verifier checked{signing_secrets{secret}};
    std::vector<std::string> signatures;
    for (const auto& body : given.bodies)
        signatures.push_back(sign(secret, now, body));
    for (; times != 0; --times)
        for (std::size_t i = 0; i != given.bodies.size(); ++i) {
            const delivery received{timestamp, signatures[i], {}, {}, given.bodies[i]};
            if (!checked.verify(received, now))
                throw std::logic_error("a signature was refused");
        }
}

/// `as`: makes of the handlers what the receiver is given. `call`: gives it the delivery and them.
template <class As, class Call>
void receive_as(const samples& given, std::size_t times, As as, Call call) {
    // More ids than the guard remembers, so that each is new when it comes again.
    constexpr std::size_t count = 30 * 8;
    receiver_options options;
    options.replay.max_ids = count / 2;
    options.clock = [] { return now; };
    // The clock is fast, so that ids are no longer fresh when others evict them.
    options.replay.clock = [time = std::chrono::steady_clock::time_point{}]() mutable {
        return time += std::chrono::seconds(10);
    };
    receiver received{signing_secrets{secret}, options};
    std::int64_t total = 0;
    const auto hs = as(counting(total));
    std::vector<std::string> bodies, signatures;
    for (std::size_t i = 0; i != count; ++i) {
        auto event = given.events[i % given.events.size()];
        std::visit([&](auto& each) { each.event_id = id_of(i); }, event);
        bodies.push_back(encode(event));
        signatures.push_back(sign(secret, now, bodies.back()));
    }
    std::size_t next = 0;
    for (times *= 30; times != 0; --times, next = (next + 1) % count)
        if (!(call(received, delivery{timestamp, signatures[next], {}, {}, bodies[next]}, hs) ==
              outcome::handled))
            throw std::logic_error("an event was not handled");
    keep(total);
}

constexpr auto receive_now = [](receiver& by, const delivery& received, const auto& hs) {
    return by.receive(received, hs);
};

void receive_all(const samples& given, std::size_t times) {
    receive_as(
        given, times, [](auto hs) { return hs; }, receive_now);
}

/// One coroutine a delivery, with handlers that do not suspend.
void receive_async(const samples& given, std::size_t times) {
#if __has_include(<scaivault/asio.hpp>)
    namespace asio = boost::asio;
    asio::io_context context;
    receive_as(
        given, times, [](auto hs) { return hs; },
        [&](receiver& by, const delivery& received, const auto& hs) {
            bool is_handled = false;
            asio::co_spawn(
                context, async_receive(by, received, hs),
                [&](const std::exception_ptr&, const outcome& of) { is_handled = of == outcome::handled; });
            context.restart();
            context.run();
            return is_handled ? outcome::handled : outcome::rejected;
        });
#else
    receive_all(given, times);
#endif
}

void receive_erased(const samples& given, std::size_t times) {
#if __has_include(<webhooks/any_handlers.hpp>) // not in older versions
    receive_as(
        given, times, [](auto hs) { return any_handlers{std::move(hs)}; }, receive_now);
#else
    receive_all(given, times);
#endif
}

void guard(const samples&, std::size_t times) {
    constexpr std::size_t count = 4096;
    replay_options options;
    options.max_ids = count / 2;
    options.clock = [time = std::chrono::steady_clock::time_point{}]() mutable {
        return time += std::chrono::seconds(1);
    };
    memory_replay_guard remembered(options);
    std::vector<std::string> ids;
    for (std::size_t i = 0; i != count; ++i)
        ids.push_back(id_of(i));
    for (const auto& id : ids) // fills the guard
        remembered.commit(id);
    std::size_t next = 0;
    for (times *= 30; times != 0; --times, next = (next + 1) % count) {
        if (remembered.claim(ids[next]) != claim_result::claimed)
            throw std::logic_error("an id was not new");
        remembered.commit(ids[next]);
    }
}

void read_timestamps(const samples&, std::size_t times) {
    const std::vector<std::string> texts{"2026-04-23T14:00:00Z", "2026-04-23T14:00:00.123456Z",
                                         "2026-04-23T14:00:00.5+02:00"};
    for (times *= 10; times != 0; --times)
        for (const auto& text : texts)
            keep(parse_timestamp(text));
}

const std::map<std::string_view, std::function<void(const samples&, std::size_t)>> stages{
    {"match", match_all_types},       {"lookup", look_up},
    {"decode", decode_all},           {"decode_unhandled", decode_unhandled},
    {"encode", encode_all},           {"verify", verify_all},
    {"receive", receive_all},         {"receive_any_handlers", receive_erased},
    {"receive_async", receive_async}, {"guard", guard},
    {"timestamp", read_timestamps},
};

} // namespace

int main(int argc, char** argv) try {
    if (argc != 4 || !stages.contains(argv[1]))
        throw std::invalid_argument("usage: instructions STAGE TIMES DIRECTORY");
    const samples given{argv[3]};
    stages.at(argv[1])(given, std::strtoul(argv[2], nullptr, 10));
    return EXIT_SUCCESS;
} catch (const std::exception& error) {
    std::cerr << "instructions: " << error.what() << '\n';
    return EXIT_FAILURE;
}
