#pragma once

#include "../detail/http_framing.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/beast/version.hpp>
#include <boost/optional/optional.hpp>
#include <boost/system/errc.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace webhooks {

/// The maximum size of a request.
struct request_limits {
    std::uint32_t max_header = 8 * 1024; ///< bytes, at most 65535; a longer header is refused with 431
    std::uint64_t max_body = std::uint64_t{1} << 20; ///< bytes; a longer body is refused with 413
};

/// The path in a request's target, without the query: `/hooks` for `/hooks?x=1` and for `http://host/hooks`.
///
/// \return a view into the target; for other forms (`*`, `host:port`) the target itself
[[nodiscard]] constexpr std::string_view path_of(std::string_view target) noexcept {
    // A server must accept the absolute form (RFC 9112, section 3.2.2).
    if (const auto scheme = target.find("://"); scheme != 0 && scheme < target.find_first_of("/?")) {
        target.remove_prefix(scheme + 3);
        target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
        if (target.empty() || target.front() == '?')
            return "/";
    }
    return target.substr(0, target.find('?'));
}

namespace detail {

/// A parser that stores the request in a message. It differs from `http::request_parser` in two points. It drops
/// trailer fields, which would become headers that no proxy has checked. And it allocates a string body only as its
/// bytes arrive.
template <class Body>
class request_parser final : public boost::beast::http::basic_parser<true> {
    using error_code = boost::beast::error_code;
    using text = boost::beast::string_view;

public:
    // NOLINTNEXTLINE(cppcoreguidelines-non-private-member-variables-in-classes): it has no invariant to protect
    boost::beast::http::request<Body> message{};

private:
    void on_request_impl(boost::beast::http::verb method, text name, text target, int version,
                         error_code&) override {
        if (method == boost::beast::http::verb::unknown)
            message.method_string(name);
        else
            message.method(method);
        message.target(target);
        message.version(static_cast<unsigned>(version));
    }
    void on_response_impl(int, text, int, error_code&) override {}
    void on_field_impl(boost::beast::http::field id, text name, text value, error_code&) override {
        if (!this->is_header_done()) // before Boost 1.90, it is called with trailer fields too
            message.insert(id, name, value);
    }
#if BOOST_BEAST_VERSION >= 359 // Boost 1.90
    void on_trailer_field_impl(boost::beast::http::field, text, text, error_code&) override {}
#endif
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& error) override {
        // The reader of a string body would allocate the announced Content-Length at once.
        constexpr bool is_string = std::is_same_v<Body, boost::beast::http::string_body>;
        reader_.init(is_string ? boost::optional<std::uint64_t>() : length, error);
    }
    std::size_t on_body_impl(text part, error_code& error) override {
        return reader_.put(boost::asio::const_buffer(part.data(), part.size()), error);
    }
    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, text part, error_code& error) override {
        return on_body_impl(part, error);
    }
    void on_finish_impl(error_code& error) override {
        reader_.finish(error);
    }

    typename Body::reader reader_{message.base(), message.body()};
};

/// True if a header line is folded, that is continued on the next line (RFC 9112, section 5.2). `bytes` may contain
/// more than the header.
[[nodiscard]] constexpr bool has_folded_line(std::string_view bytes) noexcept {
    for (auto end = bytes.find('\n'); end < bytes.size() - 1; end = bytes.find('\n', end + 1)) {
        const char next = bytes[end + 1];
        if (next == ' ' || next == '\t')
            return true;
        if (next == '\r') // the empty line
            break;
    }
    return false;
}

} // namespace detail

// NOLINTBEGIN(bugprone-unchecked-optional-access): the constructor creates the parser, see next()

/// Parses a stream of bytes into consecutive requests. Does no I/O. Reuses the memory of the previous request.
///
/// `Body` is a Beast body of contiguous characters with `clear()`, such as `string_body`.
///
/// A request is refused if a proxy could read it differently: ambiguous framing (see `http_framing`) or a folded
/// header line. Trailer fields are dropped. Any call may throw `std::bad_alloc`.
///
///     while ((state = reader.advance()) == request_reader::needs_more)
///         reader.commit(read_into(reader.prepare()));
template <class Body>
class basic_request_reader {
public:
    /// The type of `get()`.
    using request = boost::beast::http::request<Body>;

    /// The result of `advance()`.
    enum state {
        needs_more,     ///< more bytes are needed: read into `prepare()`, then call `commit()`
        wants_continue, ///< send "HTTP/1.1 100 Continue"; the client waits for it before it sends the body
        complete,       ///< `get()` has the request; then call `next()`
        refused,        ///< `refusal()` has the status; no further request can be read
    };

    /// \param limits  sizes in bytes; copied
    explicit basic_request_reader(const request_limits& limits) : limits_(limits) {
        limits_.max_header = std::min(limits.max_header, largest_header);
        next();
    }

    /// The buffer to read further bytes into.
    [[nodiscard]] boost::asio::mutable_buffer prepare() { return buffer_.prepare(read_size); }

    /// Adds the first `size` bytes of the prepared buffer to the input.
    void commit(std::size_t size) { buffer_.commit(size); }

    /// True if any byte of the current request has arrived.
    [[nodiscard]] bool has_begun() const noexcept { return buffer_.size() != 0 || parser_->got_some(); }

    /// True if the header is complete and the body is not. `get()` then has the header.
    [[nodiscard]] bool in_body() const noexcept { return parser_->is_header_done() && !parser_->is_done(); }

    /// Parses the bytes that have arrived.
    [[nodiscard]] state advance() {
        namespace http = boost::beast::http;
        while (!parser_->is_done()) {
            if (buffer_.size() == 0)
                return needs_more;
            const bool in_header = !parser_->is_header_done();
            const auto bytes = buffer_.data();
            if (in_header && detail::has_folded_line({static_cast<const char*>(bytes.data()), bytes.size()}))
                return refuse(http::status::bad_request);
            boost::beast::error_code error;
            const auto parsed = parser_->put(bytes, error);
            buffer_.consume(parsed);
            const bool waits = error == http::error::need_more;
            if (error && !waits)
                return refuse(status_of(error));
            // The parser's own limit covers unparsed bytes only. Sent line by line, a header could grow without a
            // limit.
            if (in_header)
                header_size_ += parsed;
            // The lines with a chunk's size and extensions are buffered whole too, so the limit applies to them.
            if ((in_header ? header_size_ : 0) + (waits ? buffer_.size() : 0) > limits_.max_header)
                return refuse(http::status::request_header_fields_too_large);
            if (waits)
                return needs_more;
            if (!in_header || !parser_->is_header_done())
                continue;
            if (!detail::is_unambiguous(framing_of(get())))
                return refuse(http::status::bad_request);
            if (in_body() && buffer_.size() == 0 && get().version() >= 11 &&
                boost::beast::iequals(get()[http::field::expect], "100-continue"))
                return wants_continue;
        }
        return complete;
    }

    /// The request. Valid until `next()`.
    [[nodiscard]] const request& get() const noexcept { return parser_->message; }

    /// The status to answer a refused request with: 400, 413 or 431, or 503 if the body's reader failed with
    /// `not_enough_memory`. Close the connection after the answer.
    [[nodiscard]] boost::beast::http::status refusal() const noexcept { return refusal_; }

    /// Starts with the next request.
    void next() {
        typename Body::value_type body;
        if (parser_) {
            body = std::move(parser_->message.body());
            body.clear();
            if constexpr (requires { body.capacity(); })
                if (body.capacity() > largest_kept)
                    body = {};
        }
        header_size_ = 0;
        parser_.emplace();
        parser_->message.body() = std::move(body);
        parser_->header_limit(limits_.max_header);
        parser_->body_limit(limits_.max_body);
    }

protected:
    /// The part of the request's body that has arrived.
    [[nodiscard]] typename Body::value_type& body() noexcept { return parser_->message.body(); }

private:
    [[nodiscard]] static detail::http_framing framing_of(const request& received) {
        using boost::beast::http::field;
        detail::http_framing found{.is_http_1_0 = received.version() < 11};
        for (const auto& line : received)
            switch (line.name()) {
            case field::host:
                ++found.hosts;
                break;
            case field::content_length:
                ++found.content_lengths;
                break;
            case field::transfer_encoding:
                ++found.transfer_encodings;
                found.transfer_encoding = line.value();
                break;
            default:
                break;
            }
        return found;
    }

    [[nodiscard]] static boost::beast::http::status status_of(const boost::beast::error_code& error) {
        namespace http = boost::beast::http;
        if (error == http::error::body_limit)
            return http::status::payload_too_large;
        if (error == http::error::header_limit)
            return http::status::request_header_fields_too_large;
        if (error == boost::system::errc::not_enough_memory)
            return http::status::service_unavailable;
        return http::status::bad_request;
    }

    [[nodiscard]] state refuse(boost::beast::http::status status) noexcept {
        body().clear();
        refusal_ = status;
        return refused;
    }

    static constexpr std::uint32_t largest_header = 0xFFFF; // Beast's fields throw for longer values
    static constexpr std::size_t read_size = 4096;
    static constexpr std::size_t largest_kept = std::size_t{16} * 1024;

    request_limits limits_;
    std::size_t header_size_ = 0;
    boost::beast::flat_buffer buffer_;
    std::optional<detail::request_parser<Body>> parser_{};
    boost::beast::http::status refusal_{};
};

// NOLINTEND(bugprone-unchecked-optional-access)

/// A reader of requests with a string body.
using request_reader = basic_request_reader<boost::beast::http::string_body>;

} // namespace webhooks
