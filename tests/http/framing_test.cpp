// Where one request ends and the next one starts, and bytes that are not a request.
#include "raw_socket.hpp"
#include "requests.hpp"

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace http_framing_test {

using namespace http_support;

namespace {

/// The body in chunks of nine bytes, each with an extension.
std::string chunked(std::string_view body) {
    std::string text;
    for (std::size_t at = 0; at < body.size(); at += 9) {
        const auto chunk = body.substr(at, 9);
        text.append(std::to_string(chunk.size())).append(";ignored=1\r\n").append(chunk).append("\r\n");
    }
    return text.append("0\r\nX-Trailer: 1\r\n\r\n");
}

constexpr std::string_view in_chunks = "Transfer-Encoding: chunked\r\n\r\n";

} // namespace

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

TEST_CASE("of a thousand requests sent at once, each is answered, in their order") {
    const running server({"--quiet"});
    connection client(server.at);
    std::string all;
    for (int i = 0; i != 500; ++i)
        all += post_event("evt_" + std::to_string(i)) + "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    std::jthread sender([&] { client.send(all); });
    int in_order = 0;
    for (int i = 0; i != 500; ++i)
        in_order += says(client.receive(), "handled") && client.receive().body == "ok\n" ? 1 : 0;
    CHECK(in_order == 500);
}

TEST_CASE("an HTTP/1.0 request is answered, and ends the connection unless it asks otherwise") {
    const running server;
    connection once(server.at);
    CHECK(once.exchange("GET /healthz HTTP/1.0\r\n\r\n").status == 200);
    CHECK(once.is_closed());
    connection kept(server.at);
    const auto got = kept.exchange("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(got.status == 200);
    CHECK(got.head.find("\r\nConnection: keep-alive\r\n") != std::string::npos);
    CHECK(says(kept.exchange(post_event("evt_1")), "handled"));
}

TEST_CASE("a body that comes in chunks is the same body") {
    const running server;
    const auto q = signed_request(event("evt_1"), now());
    connection client(server.at);
    CHECK(says(client.exchange(head(q).append(in_chunks) + chunked(q.body)), "handled"));
    CHECK(says(client.exchange(post_event("evt_2")), "handled"));
}

TEST_CASE("chunks that break the rules are refused") {
    const running server;
    const auto q = signed_request(event("evt_1"), now());
    const auto ask = [&](std::string_view body) {
        return server.ask(head(q).append(in_chunks).append(body)).status;
    };
    CHECK(ask("nonsense\r\n") == 400);
    CHECK(ask("-5\r\nhello\r\n0\r\n\r\n") == 400);
    CHECK(ask("5\r\nhello, world\r\n0\r\n\r\n") == 400);
    CHECK(ask("0x5\r\nhello\r\n0\r\n\r\n") == 400);
    CHECK(ask("ffffffffffffffff1\r\n") == 400);
    CHECK(ask("5;" + std::string(20'000, 'x')) == 431);    // an endless extension
    CHECK(ask("0\r\n" + std::string(20'000, 'x')) == 431); // a trailer
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
    for (const std::string_view more :
         {"Content-Length: 5\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip\r\n", "Transfer-Encoding: identity\r\n", "Host: elsewhere\r\n",
          "X-ScaiVault-Signature : x\r\n", "X-Folded: a\r\n b\r\n", "X-Folded:\r\n\tb\r\n"}) {
        CAPTURE(std::string(more));
        CHECK(server.ask(post(q, more)).status == 400);
    }
    for (const std::string_view coding : {"gzip", "gzip, chunked", "chunked, gzip", "chunked, chunked",
                                          "xchunked", "gzip\r\nTransfer-Encoding: chunked"}) {
        CAPTURE(std::string(coding));
        auto text = head(q).append("Transfer-Encoding: ").append(coding).append("\r\n\r\n");
        CHECK(server.ask(text + chunked(q.body)).status == 400);
    }
    CHECK(server.ask("GET /healthz HTTP/1.1\r\n\r\n").status == 400); // no Host header
    CHECK(
        server.ask("POST /scaivault/webhook HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(q.body))
            .status == 400);
    CHECK(says(server.ask(post(q)), "handled"));
}

TEST_CASE("a folded line is refused when it comes byte by byte too") {
    const running server;
    connection client(server.at);
    for (const char c : head(signed_request(event("evt_1"), now())) + "X-Folded: a\r\n b")
        client.send({&c, 1});
    CHECK(client.receive().status == 400);
    CHECK(client.is_closed());
}

TEST_CASE("what a trailer says is no header") {
    const running server;
    auto q = signed_request(event("evt_1"), now());
    const auto signature = std::exchange(q.signature, {});
    auto body = chunked(q.body);
    body.insert(body.rfind("X-Trailer"), "X-ScaiVault-Signature: " + signature + "\r\nConnection: close\r\n");
    connection client(server.at);
    CHECK(client.exchange(head(q).append(in_chunks) + body).status == 400);
    q.signature = signature;
    CHECK(says(client.exchange(head(q).append(in_chunks) + body), "handled"));
    CHECK(says(client.exchange(post(q)), "duplicate"));
}

TEST_CASE("a target in the absolute form names the same path") {
    const running server;
    const auto q = signed_request(event("evt_1"), now());
    CHECK(says(server.ask(post(q, {}, "http://a.example/scaivault/webhook")), "handled"));
    CHECK(says(server.ask(post(q, {}, "https://a.example:8443/scaivault/webhook?x=1")), "duplicate"));
    CHECK(server.ask(post(q, {}, "http://a.example")).status == 404);
    CHECK(server.ask(post(q, {}, "/elsewhere?http://a.example/scaivault/webhook")).status == 404);
}

TEST_CASE("garbage before HTTP, or instead of it, is answered with 400 and the end of the connection") {
    const running server;
    using namespace std::string_view_literals;
    for (const auto garbage :
         {"nonsense\r\n\r\n"sv, "\r\n\r\n"sv, "\0\0\0\0"sv, "\xff\xfe\xfd"sv, "GET\r\n\r\n"sv,
          "GET / HTTP/3.0\r\n\r\n"sv, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"sv,
          "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"sv}) {
        CAPTURE(std::string(garbage));
        connection client(server.at);
        CHECK(client.exchange(std::string(garbage) + post_event("evt_1")).status == 400);
        CHECK(client.is_closed());
    }
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
}

TEST_CASE("a header of 10 KB is refused, and so are short ones without end, sent at once or line by line") {
    const running server;
    const auto q = signed_request(event("evt_1"), now());
    CHECK(server.ask(post(q, "X-Long: " + std::string(10'000, 'x') + "\r\n")).status == 431);
    CHECK(server.ask("GET /" + std::string(10'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n").status == 431);
    std::string many;
    for (int i = 0; i != 5000; ++i)
        many += "X-" + std::to_string(i) + ": y\r\n";
    CHECK(server.ask(post(q, many)).status == 431);

    connection patient(server.at);
    patient.send(head(q));
    for (int i = 0; i != 100; ++i) {
        patient.send("X-Some: " + std::string(100, 'y') + "\r\n");
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    CHECK(patient.receive().status == 431);
    CHECK(says(server.ask(post(q)), "handled"));
}

TEST_CASE("a body is refused with 413 as soon as it is known to be too long, and not one byte earlier") {
    const running server({"--max-body", "2000"});
    const auto of_size = [](std::size_t size) {
        auto body = event("evt_1");
        body.append(size - body.size(), ' ');
        return signed_request(std::move(body), now());
    };
    const auto most = of_size(2000);
    const auto over = of_size(2001);
    CHECK(server.ask(post(over)).status == 413);
    CHECK(server.ask(head(over) + "Content-Length: 18446744073709551615\r\n\r\n").status == 413);
    CHECK(server.ask(head(over).append(in_chunks) + chunked(over.body)).status == 413);
    CHECK(server.ask(head(over).append(in_chunks) + "ffffffffffffffff\r\n").status == 413);
    CHECK(server.ask(head(over) + "Expect: 100-continue\r\nContent-Length: 2001\r\n\r\n").status == 413);
    CHECK(says(server.ask(post(most)), "handled"));
    CHECK(says(server.ask(head(most).append(in_chunks) + chunked(most.body)), "duplicate"));

    const running with_defaults;
    CHECK(with_defaults.ask(post(of_size((1U << 20) + 1))).status == 413);
    CHECK(says(with_defaults.ask(post(of_size(1U << 20))), "handled"));
}

} // namespace http_framing_test
