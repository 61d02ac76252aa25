#pragma once

/// ScaiVault's deliveries with Boost.Beast: a request becomes a `delivery`, an `outcome` a response, and `serve` is a
/// coroutine that answers one connection. Optional: `webhook.hpp` does not include it. Needs Boost's headers and
/// threads; no library of Boost beyond Boost.JSON.

#include "answer.hpp"
#include "delivery.hpp"
#include "outcome.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace scaivault {

/// The delivery in a request of Boost.Beast.
///
/// \param request  its body is characters in one piece (`string_body`, `span_body<char>`, `vector_body<char>`), as
///                 received; it must outlive the delivery
/// \return views into the request; `repeated_header` for a header that came more than once
/// \throws nothing. Linear in the number of headers.
template <class Body, class Fields>
[[nodiscard]] delivery
delivery_from(const boost::beast::http::message<true, Body, Fields>& request) noexcept {
    const auto lookup = [&](std::string_view name) -> std::string_view {
        const auto [first, last] = request.equal_range(name);
        if (first == last)
            return {};
        return std::next(first) == last ? std::string_view(first->value()) : repeated_header;
    };
    const auto& body = request.body();
    return delivery_from(lookup, std::string_view(body.data(), body.size()));
}

/// The response to a delivery, prepared to be written.
///
/// \param of        what became of it
/// \param request   what is answered: gives the HTTP version, and whether the connection stays open
/// \param statuses  the status of each kind of outcome
/// \throws std::bad_alloc
template <class Body, class Fields>
[[nodiscard]] boost::beast::http::response<boost::beast::http::string_body>
response_to(const outcome& of, const boost::beast::http::message<true, Body, Fields>& request,
            const http_statuses& statuses = {}) {
    namespace http = boost::beast::http;
    http::response<http::string_body> made;
    made.version(request.version());
    made.result(static_cast<unsigned>(http_status(of, statuses)));
    made.set(http::field::content_type, answer_content_type);
    made.keep_alive(request.keep_alive());
    made.body() = answer_body(of);
    made.prepare_payload();
    return made;
}

namespace detail {
inline constexpr std::size_t serve_read_size = std::size_t{64} * 1024;
} // namespace detail

/// What `serve` accepts. Plain to copy, because GCC 12 copies a coroutine's temporary arguments byte by byte.
struct serve_options {
    std::string_view target = "/";    ///< the path that deliveries are posted to, a literal; others get 404
    std::chrono::seconds timeout{30}; ///< for each request, from its first wait to its last byte
    std::uint32_t max_header_size = 8 * 1024;           ///< bytes; a longer header closes the connection
    std::uint64_t max_body_size = std::size_t{1} << 20; ///< bytes; a longer body is answered with 413
    http_statuses statuses{};                           ///< the status of each kind of outcome
};

/// Answers the requests on one connection, until the peer closes it, breaks HTTP or is too slow.
///
/// \param socket    the connection, accepted; closed when this ends
/// \param vault     a `basic_receiver`; must outlive the coroutine. It is called on the socket's executor, so on
///                  several threads at once if there are several connections on several threads
/// \param handlers  `handlers{...}`; must outlive the coroutine
/// \param options   limits; `target` is compared with the path, without the query
/// \throws std::bad_alloc. Errors of the connection end it, quietly: there is nobody to tell.
///
///     co_spawn(executor, serve(std::move(socket), vault, handle, {.target = "/hooks"}), detached);
template <class Receiver, class Handlers>
boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket, Receiver& vault,
                                   const Handlers& handlers, serve_options options = {}) {
    namespace http = boost::beast::http;
    boost::beast::tcp_stream stream(std::move(socket));
    boost::beast::flat_buffer buffer(options.max_header_size + detail::serve_read_size);
    for (bool stays_open = true; stays_open;) {
        boost::system::error_code error;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, error);
        http::request_parser<http::string_body> parser;
        parser.header_limit(options.max_header_size);
        parser.body_limit(options.max_body_size);
        stream.expires_after(options.timeout);
        co_await http::async_read(stream, buffer, parser, token);

        http::response<http::string_body> response;
        const auto& request = parser.get();
        const std::string_view path =
            std::string_view(request.target()).substr(0, request.target().find('?'));
        if (error == http::error::body_limit) {
            response = {http::status::payload_too_large, 11};
            response.keep_alive(false);
            response.prepare_payload();
        } else if (error) {
            break;
        } else if (request.count(http::field::transfer_encoding) != 0 && !request.chunked()) {
            // Beast lets other codings through, with a body that ends where a proxy sees another end.
            response = {http::status::bad_request, request.version()};
            response.keep_alive(false);
            response.prepare_payload();
        } else if (path != options.target || request.method() != http::verb::post) {
            response = {path != options.target ? http::status::not_found : http::status::method_not_allowed,
                        request.version()};
            if (path == options.target)
                response.set(http::field::allow, "POST");
            response.keep_alive(request.keep_alive());
            response.prepare_payload();
        } else {
            response =
                response_to(vault.receive(delivery_from(request), handlers), request, options.statuses);
        }
        stays_open = response.keep_alive();
        co_await http::async_write(stream, response, token);
        stays_open = stays_open && !error;
    }
    boost::system::error_code ignored;
    stream.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
}

} // namespace scaivault
