// Slow, silent or half-closed senders. They occupy a connection for a while, and do not affect others.
#include "raw_socket.hpp"
#include "requests.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace http_slow_senders_test {

using namespace http_support;

namespace {

/// Sends one byte per second on a separate thread, until the peer closes the connection.
class dripping {
public:
    dripping(std::uint16_t port, std::string_view at_once, std::string_view slowly) : socket_(port) {
        socket_.send(at_once);
        thread_ = std::jthread([this, slowly](const std::stop_token& stop) {
            for (const char c : slowly) {
                if (stop.stop_requested() || socket_.send({&c, 1}) != 1)
                    return;
                ++sent_;
                std::this_thread::sleep_for(std::chrono::seconds(1));
            }
        });
    }

    [[nodiscard]] int sent() const noexcept { return sent_; }
    [[nodiscard]] bool is_closed() const { return socket_.is_closed(); }

private:
    raw_socket socket_;
    std::atomic<int> sent_ = 0;
    std::jthread thread_{};
};

} // namespace

TEST_CASE("a sender of one byte a second is cut off when its time for the header, or for the body, is over") {
    const running server({"--header-timeout", "2", "--body-timeout", "2"});
    const auto text = post_event("evt_slow");
    const auto body_at = text.find("\r\n\r\n") + 4;
    const dripping header(server.at, {}, text);
    const dripping body(server.at, std::string_view(text).substr(0, body_at),
                        std::string_view(text).substr(body_at));
    CHECK(says(server.ask(post_event("evt_1")), "handled")); // meanwhile
    CHECK(header.is_closed());
    CHECK(body.is_closed());
    CHECK(header.sent() >= 2);
    CHECK(body.sent() >= 2);
    CHECK(says(server.ask(post_event("evt_slow")), "handled")); // neither of them has claimed the id
}

TEST_CASE("a sender of one byte a second is answered if it finishes in time") {
    const running server({"--idle-timeout", "1", "--header-timeout", "60", "--body-timeout", "60"});
    const auto text = post_event("evt_1");
    connection client(server.at);
    client.send(std::string_view(text).substr(0, text.size() - 3));
    for (std::size_t left = 3; left != 0; --left) {
        std::this_thread::sleep_for(std::chrono::seconds(1));
        client.send(std::string_view(text).substr(text.size() - left, 1));
    }
    CHECK(says(client.receive(), "handled"));
}

TEST_CASE("a silent sender is cut off, before its first request and after any") {
    const running server({"--idle-timeout", "1"});
    const raw_socket silent(server.at);
    connection once(server.at);
    CHECK(says(once.exchange(post_event("evt_1")), "handled"));
    CHECK(silent.is_closed());
    CHECK(once.is_closed());
    CHECK(says(server.ask(post_event("evt_2")), "handled"));
}

TEST_CASE("each limit is that of --timeout") {
    const running server({"--timeout", "1"});
    const raw_socket silent(server.at);
    const raw_socket slow_header(server.at);
    slow_header.send("POST /scaivault/webhook HTTP/1.1\r\nHost: a\r\n");
    const raw_socket slow_body(server.at);
    slow_body.send(head(signed_request("{}", now())) + "Content-Length: 2\r\n\r\n");
    CHECK(silent.is_closed());
    CHECK(slow_header.is_closed());
    CHECK(slow_body.is_closed());
}

TEST_CASE("a request that no body could make better is answered when its header has come") {
    const running server;
    auto unsigned_one = signed_request("{}", now());
    unsigned_one.signature.clear();
    auto misspelt = signed_request("{}", now());
    misspelt.signature.back() = 'x';
    auto timeless = signed_request("{}", now());
    timeless.timestamp = "now";
    const auto stale = signed_request("{}", now() - std::chrono::seconds(330));
    const auto early = signed_request("{}", now() + std::chrono::seconds(330));
    const std::pair<std::string, int> refused[] = {
        {head(unsigned_one), 400}, {head(misspelt), 400},
        {head(timeless), 400},     {head(stale), 401},
        {head(early), 401},        {head(stale) + "Expect: 100-continue\r\n", 401},
        {head(stale, "/"), 404},   {head(stale, "/healthz"), 405}};
    for (const auto& [text, status] : refused)
        for (const std::string_view body : {"Content-Length: 2\r\n\r\n", "Content-Length: 1000\r\n\r\n{",
                                            "Transfer-Encoding: chunked\r\n\r\n5\r\n{"}) {
            CAPTURE(text, std::string(body));
            connection client(server.at);
            CHECK(client.exchange(text + std::string(body)).status == status);
            CHECK(client.is_closed());
        }
}

TEST_CASE("a sender that takes no answers is cut off, and keeps nobody waiting") {
    const running server({"--answer-timeout", "1"});
    raw_socket greedy(server.at);
    std::string many;
    for (int i = 0; i != 1000; ++i)
        many += "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    // Until the unread answers fill the buffers of both sides, and then the requests' buffers are full, too.
    CHECK(eventually([&] { return greedy.send(many, MSG_DONTWAIT) == 0; }));
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
    CHECK(eventually([&] { return greedy.is_reset(); }));
}

TEST_CASE("a sender that closes its half of the connection after a request still gets its answer") {
    const running server;
    const raw_socket client(server.at);
    client.send(post_event("evt_1") + post_event("evt_2"));
    client.finish();
    const auto answers = client.receive_all();
    const auto first = answers.find("\"handled\"");
    CHECK(first != std::string::npos);
    CHECK(answers.find("\"handled\"", first + 1) != std::string::npos);
}

TEST_CASE("a sender that goes away in the middle harms nobody") {
    const running server;
    const auto text = post_event("evt_1");
    for (const std::size_t size : {std::size_t{1}, std::size_t{60}, text.size() - 200, text.size() - 1}) {
        connection(server.at).send(std::string_view(text).substr(0, size));
        const raw_socket half_open(server.at);
        half_open.send(std::string_view(text).substr(0, size));
        half_open.finish();
        CHECK(half_open.receive_all().empty());
    }
    for (int i = 0; i != 20; ++i)
        const connection unused(server.at);
    CHECK(says(server.ask(text), "handled"));
}

} // namespace http_slow_senders_test
