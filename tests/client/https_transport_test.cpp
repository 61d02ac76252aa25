#include "webhooks/client/https_transport.hpp"

#include "../support/catch.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <chrono>
#include <string>
#include <thread>

namespace client_https_transport_test {

using namespace webhooks;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

/// Accepts one connection, reads a request, writes the answer and closes. Without an answer, waits until the peer closes.
class one_answer {
public:
    explicit one_answer(std::string answer)
        : url("http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port())),
          thread_([this, text = std::move(answer)] {
              asio::ip::tcp::socket socket(context_);
              acceptor_.accept(socket);
              std::array<char, 4096> read{};
              boost::system::error_code error;
              received.assign(read.data(), socket.read_some(asio::buffer(read), error));
              if (text.empty())
                  static_cast<void>(socket.read_some(asio::buffer(read), error));
              else
                  asio::write(socket, asio::buffer(text), error);
          }) {}
    /// Connects itself, for a client that ended before it did.
    ~one_answer() {
        boost::system::error_code ignored;
        asio::ip::tcp::socket(context_).connect(acceptor_.local_endpoint(), ignored);
        join();
    }
    void join() {
        if (thread_.joinable())
            thread_.join();
    }

private:
    asio::io_context context_{};
    asio::ip::tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};

public:
    const std::string url;
    std::string received{};

private:
    std::thread thread_;
};

client_result<http_response> answer_from(const std::string& url, cancellation& canceled,
                                         std::chrono::milliseconds timeout = 5s) {
    https_transport transport({.max_body = 10});
    return transport.call({.method = "POST",
                           .origin = http_origin::parse(url).value(),
                           .target = "/a?b",
                           .headers = {{"Authorization", "Bearer tok"}},
                           .body = "{}",
                           .timeout = timeout},
                          canceled);
}

client_result<http_response> answer_to(const std::string& text) {
    one_answer server(text);
    cancellation never;
    return answer_from(server.url, never);
}

} // namespace

TEST_CASE("a request is sent whole, and its answer is read whole, whatever its status") {
    one_answer server("HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nno");
    cancellation never;
    const auto answer = answer_from(server.url, never);
    server.join();
    REQUIRE(answer.has_value());
    CHECK(answer->status == 429);
    CHECK(answer->retry_after == "7");
    CHECK(answer->body == "no");
    CHECK(server.received.starts_with("POST /a?b HTTP/1.1\r\n"));
    CHECK(server.received.find("Authorization: Bearer tok\r\n") != std::string::npos);
    CHECK(server.received.find("Content-Length: 2\r\n") != std::string::npos);
    CHECK(answer_to("HTTP/1.1 204 Nothing\r\n\r\n")->status == 204);
    CHECK(answer_to("HTTP/1.0 200 OK\r\n\r\nto the end")->body == "to the end");
}

TEST_CASE("what happens to a connection is an error of its own, without the token") {
    const auto cut = answer_to("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nno").error();
    CHECK(cut == client_errc::cut_off);
    CHECK(cut.message().find("POST http://127.0.0.1:") != std::string::npos);
    CHECK(cut.message().find("tok") == std::string::npos);
    CHECK(answer_to("HTTP/1.1 200").error() == client_errc::cut_off);
    CHECK(answer_to("SSH-2.0-OpenSSH\r\n\r\n").error() == client_errc::malformed_answer);
    CHECK(answer_to("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890").error() ==
          client_errc::malformed_answer);

    cancellation never;
    std::string closed;
    {
        one_answer server("HTTP/1.1 204 Nothing\r\n\r\n");
        closed = server.url;
        CHECK(answer_from(closed, never).has_value());
    }
    CHECK(answer_from(closed, never).error() == client_errc::unreachable);
}

TEST_CASE("a server that does not speak TLS is not trusted") {
    one_answer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    cancellation never;
    CHECK(answer_from("https" + server.url.substr(4), never).error() == client_errc::untrusted);
}

TEST_CASE("a call ends after its time, and when it is canceled") {
    cancellation canceled;
    {
        one_answer server("");
        CHECK(answer_from(server.url, canceled, 50ms).error() == client_errc::timed_out);
    }
    {
        one_answer server("");
        std::thread other([&] {
            std::this_thread::sleep_for(50ms);
            canceled.cancel();
        });
        CHECK(answer_from(server.url, canceled).error() == client_errc::canceled);
        other.join();
        CHECK(answer_from(server.url, canceled).error() == client_errc::canceled); // and each later one
    }
}

} // namespace client_https_transport_test
