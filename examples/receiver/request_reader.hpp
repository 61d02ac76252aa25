#pragma once

#include "message.hpp"

#include <scaivault/beast/request_reader.hpp>

#include <boost/beast/http/status.hpp>

namespace example {

using scaivault::request_limits;

/// Requests from bytes, and the answers to those that are refused.
class request_reader : public scaivault::request_reader {
public:
    using scaivault::request_reader::request_reader;

    /// What to answer to bytes that are no request, or too large a one.
    [[nodiscard]] answer refusal() const {
        const auto status = scaivault::request_reader::refusal();
        switch (status) {
        case http::status::payload_too_large:
            return json_answer(status, R"({"error":"the body is too large"})");
        case http::status::request_header_fields_too_large:
            return json_answer(status, R"({"error":"the header is too large"})");
        default:
            return json_answer(status, R"({"error":"not an HTTP request"})");
        }
    }
};

} // namespace example
