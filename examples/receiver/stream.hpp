#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <chrono>

namespace example {

namespace asio = boost::asio;

// Each thread has its own io_context, so no strand is needed. Naming the executor's type instead of any_io_executor
// saves a virtual call per step.
using executor = asio::io_context::executor_type;
using tcp = asio::ip::tcp;
using tcp_socket = asio::basic_stream_socket<tcp, executor>;
using tcp_acceptor = asio::basic_socket_acceptor<tcp, executor>;
using tls_stream = asio::ssl::stream<tcp_socket>;
using timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, executor>;

template <class T>
using task = asio::awaitable<T, executor>;

/// A completion token for `co_await` that returns errors as values.
inline constexpr auto token = asio::as_tuple(asio::use_awaitable_t<executor>{});

// The TLS handshake before the first request and the shutdown after the last answer. Both are empty for a plain
// socket.

[[nodiscard]] inline task<bool> shake_hands(tcp_socket&) {
    co_return true;
}

[[nodiscard]] inline task<bool> shake_hands(tls_stream& stream) {
    const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, token);
    co_return !error;
}

[[nodiscard]] inline task<void> say_last(tcp_socket&) {
    co_return;
}

[[nodiscard]] inline task<void> say_last(tls_stream& stream) {
    co_await stream.async_shutdown(token);
}

/// False: a plain socket has no buffer in this program.
[[nodiscard]] inline bool has_more(const tcp_socket&) noexcept {
    return false;
}

/// True if OpenSSL has buffered bytes that are not decrypted yet, or plain text that was not read yet.
[[nodiscard]] inline bool has_more(const tls_stream& stream) noexcept {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): Asio's native_handle is not const
    const SSL* const tls = const_cast<tls_stream&>(stream).native_handle();
    return SSL_has_pending(tls) == 1 || BIO_pending(SSL_get_rbio(tls)) > 0;
}

} // namespace example
