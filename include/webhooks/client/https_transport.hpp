#pragma once

#include "transport.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace webhooks {

/// Options of an `https_transport`.
struct https_options {
    /// A PEM file with the certificates to trust instead of the system's.
    std::string ca_file{};
    /// In bytes. A longer body is `client_errc::malformed_answer`.
    std::uint64_t max_body = std::uint64_t{16} << 20;
};

namespace detail {

/// One exchange over one connection.
struct http_exchange {
    boost::beast::http::request<boost::beast::http::string_body> request{};
    boost::beast::http::response_parser<boost::beast::http::string_body> parser{};
    boost::beast::flat_buffer buffer{};
    client_errc step = client_errc::unreachable; ///< what an error now means
    boost::system::error_code error{};
    std::exception_ptr thrown{};
    bool is_done = false;
};

template <class Stream>
boost::asio::awaitable<void> exchange_over(Stream& stream, http_exchange& with) {
    with.step = client_errc::cut_off;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, with.error);
    co_await boost::beast::http::async_write(stream, with.request, token);
    // A server may answer and close before it has read the whole request.
    with.error = {};
    co_await boost::beast::http::async_read(stream, with.buffer, with.parser, token);
}

inline boost::asio::awaitable<void> exchange(const http_origin& origin, boost::asio::ip::tcp::socket& socket,
                                             boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>& secured,
                                             http_exchange& with) {
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, with.error);
    boost::asio::ip::tcp::resolver resolver(socket.get_executor());
    const auto found = co_await resolver.async_resolve(origin.host, origin.port, token);
    if (!with.error)
        co_await boost::asio::async_connect(socket, found, token);
    if (!with.error && origin.is_tls) {
        with.step = client_errc::untrusted;
        co_await secured.async_handshake(boost::asio::ssl::stream_base::client, token);
        if (!with.error)
            co_await exchange_over(secured, with);
    } else if (!with.error) {
        co_await exchange_over(socket, with);
    }
    with.is_done = true;
}

} // namespace detail

/// Sends requests over HTTPS with Boost.Beast. Checks the server's certificate and its host name; TLS 1.2 or later.
///
/// Each call opens a connection of its own, and closes it after the answer: simple, and a poll that waits for seconds does not
/// notice. Movable. Calls from several threads are safe.
class https_transport {
public:
    /// \param options  which certificates are trusted, and limits
    /// \throws boost::system::system_error if a file of certificates cannot be read; std::bad_alloc
    explicit https_transport(https_options options = {})
        : options_(std::move(options)),
          tls_(std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_client)) {
        if (options_.ca_file.empty())
            tls_->set_default_verify_paths();
        else
            tls_->load_verify_file(options_.ca_file);
        tls_->set_verify_mode(boost::asio::ssl::verify_peer);
        SSL_CTX_set_min_proto_version(tls_->native_handle(), TLS1_2_VERSION);
    }

    /// Sends a request, and blocks until its answer is complete.
    ///
    /// \param request   sent with `Connection: close`
    /// \param canceled  ends the call early; a look-up of the host's name in progress is waited for
    /// \return the answer, whatever its status; or `unreachable`, `untrusted`, `cut_off`, `timed_out`, `canceled`, or
    ///         `malformed_answer` for one that is not HTTP or too long
    /// \throws std::bad_alloc
    [[nodiscard]] client_result<http_response> call(const http_request& request, cancellation& canceled) {
        detail::http_exchange with;
        fill(with.request, request);
        with.parser.body_limit(options_.max_body);
        {
            boost::asio::io_context context(1);
            boost::asio::ip::tcp::socket socket(context);
            boost::asio::ssl::stream<boost::asio::ip::tcp::socket&> secured(socket, *tls_);
            secured.set_verify_callback(boost::asio::ssl::host_name_verification(request.origin.host));
            SSL_set_tlsext_host_name(secured.native_handle(), request.origin.host.c_str());
            const cancellation::subscription canceling(canceled, [&context] { context.stop(); });
            boost::asio::co_spawn(context, detail::exchange(request.origin, socket, secured, with),
                                  [&with](std::exception_ptr thrown) { with.thrown = std::move(thrown); });
            context.run_for(request.timeout);
        }
        if (with.thrown)
            std::rethrow_exception(with.thrown);
        if (!with.is_done || with.error)
            return failure_of(with, request, canceled);
        return answer_of(std::move(with));
    }

private:
    static void fill(boost::beast::http::request<boost::beast::http::string_body>& to,
                     const http_request& from) {
        to.method_string(from.method);
        to.target(from.target);
        to.version(11);
        to.set(boost::beast::http::field::host, from.origin.header);
        to.set(boost::beast::http::field::connection, "close");
        for (const auto& [name, value] : from.headers)
            to.insert(name, value);
        to.body() = from.body;
        to.prepare_payload();
    }

    static client_failure failure_of(const detail::http_exchange& with, const http_request& request,
                                     const cancellation& canceled) {
        const std::string where = request.method + ' ' + request.origin.text();
        if (!with.is_done)
            return detail::client_error(
                canceled.is_canceled() ? client_errc::canceled : client_errc::timed_out, where);
        namespace http = boost::beast::http;
        const bool is_cut =
            with.error == http::error::end_of_stream || with.error == http::error::partial_message;
        const bool is_malformed =
            with.error.category() == http::make_error_code(http::error::bad_line_ending).category() &&
            !is_cut;
        return detail::client_error(is_malformed ? client_errc::malformed_answer : with.step,
                                    where + ": " + with.error.message());
    }

    static http_response answer_of(detail::http_exchange&& with) {
        auto message = with.parser.release();
        http_response made;
        made.status = static_cast<int>(message.result_int());
        made.retry_after = std::string(message[boost::beast::http::field::retry_after]);
        made.body = std::move(message.body());
        return made;
    }

    https_options options_;
    std::unique_ptr<boost::asio::ssl::context> tls_;
};

} // namespace webhooks
