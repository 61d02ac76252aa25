#pragma once

#include "body.hpp"
#include "message.hpp"

#include <scaivault/beast/request_reader.hpp>

#include <boost/beast/http/status.hpp>

#include <cstdint>

namespace example {

/// What a request may be at most.
struct request_limits {
    std::uint32_t max_header = 8 * 1024;             ///< bytes; more are answered with 431
    std::uint64_t max_body = std::uint64_t{1} << 20; ///< bytes; more are answered with 413
    body_memory* memory = nullptr; ///< of all bodies; a body for which none is left is answered with 503
};

/// Requests from bytes, whose bodies share the memory of the limits, and the answers to those that are refused.
class request_reader : public scaivault::basic_request_reader<growing_body> {
    using base = scaivault::basic_request_reader<growing_body>;

public:
    explicit request_reader(const request_limits& limits)
        : base({.max_header = limits.max_header, .max_body = limits.max_body}), memory_(limits.memory) {
        body().bound_by(memory_);
    }

    /// Goes on to the request after this one.
    void next() {
        base::next();
        body().bound_by(memory_);
    }

    /// What to answer to bytes that are no request, or too large a one.
    [[nodiscard]] answer refusal() const {
        const auto status = base::refusal();
        switch (status) {
        case http::status::payload_too_large:
            return json_answer(status, R"({"error":"the body is too large"})");
        case http::status::request_header_fields_too_large:
            return json_answer(status, R"({"error":"the header is too large"})");
        case http::status::service_unavailable:
            return json_answer(status, R"({"error":"too many long bodies"})");
        default:
            return json_answer(status, R"({"error":"not an HTTP request"})");
        }
    }

private:
    body_memory* memory_;
};

} // namespace example
