#pragma once

#include "body.hpp"
#include "message.hpp"

#include <scaivault/beast/request_reader.hpp>

#include <boost/beast/http/status.hpp>

#include <cstdint>

namespace example {

/// The limits of a request.
struct request_limits {
    std::uint32_t max_header = 8 * 1024;             ///< bytes; a longer header is answered with 431
    std::uint64_t max_body = std::uint64_t{1} << 20; ///< bytes; a longer body is answered with 413
    body_memory* memory = nullptr; ///< shared by all bodies; if exhausted, the answer is 503
};

/// Parses requests, whose bodies share the memory limit, and provides the answers to refused ones.
class request_reader : public scaivault::basic_request_reader<growing_body> {
    using base = scaivault::basic_request_reader<growing_body>;

public:
    explicit request_reader(const request_limits& limits)
        : base({.max_header = limits.max_header, .max_body = limits.max_body}), memory_(limits.memory) {
        body().bound_by(memory_);
    }

    /// Starts with the next request.
    void next() {
        base::next();
        body().bound_by(memory_);
    }

    /// The answer to a malformed or oversized request.
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
