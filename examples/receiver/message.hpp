#pragma once

#include "body.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/status.hpp>

#include <charconv>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace example {

namespace beast = boost::beast;
namespace http = boost::beast::http;

/// A complete, parsed request.
using request = http::request<growing_body>;

/// The answer to a request, independent of the state of the connection.
struct answer {
    unsigned status = 200;
    std::string body{};
    std::string_view content_type = "application/json"; ///< static storage
    std::string_view allow{};                           ///< static storage; the methods of a 405, or empty
    bool is_useful = false; ///< true if the sender has proved that it knows the secret
};

/// Answers requests. Called concurrently. An exception becomes a 500.
struct request_handler {
    /// Answers a request before its body has arrived. Returns nothing if the body is needed.
    std::function<std::optional<answer>(const request&)> to_header;
    std::function<answer(const request&)> to_request;
};

/// A JSON answer.
[[nodiscard]] inline answer json_answer(http::status status, std::string_view json) {
    answer made{.status = static_cast<unsigned>(status)};
    made.body.reserve(json.size() + 1);
    made.body.append(json).append("\n");
    return made;
}

/// How an answer is sent.
struct framing {
    unsigned version = 11;    ///< of the request: 10 or 11
    bool keep_alive = true;   ///< true if another request may follow
    bool header_only = false; ///< for HEAD
};

/// Appends the answer as HTTP to `text`. Header and body are in one buffer, so one write suffices.
inline void append_http(std::string& text, const answer& made, const framing& how) {
    const auto append_number = [&text](std::size_t number) {
        char digits[20];
        text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    };
    text.append("HTTP/1.1 ");
    append_number(made.status);
    text.append(" ").append(http::obsolete_reason(http::int_to_status(made.status)));
    text.append("\r\nContent-Type: ").append(made.content_type);
    if (!made.allow.empty())
        text.append("\r\nAllow: ").append(made.allow);
    if (!how.keep_alive)
        text.append("\r\nConnection: close");
    else if (how.version < 11)
        text.append("\r\nConnection: keep-alive");
    text.append("\r\nContent-Length: ");
    append_number(made.body.size());
    text.append("\r\n\r\n");
    if (!how.header_only)
        text.append(made.body);
}

} // namespace example
