#pragma once

#include "message.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/parser.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>

namespace example {

/// What a request may be at most.
struct request_limits {
    std::uint32_t max_header = 8 * 1024;             ///< bytes; more are answered with 431
    std::uint64_t max_body = std::uint64_t{1} << 20; ///< bytes; more are answered with 413
    body_memory* memory = nullptr; ///< of all bodies; a body for which none is left is answered with 503
};

// NOLINTBEGIN(bugprone-unchecked-optional-access): there is a parser from the constructor on, see next()

/// Makes requests of bytes, as many as there are in them, without a socket. What one request has allocated, the
/// next one uses again.
///
///     while ((state = reader.advance()) == request_reader::needs_more)
///         reader.commit(read_into(reader.prepare()));
class request_reader {
public:
    enum state {
        needs_more,     ///< read into `prepare()`, then `commit()`
        wants_continue, ///< the sender waits for "100 Continue" before it sends the body
        complete,       ///< see `get()`; then `next()`
        refused,        ///< see `refusal()`; nothing more can be read
    };

    explicit request_reader(const request_limits& limits) : limits_(limits) { next(); }

    /// Where further bytes go.
    [[nodiscard]] boost::asio::mutable_buffer prepare() { return buffer_.prepare(read_size); }

    /// Says how many of the bytes there were.
    void commit(std::size_t size) { buffer_.commit(size); }

    /// Whether any byte of the request has come; of the next one, after `next()`.
    [[nodiscard]] bool has_begun() const noexcept { return buffer_.size() != 0 || parser_->got_some(); }

    /// Whether the header has come and the body has not yet.
    [[nodiscard]] bool in_body() const noexcept { return parser_->is_header_done() && !parser_->is_done(); }

    /// Parses what there is.
    [[nodiscard]] state advance() {
        while (!parser_->is_done()) {
            if (buffer_.size() == 0)
                return needs_more;
            const bool in_header = !parser_->is_header_done();
            beast::error_code error;
            const auto parsed = parser_->put(buffer_.data(), error);
            buffer_.consume(parsed);
            const bool waits = error == http::error::need_more;
            if (error && !waits)
                return refuse(error);
            // The parser's own limit is for what it has not parsed yet: line by line, a header could grow for ever.
            if (in_header)
                header_size_ += parsed;
            // After the header there are lines that the parser wants whole too, of a chunk's size and its extensions.
            if ((in_header ? header_size_ : 0) + (waits ? buffer_.size() : 0) > limits_.max_header)
                return refuse(http::error::header_limit);
            if (waits)
                return needs_more;
            if (!in_header || !parser_->is_header_done())
                continue;
            if (!is_unambiguous(get()))
                return refuse(http::error::bad_transfer_encoding);
            if (in_body() && buffer_.size() == 0 && get().version() >= 11 &&
                beast::iequals(get()[http::field::expect], "100-continue"))
                return wants_continue;
        }
        return complete;
    }

    /// The request, until `next()`.
    [[nodiscard]] const request& get() const noexcept { return parser_->get(); }

    /// What to answer to bytes that are no request, or too large a one.
    [[nodiscard]] const answer& refusal() const noexcept { return refusal_; }

    /// Goes on to the request after this one.
    void next() {
        body_text body;
        if (parser_)
            body = std::move(parser_->get().body());
        body.clear();
        body.bound_by(limits_.memory);
        header_size_ = 0;
        parser_.emplace();
        parser_->get().body() = std::move(body);
        parser_->header_limit(limits_.max_header);
        parser_->body_limit(limits_.max_body);
    }

private:
    /// Whether every server and every proxy would agree on where the request ends and whom it is for. The parser lets
    /// through transfer codings that it does not know, for which it then takes the body to be empty, or as long as
    /// Content-Length says (RFC 9112, sections 3.2 and 6.1).
    [[nodiscard]] static bool is_unambiguous(const request& received) {
        const auto hosts = received.count(http::field::host);
        if (hosts > 1 || (hosts == 0 && received.version() >= 11))
            return false;
        const auto [coding, end] = received.equal_range(http::field::transfer_encoding);
        return coding == end || (std::next(coding) == end && received.version() >= 11 &&
                                 beast::iequals(coding->value(), "chunked"));
    }

    [[nodiscard]] state refuse(const beast::error_code& error) {
        if (error == http::error::body_limit)
            refusal_ = json_answer(http::status::payload_too_large, R"({"error":"the body is too large"})");
        else if (error == http::error::header_limit)
            refusal_ = json_answer(http::status::request_header_fields_too_large,
                                   R"({"error":"the header is too large"})");
        else if (error == boost::system::errc::not_enough_memory)
            refusal_ = json_answer(http::status::service_unavailable, R"({"error":"too many long bodies"})");
        else
            refusal_ = json_answer(http::status::bad_request, R"({"error":"not an HTTP request"})");
        parser_->get().body().clear();
        return refused;
    }

    static constexpr std::size_t read_size = 4096;

    request_limits limits_;
    std::size_t header_size_ = 0;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<growing_body>> parser_{};
    answer refusal_{};
};

// NOLINTEND(bugprone-unchecked-optional-access)

} // namespace example
