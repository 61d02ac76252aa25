#pragma once

#include "message.hpp"

#include <scaivault/beast/request_reader.hpp>

#include <boost/beast/http/status.hpp>

namespace example {

using scaivault::request_limits;
using scaivault::request_reader;

/// What to answer to a request that the reader has refused with this status.
[[nodiscard]] inline answer answer_to_refused(http::status status) {
    switch (status) {
    case http::status::payload_too_large:
        return json_answer(status, R"({"error":"the body is too large"})");
    case http::status::request_header_fields_too_large:
        return json_answer(status, R"({"error":"the header is too large"})");
    default:
        return json_answer(status, R"({"error":"not an HTTP request"})");
    }
}

} // namespace example
