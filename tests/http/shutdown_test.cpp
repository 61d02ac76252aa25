// SIGTERM, SIGINT and SIGHUP: requests in progress are finished.
#include "raw_socket.hpp"
#include "requests.hpp"
#include "surroundings.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace http_shutdown_test {

using namespace http_support;

TEST_CASE("SIGTERM, SIGINT and SIGHUP end the receiver, with success") {
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
        running server;
        connection idle(server.at);
        CHECK(says(idle.exchange(post_event("evt_1")), "handled"));
        server.signal(number);
        CHECK(server.wait() == 0);
        CHECK(idle.is_closed());
        CHECK(connection(server.at).exchange(post_event("evt_2")).status == 0);
    }
}

TEST_CASE(
    "with --drain, the receiver says that it is not ready, and handles deliveries until the time is over") {
    const std::string is_ready = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    running server({"--drain", "3"});
    connection kept(server.at);
    CHECK(kept.exchange(is_ready).status == 200);
    const auto begin = std::chrono::steady_clock::now();
    server.signal(SIGTERM);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    const auto got = kept.exchange(is_ready);
    CHECK(got.status == 503);
    CHECK(got.body == "stopping\n");
    CHECK(kept.exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200);
    CHECK(says(connection(server.at).exchange(post_event("evt_1")), "handled"));
    CHECK(server.wait() == 0);
    CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::seconds(3));
    CHECK(connection(server.at).exchange(post_event("evt_2")).status == 0);
}

TEST_CASE("under nohup, SIGHUP changes nothing") {
    const prepared_receiver prepared("trap '' HUP");
    running server({}, {secret_variable}, prepared.program());
    server.signal(SIGHUP);
    connection client(server.at);
    CHECK(says(client.exchange(post_event("evt_1")), "handled"));
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
}

TEST_CASE("a request that has begun when SIGTERM comes is answered") {
    running server;
    connection client(server.at);
    CHECK(says(client.exchange(post_event("evt_0")), "handled")); // so that the connection is established
    const auto text = post_event("evt_1");
    client.send(std::string_view(text).substr(0, text.size() / 2));
    server.signal(SIGTERM);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    client.send(std::string_view(text).substr(text.size() / 2));
    const auto got = client.receive();
    CHECK(got.status == 200);
    CHECK(says(got, "handled"));
    CHECK(got.head.find("\r\nConnection: close\r\n") != std::string::npos);
    CHECK(client.is_closed());
    CHECK(server.wait() == 0);
}

TEST_CASE("requests that are pipelined when SIGTERM comes are all answered") {
    running server;
    connection client(server.at);
    CHECK(says(client.exchange(post_event("evt_0")), "handled"));
    const auto last = post_event("evt_3");
    client.send(post_event("evt_1").substr(0, 100)); // started, and incomplete until the signal has arrived
    server.signal(SIGTERM);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const auto first = post_event("evt_1");
    client.send(first.substr(100) + post_event("evt_2") + last);
    for (int i = 0; i != 3; ++i)
        CHECK(says(client.receive(), "handled"));
    CHECK(server.wait() == 0);
}

TEST_CASE("a request without end does not outlast the grace period") {
    running server({"--grace", "1"});
    connection client(server.at);
    CHECK(says(client.exchange(post_event("evt_0")), "handled"));
    client.send(head(signed_request("{}", now())) + "Content-Length: 9\r\n\r\n");
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    CHECK(server.output().find("stopped with 1 connections still open") != std::string::npos);
}

TEST_CASE("a second signal ends a receiver that waits for a request without end") {
    running server({"--grace", "3600", "--timeout", "3600"});
    connection client(server.at);
    CHECK(says(client.exchange(post_event("evt_0")), "handled"));
    client.send("POST ");
    server.signal(SIGTERM);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    server.signal(SIGTERM);
    CHECK(server.wait() == -SIGTERM);
}

TEST_CASE("under load, SIGTERM leaves no handled event without its answer, on one thread and on several") {
    for (const auto* const threads : {"1", "3"}) {
        // To a file, which loses nothing even though this test reads it slowly.
        const temporary_directory directory;
        const auto file = directory.file("log");
        const prepared_receiver prepared({}, "1>'" + file + "'");
        speechless server(prepared, {"--threads", threads});
        std::atomic<int> answered_before = 0;
        std::atomic<bool> all_right = true;
        std::vector<std::vector<std::string>> answered(6);
        std::vector<std::jthread> senders;
        for (std::size_t i = 0; i != answered.size(); ++i)
            senders.emplace_back([&, i] {
                // Consecutive connections with a few requests each, until connections are refused.
                for (int sent = 0; raw_socket(server.at).is_connected();) {
                    connection client(server.at);
                    for (int n = 0; n != 50; ++n) {
                        const auto id = "evt_" + std::to_string(i) + "_" + std::to_string(sent++) + ".";
                        const auto got = client.exchange(post_event(id));
                        if (got.status == 0)
                            break; // never read, otherwise the log would show it
                        all_right = all_right && says(got, "handled");
                        answered[i].push_back(id);
                        ++answered_before;
                        if (got.head.find("\r\nConnection: close\r\n") != std::string::npos)
                            break;
                    }
                }
            });
        CHECK(eventually([&] { return answered_before > 500; }));
        server.signal(SIGTERM);
        CHECK(server.wait() == 0);
        senders.clear();

        CHECK(all_right);
        std::ifstream in(file);
        const std::string log(std::istreambuf_iterator<char>(in), {});
        std::size_t count = 0;
        std::size_t missing = 0;
        for (const auto& ids : answered) {
            count += ids.size();
            missing += static_cast<std::size_t>(std::ranges::count_if(
                ids, [&](const std::string& id) { return log.find(id) == std::string::npos; }));
        }
        CHECK(missing == 0);
        // "listening on", and one line per event: none was handled without an answer.
        CHECK(static_cast<std::size_t>(std::ranges::count(log, '\n')) == count + 1);
        CHECK(server.output().find("connections still open") == std::string::npos);
    }
}

} // namespace http_shutdown_test
