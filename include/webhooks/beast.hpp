#pragma once

/// The Boost.Beast adapter: `delivery_from` a request, `response_to` an outcome, and `serve`, a coroutine that
/// answers the requests of one connection.
///
/// Not part of `webhook.hpp`. Requires the Boost headers and threads. The only Boost library that is linked is
/// Boost.JSON.

#include "answer.hpp"
#include "asio.hpp"
#include "beast/request_reader.hpp"
#include "delivery.hpp"
#include "outcome.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp> // unused here; kept for programs that rely on this include since 0.1
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// See asio.hpp.
#if defined(__GNUC__) && !defined(__clang__)
#    pragma GCC diagnostic push
#    pragma GCC diagnostic ignored "-Wsubobject-linkage"
#endif

namespace webhooks {

/// The delivery in a Boost.Beast request.
///
/// \param request  must outlive the delivery. Its body is contiguous characters (`string_body`, `span_body<char>`,
///                 `vector_body<char>`), exactly as received
/// \return views into the request; `repeated_header` for a header that occurs more than once
/// \throws nothing. Linear in the number of headers.
template <class Scheme, class Body, class Fields>
[[nodiscard]] delivery
delivery_from(const boost::beast::http::message<true, Body, Fields>& request) noexcept {
    const auto lookup = [&](std::string_view name) -> std::string_view {
        const auto [first, last] = request.equal_range(name);
        if (first == last)
            return {};
        return std::next(first) == last ? std::string_view(first->value()) : repeated_header;
    };
    const auto& body = request.body();
    return delivery_from<Scheme>(lookup, std::string_view(body.data(), body.size()));
}

/// The response to a delivery, ready to be written.
///
/// \param of        the outcome of the delivery
/// \param request   the request that is answered; determines the HTTP version and keep-alive
/// \param statuses  the HTTP status of each kind of outcome
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

/// Options of `serve`. Trivially copyable, because GCC 12 copies a coroutine's temporary arguments bytewise.
struct serve_options {
    std::string_view target = "/";    ///< path of the deliveries, with static storage; other paths get 404
    std::chrono::seconds timeout{30}; ///< per request, from the wait for its first byte to its last byte
    std::uint32_t max_header_size = 8 * 1024; ///< bytes, at most 65535; a longer header is answered with 431
    std::uint64_t max_body_size = std::size_t{1} << 20; ///< bytes; a longer body is answered with 413
    std::chrono::milliseconds handler_timeout{0}; ///< for handlers that suspend; see `async_receive_options`
    http_statuses statuses{};                     ///< the HTTP status of each kind of outcome
};

namespace detail {

/// The response to a request that is not a delivery.
template <class Body, class Fields>
[[nodiscard]] boost::beast::http::response<boost::beast::http::string_body>
refusal_of(const boost::beast::http::message<true, Body, Fields>& request,
           boost::beast::http::status status) {
    boost::beast::http::response<boost::beast::http::string_body> made(status, request.version());
    made.keep_alive(request.keep_alive());
    made.prepare_payload();
    return made;
}

/// The response to a complete request that is not a delivery; nothing for one that is.
[[nodiscard]] inline std::optional<boost::beast::http::response<boost::beast::http::string_body>>
refusal_of_path_or_method(const request_reader::request& request, std::string_view target) {
    namespace http = boost::beast::http;
    if (path_of(request.target()) != target)
        return refusal_of(request, http::status::not_found);
    if (request.method() == http::verb::post)
        return std::nullopt;
    auto refused = refusal_of(request, http::status::method_not_allowed);
    refused.set(http::field::allow, "POST");
    return refused;
}

/// Receives a delivery with handlers that suspend, and cancels them when the peer closes the connection. A peer that has sent
/// more bytes is there; whether it leaves after that is not seen.
template <class Receiver, class Handlers>
boost::asio::awaitable<outcome> receive_from_peer(boost::asio::ip::tcp::socket& socket, Receiver& receiver,
                                                  delivery received, const Handlers& handlers,
                                                  async_receive_options options) {
    const auto stop = std::make_shared<stop_signal>();
    // Not owned by the callback, which may run after this coroutine has ended and the socket is gone.
    const auto watched = std::make_shared<boost::asio::ip::tcp::socket*>(&socket);
    socket.async_wait(boost::asio::ip::tcp::socket::wait_read,
                      [stop, watching = std::weak_ptr(watched)](boost::system::error_code error) {
                          const auto open = watching.lock();
                          if (!error && open && ((*open)->available(error) == 0 || error))
                              stop->stop();
                      });
    auto became = co_await run_until_stopped(async_receive(receiver, received, handlers, options), stop);
    boost::system::error_code ignored;
    socket.cancel(ignored);
    co_return became;
}

inline constexpr std::chrono::seconds longest_farewell{2};
inline constexpr std::chrono::milliseconds accept_pause{100};

} // namespace detail

/// Answers the requests on one connection, until the peer closes it or a request times out. A malformed or oversized
/// request (see `request_reader`) is answered with 400, 413 or 431, and then the connection is closed.
///
/// \param socket    the accepted connection; closed when the coroutine ends
/// \param receiver     a `basic_receiver`; must outlive the coroutine. Called on the socket's executor, hence
///                  concurrently if several connections run on several threads
/// \param handlers  `handlers{...}`; must outlive the coroutine. They may suspend, as those of `async_receive`; the connection's
///                  other requests wait meanwhile. When the peer closes the connection or its sending half, or the
///                  coroutine is cancelled, the handler that is suspended is cancelled
/// \param options   limits; `target` is compared with the path, without the query
/// \throws std::bad_alloc. Errors of the connection end the coroutine and are not reported
///
/// With handlers that suspend, the socket's executor must run one function at a time, such as a strand.
///
///     co_spawn(executor, serve(std::move(socket), receiver, handle, {.target = "/hooks"}), detached);
template <class Receiver, class Handlers>
boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket, Receiver& receiver,
                                   const Handlers& handlers, serve_options options = {}) {
    namespace http = boost::beast::http;
    boost::beast::tcp_stream stream(std::move(socket));
    request_reader reader({.max_header = options.max_header_size, .max_body = options.max_body_size});
    boost::system::error_code error;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, error);
    stream.expires_after(options.timeout);
    for (bool stays_open = true; stays_open && !error;) {
        const auto state = reader.advance();
        if (state == request_reader::needs_more) {
            const auto size = co_await stream.async_read_some(reader.prepare(), token);
            reader.commit(size);
        } else if (state == request_reader::wants_continue) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await boost::asio::async_write(stream, boost::asio::buffer(go_on), token);
        } else {
            http::response<http::string_body> response;
            if (state == request_reader::refused) {
                response = detail::refusal_of(reader.get(), reader.refusal());
                response.keep_alive(false);
            } else if (auto refused = detail::refusal_of_path_or_method(reader.get(), options.target)) {
                response = *std::move(refused);
            } else {
                const auto received = delivery_from<typename Receiver::scheme_type>(reader.get());
                if constexpr (detail::suspends<const Handlers>) {
                    const auto became = co_await detail::receive_from_peer(
                        stream.socket(), receiver, received, handlers, {.timeout = options.handler_timeout});
                    response = response_to(became, reader.get(), options.statuses);
                    stream.expires_after(options.timeout); // the handler's time does not count
                } else {
                    response =
                        response_to(receiver.receive(received, handlers), reader.get(), options.statuses);
                }
            }
            stays_open = response.keep_alive();
            co_await http::async_write(stream, response, token);
            reader.next();
            stream.expires_after(options.timeout);
        }
    }
    if (error)
        co_return;
    // Closing with unread bytes resets the connection, and the peer can lose the answer (RFC 9112, section 9.6).
    stream.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
    stream.expires_after(std::min(options.timeout, detail::longest_farewell));
    while (!error) {
        std::array<char, 4096> discarded;
        co_await stream.async_read_some(boost::asio::buffer(discarded), token);
    }
}

/// Accepts connections until the acceptor is closed, and serves each (see above) in its own coroutine.
///
/// \param acceptor  listening; must outlive the coroutine. Several threads may run its executor, because each
///                  connection has its own strand
/// \param receiver, handlers, options  as above; must outlive every connection too
/// \throws boost::system::system_error when the acceptor is closed or cannot accept at all. The coroutine never ends
///         in another way, so let the completion handler rethrow the exception to learn that nothing is accepted any
///         more
///
/// If descriptors or memory for a connection run out, it retries after 100 ms.
///
///     co_spawn(context, serve(acceptor, receiver, handle), [](std::exception_ptr e) { std::rethrow_exception(e); });
template <class Receiver, class Handlers>
boost::asio::awaitable<void> serve(boost::asio::ip::tcp::acceptor& acceptor, Receiver& receiver,
                                   const Handlers& handlers, serve_options options = {}) {
    namespace asio = boost::asio;
    asio::steady_timer pause(acceptor.get_executor());
    for (;;) {
        boost::system::error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        const asio::any_io_executor strand = asio::make_strand(acceptor.get_executor());
        asio::ip::tcp::socket socket = co_await acceptor.async_accept(strand, token);
        try {
            if (!error)
                asio::co_spawn(strand, serve(std::move(socket), receiver, handlers, options), asio::detached);
        } catch (const std::bad_alloc&) { // the connection is closed
            error = asio::error::no_memory;
        }
        if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor ||
            error == asio::error::invalid_argument) // closed, or not listening
            throw boost::system::system_error(error, "accept");
        if (!error)
            continue;
        pause.expires_after(detail::accept_pause);
        co_await pause.async_wait(token);
    }
}

} // namespace webhooks

#if defined(__GNUC__) && !defined(__clang__)
#    pragma GCC diagnostic pop
#endif
