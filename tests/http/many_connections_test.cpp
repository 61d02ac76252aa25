// More connections than are welcome, and fewer descriptors than connections.
#include "raw_socket.hpp"
#include "requests.hpp"
#include "surroundings.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace http_many_connections_test {

using namespace http_support;

namespace {

std::vector<raw_socket> connections(std::uint16_t port, std::size_t count, std::string_view sent = {}) {
    std::vector<raw_socket> made;
    made.reserve(count);
    for (std::size_t i = 0; i != count; ++i)
        made.emplace_back(port).send(sent);
    return made;
}

constexpr std::string_view part_of_a_request = "POST /scaivault/webhook HTTP/1.1\r\nHost: a\r\n";

} // namespace

TEST_CASE("10,000 idle connections stay open, cost no processor time and keep nobody waiting") {
    const std::size_t limit = raise_descriptor_limit();
    const std::size_t count = std::min<std::size_t>(10'000, limit - 300);
    const prepared_receiver prepared({});
    running server({}, {secret_variable}, prepared.program());
    if (count < 10'000)
        WARN("only " << count << " connections: the limit of open descriptors is " << limit);

    const auto idle = connections(server.at, count);
    CHECK(std::ranges::all_of(idle, &raw_socket::is_connected));
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
    CHECK(busy_within_a_second(process_of(server)) < std::chrono::milliseconds(500));
    CHECK(std::ranges::none_of(idle, &raw_socket::is_closed_now));

    // Any of them may become a sender.
    idle[count / 2].send(post_event("evt_2"));
    idle[count / 2].finish();
    CHECK(idle[count / 2].receive_all().find("\"handled\"") != std::string::npos);

    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
}

TEST_CASE("when there are as many connections as may be, the one idle for the longest makes room") {
    const running server({"--max-connections", "3"});
    connection first(server.at);
    connection second(server.at);
    connection third(server.at);
    CHECK(says(second.exchange(post_event("evt_1")), "handled"));
    CHECK(says(third.exchange(post_event("evt_2")), "handled"));
    CHECK(says(first.exchange(post_event("evt_3")), "handled"));
    CHECK(says(server.ask(post_event("evt_4")), "handled"));
    CHECK(second.is_closed());
    CHECK(says(third.exchange(post_event("evt_5")), "handled"));
    CHECK(says(first.exchange(post_event("evt_6")), "handled"));
}

TEST_CASE("when all connections are busy, a new one waits for one of them to end") {
    const running server({"--max-connections", "2"});
    auto busy = connections(server.at, 2, part_of_a_request);
    connection waiting(server.at);
    waiting.send(post_event("evt_1"));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    CHECK(std::ranges::none_of(busy, &raw_socket::is_closed_now));
    busy.pop_back();
    CHECK(says(waiting.receive(), "handled"));
    CHECK(!busy.front().is_closed_now());
}

TEST_CASE("with few descriptors, idle connections make room for genuine requests") {
    const prepared_receiver prepared("ulimit -n 64");
    const running server({}, {secret_variable}, prepared.program());
    const auto idle = connections(server.at, 200);
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
    CHECK(busy_within_a_second(process_of(server)) < std::chrono::milliseconds(500));
    CHECK(says(server.ask(post_event("evt_2")), "handled"));
    CHECK(std::ranges::any_of(idle, &raw_socket::is_closed_now));
}

TEST_CASE("out of descriptors, the receiver neither ends nor spins, and answers when there are some again") {
    const prepared_receiver prepared("ulimit -n 64");
    // More connections than there can be descriptors, and none that could make room.
    running server({"--max-connections", "1000"}, {secret_variable}, prepared.program());
    auto busy = connections(server.at, 200, part_of_a_request);
    CHECK(busy_within_a_second(process_of(server)) < std::chrono::milliseconds(500));
    CHECK(!busy.front().is_closed_now());
    busy.clear();
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
}

} // namespace http_many_connections_test
