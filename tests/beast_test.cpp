#include "scaivault/beast.hpp"

#include "scaivault/webhook.hpp"
#include "support/catch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace beast_test {

using namespace scaivault;
namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr std::string_view secret = "a secret of at least thirty-two bytes, for tests";
constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'776'952'800}};

http::request<http::string_body> request_with(std::string body) {
    http::request<http::string_body> made{http::verb::post, "/hooks", 11};
    made.set("x-scaivault-event-id", "evt_1");
    made.set("X-ScaiVault-Event-Type", " secret.rotated ");
    made.set("X-ScaiVault-Timestamp", "1776952800");
    made.set("X-ScaiVault-Signature", sign(secret, now, body));
    made.body() = std::move(body);
    made.prepare_payload();
    return made;
}

std::string rotated(std::string id = "evt_1") {
    event<"secret.rotated"> made;
    made.event_id = std::move(id);
    made.data.new_version = 4;
    return encode(made);
}

/// `serve` on a thread of its own, and a connection to it.
class served {
public:
    explicit served(serve_options options = {.target = "/hooks"}) {
        asio::ip::tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
        socket_.connect(acceptor.local_endpoint());
        asio::co_spawn(context_, serve(acceptor.accept(), vault_, handle_, std::move(options)),
                       asio::detached);
        thread_ = std::thread([this] { context_.run(); });
    }
    served(const served&) = delete;
    served& operator=(const served&) = delete;
    ~served() {
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
    /// What a read gives when the server has closed the connection: no byte, and this error.
    boost::system::error_code end() {
        boost::system::error_code error;
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
    receiver vault_{signing_secrets{secret}, receiver_options{.clock = [] { return now; }}};
    const handlers<handler<detail::takes_patterns<"secret.rotated">,
                           std::function<void(const event<"secret.rotated">&)>>,
                   ignore_rest_t>
        handle_{on<"secret.rotated">(std::function<void(const event<"secret.rotated">&)>(
                    [this](const event<"secret.rotated">& e) { last_version = e.data.new_version; })),
                ignore_rest};
    std::thread thread_;
};

} // namespace

TEST_CASE("a request's headers are found whatever their case, and trimmed") {
    const auto request = request_with(rotated());
    const delivery found = delivery_from(request);
    CHECK(found.event_id == "evt_1");
    CHECK(found.event_type == "secret.rotated");
    CHECK(found.timestamp == "1776952800");
    CHECK(found.signature == sign(secret, now, request.body()));
    CHECK(found.body.data() == request.body().data());
}

TEST_CASE("a header that came twice is no header that could be trusted") {
    auto request = request_with(rotated());
    request.insert("X-ScaiVault-Signature", "sha256=00");
    CHECK(delivery_from(request).signature == repeated_header);
}

TEST_CASE("a response has the outcome's status and the request's version and keep-alive") {
    auto request = request_with("{}");
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
    served server;
    const auto handled = server.answer(request_with(rotated()));
    CHECK(handled.result_int() == 200);
    CHECK(handled.body() == "{\"outcome\":\"handled\",\"event_type\":\"secret.rotated\"}\n");
    CHECK(server.last_version == 4);
    CHECK(server.answer(request_with(rotated())).body() ==
          "{\"outcome\":\"duplicate\",\"event_type\":\"secret.rotated\"}\n");
    auto forged = request_with(rotated());
    forged.body()[20] ^= 1;
    CHECK(server.answer(forged).result_int() == 401);
}

TEST_CASE("another path is not found, and another method not allowed") {
    served server;
    auto elsewhere = request_with(rotated());
    elsewhere.target("/");
    CHECK(server.answer(elsewhere).result_int() == 404);
    http::request<http::string_body> get{http::verb::get, "/hooks?x=1", 11};
    const auto refused = server.answer(get);
    CHECK(refused.result_int() == 405);
    CHECK(refused[http::field::allow] == "POST");
}

TEST_CASE("a body past the limit is too large, and ends the connection") {
    served server({.target = "/hooks", .max_body_size = 64});
    const auto response = server.answer(request_with(rotated()));
    CHECK(response.result_int() == 413);
    CHECK(!response.keep_alive());
}

TEST_CASE("a transfer coding that is not chunked is refused, for a proxy may see another end of the body") {
    served server;
    const auto response = server.answer("POST /hooks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n"
                                        "Content-Length: 2\r\n\r\n{}");
    CHECK(response.result_int() == 400);
    CHECK(!response.keep_alive());
}

TEST_CASE("what is no HTTP, and who is too slow, finds the connection closed") {
    served garbage;
    CHECK_THROWS(garbage.answer("\x16\x03\x01 no HTTP at all\r\n\r\n"));
    served slow({.target = "/hooks", .timeout = std::chrono::seconds{1}});
    CHECK(slow.end());
}

} // namespace beast_test
