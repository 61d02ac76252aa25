#include "http_client.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/system/system_error.hpp>

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

namespace example {

namespace asio = boost::asio;
namespace beast = boost::beast;

class http_client::connection {
public:
    connection(http_url url, const client_tls& tls) : url_(std::move(url)) {
        if (!url_.is_https)
            return;
        beast::error_code error;
        if (tls.ca_file.empty())
            tls_.set_default_verify_paths(error);
        else
            tls_.load_verify_file(tls.ca_file, error);
        if (error)
            throw http_error("cannot use the certificate authorities in " +
                             (tls.ca_file.empty() ? "the system's store" : tls.ca_file) + ": " +
                             error.message());
        if (SSL_CTX_set_min_proto_version(tls_.native_handle(), TLS1_2_VERSION) != 1)
            throw http_error("OpenSSL does not take TLS 1.2 as the least version");
        tls_.set_verify_mode(tls.verifies_the_server ? asio::ssl::verify_peer : asio::ssl::verify_none);
    }

    [[nodiscard]] const http_url& url() const noexcept { return url_; }

    http::response<http::string_body> post(http::request<http::string_body> request) {
        request.method(http::verb::post);
        request.target(url_.target);
        request.set(http::field::host, url_.authority);
        request.prepare_payload();
        const bool is_reused = stream_ != nullptr;
        try {
            return exchanged(request);
        } catch (const boost::system::system_error& error) {
            close();
            if (!is_reused || !is_of_a_closed_connection(error.code()))
                throw http_error(message_of(error.code()));
        }
        try { // the server may close an idle connection just when the request is sent
            return exchanged(request);
        } catch (const boost::system::system_error& error) {
            close();
            throw http_error(message_of(error.code()));
        }
    }

private:
    using stream = beast::ssl_stream<beast::tcp_stream>; // for http, its lower layer is used

    http::response<http::string_body> exchanged(const http::request<http::string_body>& request) {
        http::response<http::string_body> answer;
        std::exception_ptr failed;
        asio::co_spawn(io_, exchange(request, answer),
                       [&failed](std::exception_ptr thrown) { failed = std::move(thrown); });
        io_.restart();
        io_.run();
        if (failed)
            std::rethrow_exception(failed);
        if (!answer.keep_alive())
            close();
        return answer;
    }

    // Beast's own operations for messages take long to compile, and would be needed for both kinds of stream.
    asio::awaitable<void> exchange(const http::request<http::string_body>& request,
                                   http::response<http::string_body>& answer) {
        if (!stream_)
            co_await connect();
        beast::get_lowest_layer(*stream_).expires_after(time_limit);
        std::ostringstream text;
        text << request;
        co_await write(std::move(text).str());
        http::response_parser<http::string_body> parser;
        parser.eager(true);
        while (!parser.is_done()) {
            beast::error_code error = http::error::need_more;
            if (buffer_.size() != 0)
                buffer_.consume(parser.put(buffer_.data(), error));
            if (error == http::error::need_more)
                error = co_await read_some(parser);
            if (error)
                throw boost::system::system_error(error);
        }
        answer = parser.release();
    }

    asio::awaitable<void> write(std::string text) {
        for (auto rest = asio::buffer(text); rest.size() != 0;) {
            if (url_.is_https)
                rest += co_await stream_->async_write_some(rest, asio::use_awaitable);
            else
                rest += co_await stream_->next_layer().async_write_some(rest, asio::use_awaitable);
        }
    }

    /// Reads into `buffer_`. The end of the connection can be the end of the answer.
    asio::awaitable<beast::error_code> read_some(http::response_parser<http::string_body>& parser) {
        const auto room = buffer_.prepare(8192);
        beast::error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        std::size_t size = 0;
        if (url_.is_https)
            size = co_await stream_->async_read_some(room, token);
        else
            size = co_await stream_->next_layer().async_read_some(room, token);
        buffer_.commit(size);
        if (error == asio::error::eof && !parser.got_some())
            error = http::error::end_of_stream;
        else if (error == asio::error::eof)
            parser.put_eof(error);
        co_return error;
    }

    asio::awaitable<void> connect() {
        verify_result_ = X509_V_OK;
        stream_ = std::make_unique<stream>(io_, tls_);
        beast::tcp_stream& below = stream_->next_layer();
        below.expires_after(time_limit);
        asio::ip::tcp::resolver resolver(io_);
        const auto found = co_await resolver.async_resolve(url_.host, url_.port, asio::use_awaitable);
        co_await below.async_connect(found, asio::use_awaitable);
        if (!url_.is_https)
            co_return;
        SSL* const native = stream_->native_handle();
        beast::error_code is_name;
        static_cast<void>(asio::ip::make_address(url_.host, is_name));
        if (is_name) { // an address is not a server name (RFC 6066, section 3)
            SSL_set_tlsext_host_name(native, url_.host.c_str());
            SSL_set1_host(native, url_.host.c_str());
        } else {
            X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(native), url_.host.c_str());
        }
        co_await stream_->async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    }

    [[nodiscard]] static bool is_of_a_closed_connection(const beast::error_code& error) {
        return error == http::error::end_of_stream || error == asio::error::connection_reset ||
               error == asio::error::broken_pipe || error == asio::ssl::error::stream_truncated;
    }

    void close() {
        if (stream_)
            verify_result_ = SSL_get_verify_result(stream_->native_handle());
        stream_.reset();
        buffer_.clear();
    }

    [[nodiscard]] std::string message_of(const beast::error_code& error) const {
        std::string why = error.message();
        if (verify_result_ != X509_V_OK)
            why = std::string("its certificate is refused: ") + X509_verify_cert_error_string(verify_result_);
        else if (error == beast::error::timeout)
            why = "nothing came within " + std::to_string(time_limit.count()) + " s";
        return "no answer from " + url_.shown() + ": " + why;
    }

    http_url url_;
    asio::io_context io_{1};
    asio::ssl::context tls_{asio::ssl::context::tls_client};
    std::unique_ptr<stream> stream_{};
    long verify_result_ = X509_V_OK;
    beast::flat_buffer buffer_{};
};

http_client::http_client(http_url url, const client_tls& tls)
    : connection_(std::make_unique<connection>(std::move(url), tls)) {}
http_client::~http_client() = default;

const http_url& http_client::url() const noexcept {
    return connection_->url();
}

http::response<http::string_body> http_client::post(http::request<http::string_body> request) {
    return connection_->post(std::move(request));
}

} // namespace example
