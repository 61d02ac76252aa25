// The example receiver as a whole: a process, sockets, HTTP. What one sender and one receiver of the library
// agree on is tested elsewhere; here is what comes between them.
#include "scaivault/signature.hpp"

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"
#include "support/receiver_process.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace http_support;
using deliveries::signed_request;

const std::string secret_variable = "SCAIVAULT_WEBHOOK_SECRET=" + std::string(deliveries::secret);

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// The example of `secret.rotated` with another id, so that each test has an event of its own.
std::string event(std::string_view id) {
    return examples::edited("secret.rotated", "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z", id);
}

/// A request as ScaiVault sends it. `more`: further header lines.
std::string post(const deliveries::request& q, std::string_view more = {},
                 std::string_view target = "/scaivault/webhook") {
    std::string text = "POST " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n";
    text.append("Content-Type: application/json\r\nUser-Agent: ScaiVault-Webhook/1.0\r\n");
    const auto header = [&](std::string_view name, std::string_view value) {
        if (!value.empty())
            text.append(name).append(": ").append(value).append("\r\n");
    };
    header("X-ScaiVault-Timestamp", q.timestamp);
    header("X-ScaiVault-Signature", q.signature);
    header("X-ScaiVault-Event-Id", q.event_id);
    header("X-ScaiVault-Event-Type", q.event_type);
    text.append(more).append("Content-Length: ").append(std::to_string(q.body.size())).append("\r\n\r\n");
    return text + q.body;
}

std::string post_event(std::string_view id) {
    return post(signed_request(event(id), now()));
}

bool says(const answer& got, std::string_view outcome) {
    return got.body.find("\"outcome\":\"" + std::string(outcome) + "\"") != std::string::npos;
}

/// A receiver that runs for the whole of a test.
struct running : receiver_process {
    explicit running(strings arguments = {}, strings environment = {secret_variable})
        : receiver_process(SCAIVAULT_RECEIVER, std::move(environment), std::move(arguments)), at(port()) {
        INFO(output());
        REQUIRE(at != 0);
    }
    std::uint16_t at;

    answer ask(std::string_view request) const { return connection(at).exchange(request); }
};

} // namespace

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
        auto forged = signed_request(event("evt_1"), now(), "another secret");
        CHECK(server.ask(post(forged)).status == 401);
        CHECK(server.ask(post(signed_request(event("evt_1"), now() - std::chrono::seconds{330}))).status ==
              401);
        auto other_id = signed_now(event("evt_1"));
        other_id.event_id = "evt_2";
        CHECK(server.ask(post(other_id)).status == 401);
        CHECK(says(server.ask(post_event("evt_1")), "handled")); // none of them has used up the id
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
    SECTION("too large: 413") {
        CHECK(server.ask(post(signed_now(event("evt_1") + std::string(1U << 20, ' ')))).status == 413);
    }
    SECTION("no such place: 404, no such method: 405") {
        CHECK(server.ask(post(signed_now(event("evt_1")), {}, "/")).status == 404);
        CHECK(server.ask(post(signed_now(event("evt_1")), {}, "/scaivault/webhook/")).status == 404);
        const auto got = server.ask("GET /scaivault/webhook HTTP/1.1\r\nHost: localhost\r\n\r\n");
        CHECK(got.status == 405);
        CHECK(got.head.find("Allow: POST\r\n") != std::string::npos);
    }
}

TEST_CASE("a connection serves one request after another, sent one by one or all at once") {
    const running server;
    connection client(server.at);
    for (int i = 0; i != 5; ++i) {
        const auto got = client.exchange(post_event("evt_" + std::to_string(i)));
        CHECK(got.status == 200);
        CHECK(says(got, "handled"));
    }
    client.send(post_event("evt_a") + post_event("evt_b") + post_event("evt_a"));
    CHECK(says(client.receive(), "handled"));
    CHECK(says(client.receive(), "handled"));
    CHECK(says(client.receive(), "duplicate"));
    const auto last = client.exchange(post(signed_request(event("evt_c"), now()), "Connection: close\r\n"));
    CHECK(says(last, "handled"));
    CHECK(client.is_closed());
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

TEST_CASE("a body that comes in chunks is the same body") {
    const running server;
    const auto q = signed_request(event("evt_1"), now());
    std::string text =
        "POST /scaivault/webhook HTTP/1.1\r\nHost: a\r\nX-ScaiVault-Timestamp: " + q.timestamp +
        "\r\nX-ScaiVault-Signature: " + q.signature + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < q.body.size(); at += 9) {
        const auto chunk = q.body.substr(at, 9);
        text += std::to_string(chunk.size()) + ";ignored=1\r\n" + chunk + "\r\n";
    }
    const auto got = server.ask(text + "0\r\nX-Trailer: 1\r\n\r\n");
    CHECK(got.status == 200);
    CHECK(says(got, "handled"));
}

TEST_CASE("bytes that come one by one make a request all the same") {
    const running server;
    connection client(server.at);
    for (const char c : post_event("evt_1"))
        client.send({&c, 1});
    CHECK(says(client.receive(), "handled"));
}

TEST_CASE("a sender that waits for 100-continue gets it") {
    const running server;
    const auto text = post(signed_request(event("evt_1"), now()), "Expect: 100-continue\r\n");
    const auto body_at = text.find("\r\n\r\n") + 4;
    connection client(server.at);
    CHECK(client.exchange(text.substr(0, body_at)).status == 100);
    CHECK(says(client.exchange(text.substr(body_at)), "handled"));
}

TEST_CASE("requests that two parsers could read in two ways are refused") {
    const running server;
    const auto q = signed_request(event("evt_1"), now());
    CHECK(server.ask(post(q, "Content-Length: 5\r\n")).status == 400);
    CHECK(server.ask(post(q, "Transfer-Encoding: chunked\r\n")).status == 400);
    CHECK(server.ask(post(q, "Content-Length: -1\r\n")).status == 400);
    CHECK(server.ask(post(q, "X-ScaiVault-Signature : x\r\n")).status == 400);
    CHECK(server.ask("nonsense\r\n\r\n").status == 400);
    CHECK(server.ask(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + "\r\n\r\n").status ==
          400);
    CHECK(says(server.ask(post(q)), "handled"));
}

TEST_CASE("a header of 10 KB is refused, and so are short ones without end") {
    const running server;
    const auto q = signed_request(event("evt_1"), now());
    CHECK(server.ask(post(q, "X-Long: " + std::string(10'000, 'x') + "\r\n")).status == 431);
    std::string many;
    for (int i = 0; i != 5000; ++i)
        many += "X-" + std::to_string(i) + ": y\r\n";
    CHECK(server.ask(post(q, many)).status == 431);
    CHECK(says(server.ask(post(q)), "handled"));
}

TEST_CASE("a sender that goes away in the middle harms nobody") {
    const running server;
    const auto text = post_event("evt_1");
    for (const std::size_t size : {std::size_t{1}, std::size_t{60}, text.size() - 200, text.size() - 1})
        connection(server.at).send(std::string_view(text).substr(0, size));
    for (int i = 0; i != 20; ++i)
        connection unused(server.at);
    CHECK(says(server.ask(text), "handled"));
}

TEST_CASE("a sender that keeps the receiver waiting is cut off") {
    const running server({"--timeout", "1"});
    connection silent(server.at);
    connection slow(server.at);
    slow.send("POST /scaivault/webhook HTTP/1.1\r\nHost: a\r\n");
    CHECK(silent.is_closed());
    CHECK(slow.is_closed());
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
}

TEST_CASE("the secret before the current one is accepted while it is in the environment") {
    const running server({}, {"SCAIVAULT_WEBHOOK_SECRET=the new one",
                              "SCAIVAULT_WEBHOOK_SECRET_PREVIOUS=" + std::string(deliveries::secret)});
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
    CHECK(says(server.ask(post(signed_request(event("evt_2"), now(), "the new one"))), "handled"));
    CHECK(server.ask(post(signed_request(event("evt_3"), now(), "an older one"))).status == 401);
}

TEST_CASE("neither a secret nor a signature is written anywhere") {
    running server;
    const auto good = signed_request(event("evt_1"), now());
    auto forged = signed_request(event("evt_2"), now());
    forged.signature = "sha256=" + std::string(64, 'a');
    std::string answers;
    for (const auto& q : {good, forged, good}) {
        const auto got = server.ask(post(q));
        answers += got.head + got.body;
    }
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    const auto written = server.output() + answers;
    CHECK(written.find("handled") != std::string::npos);
    for (const auto& hidden :
         {std::string(deliveries::secret), good.signature.substr(7), forged.signature.substr(7)})
        CHECK(written.find(hidden) == std::string::npos);
}

TEST_CASE("an event cannot forge a line of the log") {
    running server;
    const auto body =
        examples::edited("secret.rotated", R"("quarterly")", R"("x\n00000\tALERT: all is lost\r")");
    CHECK(says(server.ask(post(signed_request(body, now()))), "handled"));
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    const auto output = server.output();
    CHECK(std::count(output.begin(), output.end(), '\n') == 2); // "listening", and the event
    CHECK(output.find('\r') == std::string::npos);
}

TEST_CASE("SIGTERM and SIGINT end the receiver, with success") {
    for (const int number : {SIGTERM, SIGINT}) {
        running server;
        connection idle(server.at);
        CHECK(says(idle.exchange(post_event("evt_1")), "handled"));
        server.signal(number);
        CHECK(server.wait() == 0);
        CHECK(idle.is_closed());
        CHECK(connection(server.at).exchange(post_event("evt_2")).status == 0);
    }
}

TEST_CASE("a request that has begun when SIGTERM comes is answered") {
    running server;
    connection client(server.at);
    CHECK(says(client.exchange(post_event("evt_0")), "handled")); // so that the connection is known
    const auto text = post_event("evt_1");
    client.send(std::string_view(text).substr(0, text.size() / 2));
    server.signal(SIGTERM);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    client.send(std::string_view(text).substr(text.size() / 2));
    const auto got = client.receive();
    CHECK(got.status == 200);
    CHECK(says(got, "handled"));
    CHECK(server.wait() == 0);
}

TEST_CASE("without a secret the receiver does not start, and says why") {
    for (const auto& environment : {std::vector<std::string>{}, {"SCAIVAULT_WEBHOOK_SECRET="}}) {
        receiver_process process(SCAIVAULT_RECEIVER, environment);
        CHECK(process.wait() == 1);
        CHECK(process.output().find("SCAIVAULT_WEBHOOK_SECRET") != std::string::npos);
    }
}
