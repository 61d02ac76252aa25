#include "scaivault/beast.hpp"

#include "scaivault/webhook.hpp"
#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <sys/resource.h>

namespace beast_test {

using namespace scaivault;
namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

http::request<http::string_body> beast_request(std::string body) {
    http::request<http::string_body> made{http::verb::post, "/hooks", 11};
    made.set(http::field::host, "localhost");
    made.set("x-scaivault-event-id", "evt_1");
    made.set("X-ScaiVault-Event-Type", " secret.rotated ");
    made.set("X-ScaiVault-Timestamp", "1776952800");
    made.set("X-ScaiVault-Signature", sign(deliveries::secret, deliveries::now, body));
    made.body() = std::move(body);
    made.prepare_payload();
    return made;
}

std::string rotated_for_beast(std::string id = "evt_1") {
    event<"secret.rotated"> made;
    made.event_id = std::move(id);
    made.data.new_version = 4;
    return encode(made);
}

/// The same as text, with additional header lines that define the body's length.
std::string beast_text(std::string_view lines, std::string_view target = "/hooks",
                       std::string_view version = "1.1") {
    const auto body = rotated_for_beast();
    std::string text("POST ");
    text.append(target).append(" HTTP/").append(version).append("\r\nX-ScaiVault-Timestamp: 1776952800\r\n");
    text.append("X-ScaiVault-Signature: ")
        .append(sign(deliveries::secret, deliveries::now, body))
        .append("\r\n");
    return text.append(lines).append("\r\n");
}

std::string length_line(std::string_view body) {
    return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}

/// The body in chunks, with trailer lines.
std::string one_chunk(std::string_view body, std::string_view trailer = {}) {
    std::array<char, 20> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", body.size());
    return std::string(size.data()).append(body).append("\r\n0\r\n").append(trailer).append("\r\n");
}

/// `serve` on a separate thread, and a connection to it.
class beast_server {
public:
    explicit beast_server(serve_options options = {.target = "/hooks"}) {
        asio::ip::tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
        socket_.connect(acceptor.local_endpoint());
        asio::co_spawn(context_, serve(acceptor.accept(), vault_, handle_, std::move(options)),
                       asio::detached);
        thread_ = std::thread([this] { context_.run(); });
    }
    beast_server(const beast_server&) = delete;
    beast_server& operator=(const beast_server&) = delete;
    ~beast_server() {
        boost::system::error_code ignored;
        socket_.close(ignored);
        thread_.join();
    }

    http::response<http::string_body> answer(const http::request<http::string_body>& request) {
        http::write(socket_, request);
        return answer();
    }
    http::response<http::string_body> answer(std::string_view text) {
        asio::write(socket_, asio::buffer(text));
        return answer();
    }
    http::response<http::string_body> answer() {
        http::response<http::string_body> read;
        http::read(socket_, buffer_, read);
        return read;
    }
    void send(std::string_view text) { asio::write(socket_, asio::buffer(text)); }
    /// The error of a read after the server has closed the connection.
    boost::system::error_code end() {
        boost::system::error_code error;
        if (buffer_.size() != 0)
            return error;
        char byte = 0;
        socket_.read_some(asio::buffer(&byte, 1), error);
        return error;
    }

    std::int64_t last_version = 0;

private:
    asio::io_context context_;
    asio::io_context client_;
    asio::ip::tcp::socket socket_{client_};
    boost::beast::flat_buffer buffer_;
    receiver vault_{signing_secrets{deliveries::secret},
                    receiver_options{.clock = [] { return deliveries::now; }}};
    const handlers<webhooks::detail::clause<webhooks::detail::takes_patterns<"secret.rotated">,
                                            std::function<void(const event<"secret.rotated">&)>>,
                   ignore_rest_t>
        handle_{on<"secret.rotated">(std::function<void(const event<"secret.rotated">&)>(
                    [this](const event<"secret.rotated">& e) { last_version = e.data.new_version; })),
                ignore_rest};
    std::thread thread_;
};

} // namespace

TEST_CASE("headers of a Beast request are found whatever their case, and trimmed") {
    const auto request = beast_request(rotated_for_beast());
    const delivery found = delivery_from(request);
    CHECK(found.event_id == "evt_1");
    CHECK(found.event_type == "secret.rotated");
    CHECK(found.timestamp == "1776952800");
    CHECK(found.signature == sign(deliveries::secret, deliveries::now, request.body()));
    CHECK(found.body.data() == request.body().data());
}

TEST_CASE("a header that came twice in a Beast request is no header that could be trusted") {
    auto request = beast_request(rotated_for_beast());
    request.insert("X-ScaiVault-Signature", "sha256=00");
    CHECK(delivery_from(request).signature == repeated_header);
}

TEST_CASE("a response has the outcome's status and the request's version and keep-alive") {
    auto request = beast_request("{}");
    request.version(10);
    request.keep_alive(false);
    const auto response =
        response_to({outcome::in_progress, "secret.rotated"}, request, {.in_progress = 503});
    CHECK(response.result_int() == 503);
    CHECK(response.version() == 10);
    CHECK(!response.keep_alive());
    CHECK(response[http::field::content_type] == "application/json");
    CHECK(response[http::field::content_length] == std::to_string(response.body().size()));
}

TEST_CASE("deliveries on one connection are handled one after the other") {
    beast_server server;
    const auto handled = server.answer(beast_request(rotated_for_beast()));
    CHECK(handled.result_int() == 200);
    CHECK(handled.body() == "{\"outcome\":\"handled\",\"event_type\":\"secret.rotated\"}\n");
    CHECK(server.last_version == 4);
    CHECK(server.answer(beast_request(rotated_for_beast())).body() ==
          "{\"outcome\":\"duplicate\",\"event_type\":\"secret.rotated\"}\n");
    auto forged = beast_request(rotated_for_beast());
    forged.body()[20] ^= 1;
    CHECK(server.answer(forged).result_int() == 401);
}

TEST_CASE("another path is not found, and another method not allowed") {
    beast_server server;
    auto elsewhere = beast_request(rotated_for_beast());
    elsewhere.target("/");
    CHECK(server.answer(elsewhere).result_int() == 404);
    http::request<http::string_body> get{http::verb::get, "/hooks?x=1", 11};
    get.set(http::field::host, "localhost");
    const auto refused = server.answer(get);
    CHECK(refused.result_int() == 405);
    CHECK(refused[http::field::allow] == "POST");
}

TEST_CASE("a body past the limit is too large, and ends the connection") {
    beast_server server({.target = "/hooks", .max_body_size = 64});
    const auto response = server.answer(beast_request(rotated_for_beast()));
    CHECK(response.result_int() == 413);
    CHECK(!response.keep_alive());
}

TEST_CASE("a request that a proxy could read in another way is refused, and ends the connection") {
    const auto body = rotated_for_beast();
    const auto length = length_line(body);
    const std::string host = "Host: a\r\n";
    const std::string coding = "Transfer-Encoding: ";
    for (const auto& text : {
             beast_text(host + host + length) + body,
             beast_text(length) + body, // no Host header
             beast_text(coding + "chunked\r\n", "/hooks", "1.0") + one_chunk(body),
             beast_text(host + coding + "chunked, chunked\r\n") + one_chunk(body),
             beast_text(host + coding + "chunked\r\n" + coding + "chunked\r\n") + one_chunk(body),
             beast_text(host + coding + "gzip, chunked\r\n") + one_chunk(body),
             beast_text(host + coding + "gzip\r\n" + length) + body,
             beast_text(host + coding + "identity\r\n" + length) + body,
             beast_text(host + coding + "chunked\r\n" + length) + one_chunk(body),
             beast_text(host + length + coding + "chunked\r\n") + one_chunk(body),
             beast_text(host + length + length) + body,
             beast_text(host + length + "X-Folded: a\r\n b\r\n") + body,
             beast_text(host + length + "X-Folded:\r\n\tb\r\n") + body,
         }) {
        CAPTURE(text);
        beast_server server;
        const auto response = server.answer(text);
        CHECK(response.result_int() == 400);
        CHECK(!response.keep_alive());
        CHECK(server.end() == asio::error::eof); // and no answer to what a proxy considers the body
        CHECK(server.last_version == 0);
    }
}

TEST_CASE("a body in chunks is taken, and what its trailer says is not") {
    const auto body = rotated_for_beast();
    const auto head =
        beast_text("Host: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-ScaiVault-Event-Type\r\n");
    beast_server server;
    const auto trailer = "X-ScaiVault-Event-Type: secret.deleted\r\nConnection: close\r\n";
    const auto response = server.answer(head + one_chunk(body, trailer));
    CHECK(response.result_int() == 200);
    CHECK(response.keep_alive());

    const auto unsigned_head = "POST /hooks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    const auto signed_trailer = "X-ScaiVault-Timestamp: 1776952800\r\nX-ScaiVault-Signature: " +
                                sign(deliveries::secret, deliveries::now, body) + "\r\n";
    CHECK(server.answer(unsigned_head + one_chunk(body, signed_trailer)).result_int() == 400);
}

TEST_CASE("a sender that waits for 100-continue gets it, once") {
    beast_server server;
    const auto body = rotated_for_beast();
    const auto head = beast_text("Host: a\r\nExpect: 100-continue\r\n" + length_line(body));
    CHECK(server.answer(head).result_int() == 100);
    server.send(std::string_view(body).substr(0, 20));
    CHECK(server.answer(std::string_view(body).substr(20)).result_int() == 200);
    CHECK(server.answer(head + body).body().find("duplicate") != std::string::npos); // no interim answer
}

TEST_CASE("serve finds the path of a target in the absolute form") {
    beast_server server;
    const auto body = rotated_for_beast();
    const auto ask = [&](std::string_view target) {
        return server.answer(beast_text("Host: a\r\n" + length_line(body), target) + body).result_int();
    };
    CHECK(ask("http://a.example/hooks") == 200);
    CHECK(ask("https://a.example:8443/hooks?x=1") == 200);
    CHECK(ask("http://a.example") == 404);
    CHECK(ask("http://a.example/elsewhere/hooks") == 404);
    CHECK(ask("/elsewhere?http://a.example/hooks") == 404);
}

TEST_CASE("what is no HTTP, or a header past the limit, is answered, and ends the connection") {
    beast_server garbage;
    CHECK(garbage.answer("\x16\x03\x01 no HTTP at all\r\n\r\n").result_int() == 400);
    CHECK(garbage.end() == asio::error::eof);
    for (const std::uint32_t limit : {1000U, 1'000'000U}) { // more than Beast's fields can hold
        beast_server server({.target = "/hooks", .max_header_size = limit});
        const auto line = "X-Long: " + std::string(limit == 1000 ? 1000 : 70'000, 'x') + "\r\n";
        CHECK(server.answer(beast_text("Host: a\r\nContent-Length: 0\r\n" + line)).result_int() == 431);
    }
}

TEST_CASE("who is too slow finds the connection closed") {
    beast_server slow({.target = "/hooks", .timeout = std::chrono::seconds{1}});
    CHECK(slow.end());
}

TEST_CASE("accepting goes on when descriptors are free again, and its end is an error") {
    receiver vault{signing_secrets{deliveries::secret}};
    const handlers handle{ignore_rest};
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    asio::io_context client_context;
    asio::ip::tcp::socket client(client_context);
    client.connect(acceptor.local_endpoint());
    std::exception_ptr end;
    asio::co_spawn(context, serve(acceptor, vault, handle),
                   [&](const std::exception_ptr& why) { end = why; });

    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit none = before;
    none.rlim_cur = 0;
    ::setrlimit(RLIMIT_NOFILE, &none);
    context.poll(); // it tries to accept, and fails
    ::setrlimit(RLIMIT_NOFILE, &before);
    CHECK(!end);
    REQUIRE(!context.stopped());

    http::request<http::string_body> get{http::verb::get, "/", 11};
    get.set(http::field::host, "localhost");
    http::write(client, get);
    const auto answered = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (client.available() == 0 && std::chrono::steady_clock::now() < answered)
        context.run_one_for(std::chrono::seconds{1});
    CHECK(client.available() != 0);

    acceptor.close();
    client.close();
    context.run_for(std::chrono::seconds{10});
    REQUIRE(end);
    CHECK_THROWS_AS(std::rethrow_exception(end), boost::system::system_error);
}

} // namespace beast_test
