#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string_view>
#include <tuple>
#include <utility>

namespace example {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

/// Answers a request; called from several threads at once. An exception becomes a 500.
using request_handler = std::function<response(const request&)>;

/// The bounds of one connection.
struct session_limits {
    /// For the first byte of a request, for all the rest of it, and for its answer: each.
    std::chrono::seconds timeout{10};
    std::uint64_t max_body = std::uint64_t{1} << 20; ///< bytes; more are answered with 413
    std::uint32_t max_header = 8 * 1024;             ///< bytes; more are answered with 431
};

/// A JSON answer of one status.
[[nodiscard]] inline response json_response(http::status status, std::string_view json) {
    response answer(status, 11);
    answer.set(http::field::content_type, "application/json");
    answer.body().append(json).append("\n");
    return answer;
}

/// One HTTP/1.1 connection: requests one after another, pipelined or not, until either side has enough.
/// Everything runs on the executor of the socket, a strand.
class http_session {
public:
    /// `limits` and `handler` must outlive the session.
    http_session(asio::ip::tcp::socket socket, const session_limits& limits, const request_handler& handler)
        : stream_(std::move(socket)), limits_(limits), handler_(handler) {}

    [[nodiscard]] asio::any_io_executor executor() { return stream_.get_executor(); }

    /// Serves the connection until it is closed.
    [[nodiscard]] asio::awaitable<void> run() {
        while (co_await begun()) {
            if (!co_await serve_one()) {
                co_await linger();
                break;
            }
        }
        beast::error_code ignored;
        stream_.socket().close(ignored);
    }

    /// Ends the connection as soon as every request that has begun to arrive is answered. Call it on
    /// `executor()`.
    void stop() {
        stopping_ = true;
        if (idle_ && !more_waits())
            stream_.cancel();
    }

private:
    static constexpr auto token = asio::as_tuple(asio::use_awaitable);

    /// Waits for the first bytes of a request, which may have come along with the one before.
    [[nodiscard]] asio::awaitable<bool> begun() {
        if (buffer_.size() != 0)
            co_return true;
        if (stopping_ && !more_waits())
            co_return false;
        stream_.expires_after(limits_.timeout);
        idle_ = true;
        const auto [error, size] = co_await stream_.async_read_some(buffer_.prepare(first_read), token);
        idle_ = false;
        buffer_.commit(size);
        co_return size != 0;
    }

    /// Reads a request and answers it. Returns whether the connection goes on.
    [[nodiscard]] asio::awaitable<bool> serve_one() {
        http::request_parser<http::string_body> parser;
        parser.header_limit(limits_.max_header);
        parser.body_limit(limits_.max_body);
        stream_.expires_after(limits_.timeout);

        auto [error, header_size] = co_await http::async_read_header(stream_, buffer_, parser, token);
        if (!error && beast::iequals(parser.get()[http::field::expect], "100-continue")) {
            std::tie(error, header_size) =
                co_await asio::async_write(stream_, asio::buffer(go_on.data(), go_on.size()), token);
        }
        if (!error)
            std::tie(error, header_size) = co_await http::async_read(stream_, buffer_, parser, token);
        if (error) {
            if (is_bad_request(error)) {
                response refusal = refused(error);
                refusal.keep_alive(false);
                co_await write(refusal, false);
            }
            co_return false;
        }

        const request received = parser.release();
        response answer = handle(received);
        answer.version(received.version());
        answer.keep_alive(received.keep_alive() && (!stopping_ || buffer_.size() != 0 || more_waits()));
        const bool written = co_await write(answer, received.method() == http::verb::head);
        co_return written&& answer.keep_alive();
    }

    [[nodiscard]] response handle(const request& received) const {
        try {
            return handler_(received);
        } catch (const std::exception&) {
            return json_response(http::status::internal_server_error, R"({"error":"internal error"})");
        }
    }

    [[nodiscard]] asio::awaitable<bool> write(response& answer, bool header_only) {
        answer.prepare_payload();
        http::response_serializer<http::string_body> serializer(answer);
        stream_.expires_after(limits_.timeout);
        if (header_only) {
            const auto [error, size] = co_await http::async_write_header(stream_, serializer, token);
            co_return !error;
        }
        const auto [error, size] = co_await http::async_write(stream_, serializer, token);
        co_return !error;
    }

    /// Whether HTTP was broken, and not the connection.
    [[nodiscard]] static bool is_bad_request(const beast::error_code& error) {
        static const auto& http_category = make_error_code(http::error::bad_method).category();
        return error.category() == http_category && error != http::error::end_of_stream &&
               error != http::error::partial_message;
    }

    [[nodiscard]] static response refused(const beast::error_code& error) {
        if (error == http::error::body_limit)
            return json_response(http::status::payload_too_large, R"({"error":"the body is too large"})");
        if (error == http::error::header_limit)
            return json_response(http::status::request_header_fields_too_large,
                                 R"({"error":"the header is too large"})");
        return json_response(http::status::bad_request, R"({"error":"not an HTTP request"})");
    }

    /// Reads on for a moment after the last answer: to close with bytes unread is a reset, which takes the
    /// answer away from a peer that has not read it yet (RFC 9112, section 9.6).
    [[nodiscard]] asio::awaitable<void> linger() {
        beast::error_code failed;
        stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, failed);
        std::array<char, 4096> discarded;
        stream_.expires_after(std::min(limits_.timeout, longest_linger));
        while (!failed) {
            const auto [error, size] = co_await stream_.async_read_some(asio::buffer(discarded), token);
            failed = error;
        }
    }

    [[nodiscard]] bool more_waits() {
        beast::error_code error;
        return stream_.socket().available(error) != 0;
    }

    static constexpr std::size_t first_read = 4096;
    static constexpr std::chrono::seconds longest_linger{2};
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    const session_limits& limits_;
    const request_handler& handler_;
    bool idle_ = false; // waiting for the first byte of a request
    bool stopping_ = false;
};

} // namespace example
