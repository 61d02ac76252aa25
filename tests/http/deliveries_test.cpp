// The example receiver as a whole: a process, sockets, HTTP. The library's sender and receiver are tested
// elsewhere; these tests cover what is in between.
#include "raw_socket.hpp"
#include "requests.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace http_deliveries_test {

using namespace http_support;

TEST_CASE("over HTTP, each delivery has the answer that it deserves") {
    const running server;
    const auto signed_now = [](std::string body) { return signed_request(std::move(body), now()); };

    SECTION("handled, then duplicate") {
        const auto first = server.ask(post_event("evt_1"));
        CHECK(first.status == 200);
        CHECK(says(first, "handled"));
        CHECK(first.body.find("secret.rotated") != std::string::npos);
        const auto again = server.ask(post_event("evt_1"));
        CHECK(again.status == 200);
        CHECK(says(again, "duplicate"));
    }
    SECTION("an unknown type is acknowledged") {
        const auto got = server.ask(
            post(signed_now(examples::edited("secret.rotated", "secret.rotated", "secret.archived"))));
        CHECK(got.status == 200);
        CHECK(says(got, "unknown"));
    }
    SECTION("not authentic, or not fresh: 401") {
        auto forged = signed_request(event("evt_1"), now(), "another secret of at least 32 bytes");
        CHECK(server.ask(post(forged)).status == 401);
        CHECK(server.ask(post(signed_request(event("evt_1"), now() - std::chrono::seconds{330}))).status ==
              401);
        auto other_id = signed_now(event("evt_1"));
        other_id.event_id = "evt_2";
        CHECK(server.ask(post(other_id)).status == 401);
        CHECK(says(server.ask(post_event("evt_1")), "handled")); // none of them has claimed the id
    }
    SECTION("malformed: 400") {
        auto no_signature = signed_now(event("evt_1"));
        no_signature.signature.clear();
        CHECK(server.ask(post(no_signature)).status == 400);
        auto no_time = signed_now(event("evt_1"));
        no_time.timestamp.clear();
        CHECK(server.ask(post(no_time)).status == 400);
        CHECK(server.ask(post(signed_now("{"))).status == 400);
        CHECK(server.ask(post(signed_now(""))).status == 400);
    }
    SECTION("no such place: 404, no such method: 405") {
        CHECK(server.ask(post(signed_now(event("evt_1")), {}, "/")).status == 404);
        CHECK(server.ask(post(signed_now(event("evt_1")), {}, "/scaivault/webhook/")).status == 404);
        const auto got = server.ask("GET /scaivault/webhook HTTP/1.1\r\nHost: localhost\r\n\r\n");
        CHECK(got.status == 405);
        CHECK(got.head.find("Allow: POST\r\n") != std::string::npos);
    }
    SECTION("whoever asks whether it is up hears that it is") {
        const auto got = server.ask("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        CHECK(got.status == 200);
        CHECK(got.body == "ok\n");
        raw_socket client(server.at);
        client.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        const auto head = client.receive_all();
        CHECK(head.starts_with("HTTP/1.1 200 OK\r\n"));
        CHECK(head.find("\r\nContent-Length: 3\r\n") != std::string::npos);
        CHECK(head.ends_with("\r\n\r\n"));
        CHECK(server.ask("DELETE /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 405);
        const auto ready = server.ask("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        CHECK(ready.status == 200);
        CHECK(ready.body == "ready\n");
        CHECK(server.ask("POST /readyz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n").status ==
              405);
    }
}

TEST_CASE("of one event on many connections at once, exactly one is handled") {
    constexpr int threads = 12;
    constexpr int rounds = 15;
    const running server({"--threads", "4"});
    std::atomic<int> waiting = threads;
    std::atomic<int> handled[rounds] = {};
    std::atomic<int> repeated = 0;
    const auto deliver = [&] {
        connection client(server.at);
        for (--waiting; waiting != 0;)
            std::this_thread::yield();
        for (int round = 0; round != rounds; ++round) {
            const auto got = client.exchange(post_event("evt_" + std::to_string(round)));
            if (got.status == 200 && says(got, "handled"))
                ++handled[round];
            else if ((got.status == 200 && says(got, "duplicate")) ||
                     (got.status == 409 && says(got, "in_progress")))
                ++repeated;
        }
    };
    {
        std::vector<std::jthread> running;
        for (int i = 0; i != threads; ++i)
            running.emplace_back(deliver);
    }
    for (const auto& count : handled)
        CHECK(count == 1);
    CHECK(repeated == rounds * (threads - 1));
}

TEST_CASE("a header that stands twice is refused, even with equal values") {
    const running server;
    auto q = signed_request(event("evt_1"), now());
    q.event_id = "evt_1";
    q.event_type = "secret.rotated";
    CHECK(server.ask(post(q, "x-scaivault-signature: " + q.signature + "\r\n")).status == 400);
    CHECK(server.ask(post(q, "X-SCAIVAULT-TIMESTAMP: " + q.timestamp + "\r\n")).status == 400);
    CHECK(server.ask(post(q, "X-ScaiVault-Event-Id: evt_1\r\n")).status == 401);
    CHECK(server.ask(post(q, "X-ScaiVault-Event-Type: secret.rotated\r\n")).status == 401);
    CHECK(says(server.ask(post(q)), "handled"));
}

TEST_CASE("header names have no case, and white space around values does not count") {
    const running server;
    const auto q = signed_request(event("evt_1"), now());
    const auto lower =
        "POST /scaivault/webhook?x=1 HTTP/1.1\r\nhost: a\r\nx-scaivault-timestamp:" + q.timestamp +
        "  \r\nX-SCAIVAULT-SIGNATURE: \t " + q.signature +
        " \t\r\ncontent-length: " + std::to_string(q.body.size()) + "\r\n\r\n" + q.body;
    CHECK(says(server.ask(lower), "handled"));
}

TEST_CASE("the secret before the current one is accepted while it is in the environment") {
    const running server({}, {"SCAIVAULT_WEBHOOK_SECRET=the new one of at least 32 bytes",
                              "SCAIVAULT_WEBHOOK_SECRET_PREVIOUS=" + std::string(deliveries::secret)});
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
    CHECK(says(server.ask(post(signed_request(event("evt_2"), now(), "the new one of at least 32 bytes"))),
               "handled"));
    CHECK(
        server.ask(post(signed_request(event("evt_3"), now(), "an older one of at least 32 bytes"))).status ==
        401);
}

} // namespace http_deliveries_test
