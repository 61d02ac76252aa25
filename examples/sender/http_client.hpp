#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace example {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

/// The parts of an `http://` address.
struct http_url {
    std::string authority; ///< host and port, as written in the URL
    std::string host;
    std::string port;
    std::string target;

    /// Throws `std::invalid_argument` for another scheme or a missing host.
    explicit http_url(std::string_view text) {
        constexpr std::string_view scheme = "http://";
        if (!text.starts_with(scheme))
            throw std::invalid_argument("the URL must begin with http://");
        text.remove_prefix(scheme.size());
        authority = text.substr(0, text.find_first_of("/?#"));
        target = text.substr(authority.size());
        target.resize(std::min(target.find('#'), target.size()));
        if (!target.starts_with('/'))
            target.insert(0, "/");

        // An IPv6 address is in brackets.
        const bool bracketed = authority.starts_with('[');
        const auto host_end = bracketed ? authority.find(']') : authority.find(':');
        host = authority.substr(bracketed, host_end - bracketed);
        const auto rest = host_end == authority.npos ? "" : authority.substr(host_end + bracketed);
        port = rest.starts_with(':') ? rest.substr(1) : "80";
        if (host.empty() || (bracketed && host_end == authority.npos))
            throw std::invalid_argument("the URL has no host");
    }
};

/// There was no answer. what() contains the address and the reason.
struct http_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A synchronous client with one connection. It is opened on demand, and kept alive if the server allows.
class http_client {
public:
    explicit http_client(http_url url) : url_(std::move(url)) {}

    /// Sends the request as a POST and returns the answer. Throws `http_error` if there is none.
    http::response<http::string_body> post(http::request<http::string_body> request) {
        try {
            if (!stream_.socket().is_open())
                stream_.connect(asio::ip::tcp::resolver(io_).resolve(url_.host, url_.port));
            request.method(http::verb::post);
            request.target(url_.target);
            request.set(http::field::host, url_.authority);
            request.prepare_payload();
            http::write(stream_, request);
            http::response<http::string_body> answer;
            http::read(stream_, buffer_, answer);
            if (!answer.keep_alive())
                close();
            return answer;
        } catch (const boost::system::system_error& error) {
            close();
            throw http_error("no answer from http://" + url_.authority + url_.target + ": " +
                             error.code().message());
        }
    }

private:
    void close() {
        stream_.close();
        buffer_.clear();
    }

    http_url url_;
    asio::io_context io_{};
    beast::tcp_stream stream_{io_};
    beast::flat_buffer buffer_{};
};

} // namespace example
