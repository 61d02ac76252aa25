#pragma once

#include "body.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/status.hpp>

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace example {

namespace beast = boost::beast;
namespace http = boost::beast::http;

/// A request, whole and parsed.
using request = http::request<growing_body>;

/// What to answer to a request, before it is known how the connection goes on.
struct answer {
    unsigned status = 200;
    std::string body{};
    std::string_view content_type = "application/json"; ///< a literal
    std::string_view allow{};                           ///< a literal: the methods of a 405; empty: none
    bool is_useful = false; ///< whether the sender has proved that it knows the secret
};

/// A JSON answer.
[[nodiscard]] inline answer json_answer(http::status status, std::string_view json) {
    answer made{.status = static_cast<unsigned>(status)};
    made.body.reserve(json.size() + 1);
    made.body.append(json).append("\n");
    return made;
}

/// How an answer goes over the wire.
struct framing {
    unsigned version = 11;    ///< the request's: 10 or 11
    bool keep_alive = true;   ///< whether another request may follow
    bool header_only = false; ///< for HEAD
};

/// Appends the answer as HTTP to `text`: header and body are one buffer, so that they are one write.
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
