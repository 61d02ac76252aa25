#pragma once

#include <scaivault/scheme.hpp>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string_view>

namespace example {

/// A request with a delivery's body and its non-empty headers, without target and host.
[[nodiscard]] inline boost::beast::http::request<boost::beast::http::string_body>
delivery_request(const scaivault::delivery& from) {
    namespace http = boost::beast::http;
    http::request<http::string_body> made;
    made.version(11);
    made.body() = from.body;
    const auto set = [&](std::string_view name, std::string_view value) {
        if (!value.empty())
            made.set(name, value);
    };
    set(scaivault::header_names::event_id, from.event_id);
    set(scaivault::header_names::event_type, from.event_type);
    set(scaivault::header_names::timestamp, from.timestamp);
    set(scaivault::header_names::signature, from.signature);
    return made;
}

} // namespace example
