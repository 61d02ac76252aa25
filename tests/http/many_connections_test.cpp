// More connections than the limit, and fewer descriptors than connections.
#include "../support/size_from_environment.hpp"
#include "raw_socket.hpp"
#include "requests.hpp"
#include "surroundings.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <poll.h>

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

/// A fresh, well-formed delivery with a forged signature, up to its body.
std::string forged_header(std::size_t body_size) {
    auto forged = signed_request(event("evt_forged"), now());
    forged.signature = "sha256=" + std::string(64, 'a');
    return head(forged) + "Content-Length: " + std::to_string(body_size) + "\r\n\r\n";
}

/// True if a connection becomes readable within the time.
bool is_answered(const raw_socket& client, std::chrono::milliseconds within = {}) {
    pollfd waiting{.fd = client.descriptor(), .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, static_cast<int>(within.count())) == 1;
}

/// Connections that each send the same bytes and then wait. Closed ones are reopened until this object is
/// destroyed.
class persistent_senders {
public:
    persistent_senders(std::uint16_t port, std::size_t count, std::string sent)
        : sockets_(connections(port, count, sent)),
          thread_([this, port, sent = std::move(sent)](const std::stop_token& stop) {
              for (std::size_t i = 0; !stop.stop_requested(); i = (i + 1) % sockets_.size()) {
                  if (!sockets_[i].is_ended({}))
                      continue;
                  sockets_[i] = raw_socket(port);
                  sockets_[i].send(sent);
                  ++reopened_;
              }
          }) {}

    [[nodiscard]] int reopened() const noexcept { return reopened_; }

private:
    std::vector<raw_socket> sockets_;
    std::atomic<int> reopened_ = 0;
    std::jthread thread_;
};

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

TEST_CASE("the limit of connections is that of all threads together") {
    const running server({"--max-connections", "310", "--threads", "4"});
    const auto idle = connections(server.at, 300);
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
    CHECK(says(server.ask(post_event("evt_2")), "handled"));
    CHECK(std::ranges::none_of(idle, &raw_socket::is_closed_now));
}

TEST_CASE("who has delivered an event keeps the connection while sending the next one; a new one waits") {
    const running server({"--max-connections", "2"});
    const auto text = post_event("evt_3");
    connection first(server.at);
    auto second = std::make_unique<connection>(server.at);
    CHECK(says(first.exchange(post_event("evt_1")), "handled"));
    CHECK(says(second->exchange(post_event("evt_2")), "handled"));
    first.send(std::string_view(text).substr(0, 100));
    second->send(part_of_a_request);
    const raw_socket waiting(server.at);
    waiting.send(post_event("evt_4"));
    waiting.finish();
    CHECK(!is_answered(waiting, std::chrono::milliseconds(300)));
    second.reset();
    CHECK(waiting.receive_all().find("\"handled\"") != std::string::npos);
    first.send(std::string_view(text).substr(100));
    CHECK(says(first.receive(), "handled"));
}

TEST_CASE("senders that send nothing useful, whatever they have begun, keep no genuine delivery waiting") {
    // The full test has 16400, with a limit of descriptors that allows them.
    const auto count = test_support::size_from_environment("SCAIVAULT_ATTACK_CONNECTIONS", 200);
    (void)raise_descriptor_limit();
    const auto threads = GENERATE("1", "3");
    const std::string begun[] = {"",
                                 "P",
                                 std::string(part_of_a_request),
                                 forged_header(1000),
                                 forged_header(1U << 20) + "x",
                                 "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"};
    const running server(
        {"--quiet", "--threads", threads, "--max-connections", std::to_string(count - count / 16)});
    int number = 0;
    for (const auto& sent : begun) {
        CAPTURE(sent, threads);
        const persistent_senders attack(server.at, count, sent);
        CHECK(eventually([&] { return attack.reopened() > 0; }));
        auto slowest = std::chrono::steady_clock::duration::zero();
        for (int i = 0; i != 5; ++i) {
            const auto before = std::chrono::steady_clock::now();
            CHECK(says(server.ask(post_event("evt_" + std::to_string(number++))), "handled"));
            slowest = std::max(slowest, std::chrono::steady_clock::now() - before);
        }
        CHECK(slowest < std::chrono::seconds(1));
    }
}

TEST_CASE("bodies take memory as they arrive, and no more than they may together") {
    const running server({"--max-body", "200000", "--max-body-memory", "1000000"});
    const auto genuine = [](const std::string& id) {
        return post(signed_request(event(id) + std::string(150'000, ' '), now()));
    };
    // Announced bytes are not allocated.
    const auto announced = connections(server.at, 50, forged_header(200'000) + "x");
    CHECK(says(server.ask(genuine("evt_1")), "handled"));

    // There is enough memory for five of six.
    auto held = connections(server.at, 6, forged_header(200'000) + std::string(199'999, 'x'));
    CHECK(eventually(
        [&] { return std::ranges::any_of(held, [](const raw_socket& each) { return is_answered(each); }); }));
    CHECK(server.ask(genuine("evt_2")).status == 503);
    CHECK(says(server.ask(post_event("evt_3")), "handled")); // for short bodies there is always memory
    held.clear();
    CHECK(eventually([&] { return says(server.ask(genuine("evt_2")), "handled"); }));
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
    // More connections than descriptors, and none that could make room.
    running server({"--max-connections", "1000"}, {secret_variable}, prepared.program());
    std::vector<raw_socket> busy;
    bool is_answering = true;
    for (int i = 0; is_answering && i != 100; ++i) {
        busy.emplace_back(server.at).send(post_event("evt_" + std::to_string(i) + "_") +
                                          std::string(part_of_a_request));
        is_answering = is_answered(busy.back(), std::chrono::milliseconds(500));
    }
    CHECK(!is_answering);
    CHECK(busy_within_a_second(process_of(server)) < std::chrono::milliseconds(500));
    CHECK(!busy.front().is_reset());
    busy.clear();
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
}

} // namespace http_many_connections_test
