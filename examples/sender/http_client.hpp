#pragma once

#include "http_url.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

namespace example {

namespace http = boost::beast::http;

/// Which servers an https client trusts.
struct client_tls {
    std::string ca_file{};           ///< PEM file with certificate authorities; if empty, those of the system
    bool verifies_the_server = true; ///< false: accepts any certificate
};

/// There was no answer, or the authorities cannot be read. what() contains the address or file, and the reason.
struct http_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A synchronous client with one connection. It is opened on demand, and kept alive if the server allows. Its operations
/// are compiled once, in http_client.cpp.
class http_client {
public:
    /// Time limit of a request, from connecting to the answer's last byte.
    static constexpr std::chrono::seconds time_limit{30};

    /// Throws `http_error` if the file of authorities cannot be used.
    explicit http_client(http_url url, const client_tls& tls = {});
    ~http_client();

    [[nodiscard]] const http_url& url() const noexcept;

    /// Sends the request as a POST and returns the answer. Throws `http_error` if there is none.
    http::response<http::string_body> post(http::request<http::string_body> request);

private:
    class connection;
    std::unique_ptr<connection> connection_;
};

} // namespace example
