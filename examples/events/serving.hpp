#pragma once

#include "command.hpp"

#include <webhooks/beast/request_reader.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace events_cli {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using http_request = webhooks::request_reader::request;
using http_response = http::response<http::string_body>;

/// What a server does with requests.
struct request_handler {
    std::function<http_response(const http_request&)> answer;
    std::function<void(http::status)>
        on_malformed; ///< called for a request that is refused before it is complete
};

/// Time limit of a request, and of the wait for one.
inline constexpr std::chrono::seconds request_time_limit{30};

/// An answer without a body.
[[nodiscard]] inline http_response empty_answer(const http_request& request, http::status status) {
    http_response made(status, request.version());
    made.keep_alive(request.keep_alive());
    made.prepare_payload();
    return made;
}

/// Answers the requests on a connection until it ends. `stream` is plain or, after the handshake, TLS.
template <class Stream>
asio::awaitable<void> answer_requests(Stream& stream, const request_handler& handler) {
    webhooks::request_reader reader({});
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    for (bool stays_open = true; stays_open && !error;) {
        beast::get_lowest_layer(stream).expires_after(request_time_limit);
        auto state = reader.advance();
        while (!error && state == webhooks::request_reader::needs_more) {
            const auto size = co_await stream.async_read_some(reader.prepare(), token);
            reader.commit(size);
            state = reader.advance();
        }
        if (error)
            co_return;
        if (state == webhooks::request_reader::wants_continue) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await asio::async_write(stream, asio::buffer(go_on), token);
            continue;
        }
        http_response response;
        if (state == webhooks::request_reader::complete) {
            response = handler.answer(reader.get());
        } else {
            handler.on_malformed(reader.refusal());
            response = empty_answer(reader.get(), reader.refusal());
            response.keep_alive(false);
        }
        stays_open = response.keep_alive();
        co_await http::async_write(stream, response, token);
        reader.next();
    }
}

/// Reads for a moment after the last answer. Closing with unread bytes resets the connection, and the peer could lose the
/// answer (RFC 9112, section 9.6).
inline asio::awaitable<void> say_farewell(beast::tcp_stream& stream) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
    stream.expires_after(std::chrono::seconds(2));
    std::array<char, 4096> discarded;
    while (!error)
        co_await stream.async_read_some(asio::buffer(discarded), token);
}

/// Answers the requests on an accepted connection.
///
/// \param tls  null for plain HTTP
inline asio::awaitable<void> serve_connection(asio::ip::tcp::socket socket, const request_handler& handler,
                                              asio::ssl::context* tls) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    if (tls == nullptr) {
        beast::tcp_stream plain(std::move(socket));
        co_await answer_requests(plain, handler);
        co_await say_farewell(plain);
        co_return;
    }
    beast::ssl_stream<beast::tcp_stream> secure(std::move(socket), *tls);
    secure.next_layer().expires_after(request_time_limit);
    co_await secure.async_handshake(asio::ssl::stream_base::server, token);
    if (error) {
        std::cerr << "no TLS connection: " << error.message() << '\n';
        co_return;
    }
    co_await answer_requests(secure, handler);
    secure.next_layer().expires_after(std::chrono::seconds(2));
    co_await secure.async_shutdown(token);
    co_await say_farewell(secure.next_layer());
}

/// Opens the acceptor. Throws `access_error` with the address if that fails.
[[nodiscard]] inline asio::ip::tcp::acceptor listening_on(const asio::ip::tcp::endpoint& endpoint,
                                                          asio::io_context& context) {
    try {
        return {context, endpoint};
    } catch (const boost::system::system_error& error) {
        std::ostringstream where;
        where << endpoint;
        throw access_error("cannot listen on " + where.str() + ": " + error.code().message());
    }
}

/// Accepts connections and serves each. It never ends by itself: if descriptors run out, it waits for free ones.
inline asio::awaitable<void> accept_connections(asio::ip::tcp::acceptor& acceptor,
                                                const request_handler& handler, asio::ssl::context* tls) {
    asio::steady_timer pause(acceptor.get_executor());
    for (;;) {
        auto [failed, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (!failed) {
            asio::co_spawn(acceptor.get_executor(), serve_connection(std::move(socket), handler, tls),
                           asio::detached);
            continue;
        }
        std::cerr << "cannot accept a connection: " << failed.message() << '\n';
        pause.expires_after(std::chrono::milliseconds(200));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

} // namespace events_cli
