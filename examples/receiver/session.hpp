#pragma once

#include "message.hpp"
#include "phases.hpp"
#include "request_reader.hpp"
#include "seat.hpp"
#include "stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/stream_traits.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace example {

/// The state that the connections of one thread share. It must outlive them.
struct session_context {
    const request_limits& limits;
    const request_handler& handle;
    phases& connections;
    bool stopping = false; ///< if true, each connection ends with its next answer
};

/// One HTTP/1.1 connection. Serves requests, pipelined or not, until either side closes it. `Stream` is `tcp_socket`
/// or `tls_stream`. Runs on a single thread, so it needs no locks.
template <class Stream>
class session final : public phased {
public:
    session(seat taken, Stream stream, session_context& context)
        : seat_(std::move(taken)), stream_(std::move(stream)), context_(context), reader_(context.limits) {
        context_.connections.admit(*this);
    }
    ~session() { context_.connections.leave(*this); }

    /// Serves the connection until it ends, and closes it.
    [[nodiscard]] static task<void> serve(std::unique_ptr<session> self) {
        // One co_await per statement: for a co_await in a condition, GCC 12 generates a coroutine that traps.
        const bool agreed = co_await shake_hands(self->stream_);
        if (!agreed)
            co_return;
        const bool finished = co_await self->serve_requests();
        if (finished)
            co_await self->say_farewell();
    }

    void cut_off() noexcept override {
        beast::error_code ignored;
        beast::get_lowest_layer(stream_).close(ignored);
    }

    [[nodiscard]] bool more_waits() const noexcept override {
        beast::error_code error;
        return has_more(stream_) || beast::get_lowest_layer(stream_).available(error) != 0;
    }

private:
    static constexpr bool is_tls = std::is_same_v<Stream, tls_stream>;

    void enter(phase next) noexcept { context_.connections.enter(*this, next); }

    /// The phase that the next byte belongs to.
    [[nodiscard]] phase waiting_for() const noexcept {
        return reader_.in_body() ? phase::body : reader_.has_begun() ? phase::header : phase::idle;
    }

    /// Returns true if the peer is still connected and this side ends the connection.
    ///
    /// A single coroutine with one loop: a request that arrives in one piece costs one read and one write.
    [[nodiscard]] task<bool> serve_requests() {
        for (bool goes_on = true; goes_on;) {
            output_.clear();
            const auto state = reader_.advance();
            const bool is_early = state != request_reader::refused && reader_.in_body() && answer_header();
            switch (is_early ? request_reader::refused : state) {
            case request_reader::needs_more: {
                // Once per phase, not per byte: a slow sender must not get more time.
                if (const auto next = waiting_for(); next != phase_)
                    enter(next);
                if (phase_ == phase::idle) {
                    // Wait before reading. So a connection that seems idle and may be cut off never has buffered
                    // bytes, such as a part of a TLS record.
                    if (!has_more(stream_)) {
                        tcp_socket& below = beast::get_lowest_layer(stream_);
                        const auto [failed] = co_await below.async_wait(tcp_socket::wait_read, token);
                        if (failed)
                            co_return false;
                    }
                    if constexpr (!is_tls) {
                        if (!read_now())
                            co_return false;
                        continue;
                    }
                    enter(phase::header);
                }
                const auto [error, size] = co_await stream_.async_read_some(reader_.prepare(), token);
                if (error)
                    co_return false;
                reader_.commit(size);
                continue;
            }
            case request_reader::wants_continue:
                output_ = "HTTP/1.1 100 Continue\r\n\r\n";
                break;
            case request_reader::refused:
                if (!is_early)
                    append_http(output_, reader_.refusal(), {.keep_alive = false});
                goes_on = false;
                break;
            case request_reader::complete:
                goes_on = answer_request();
                break;
            }
            const auto written = write_now();
            if (written == output_.size())
                continue;
            enter(phase::answer);
            const auto rest = asio::buffer(output_) + written;
            const auto [error, size] = co_await asio::async_write(stream_, rest, token);
            if (error)
                co_return false;
        }
        co_return true;
    }

    /// Answers a request before its body has arrived, if the body is not needed. Then the answer is in `output_`, and
    /// the connection ends with it.
    [[nodiscard]] bool answer_header() {
        if (std::exchange(is_body_wanted_, true))
            return false;
        const request& received = reader_.get();
        const auto made = guarded([&] { return context_.handle.to_header(received); });
        if (made)
            append_http(output_, *made, framing_for(received, false));
        return made.has_value();
    }

    /// Writes the answer into `output_`. Returns true if the connection stays open.
    [[nodiscard]] bool answer_request() {
        const request& received = reader_.get();
        const auto made = guarded([&] { return std::optional(context_.handle.to_request(received)); });
        // NOLINTBEGIN(bugprone-unchecked-optional-access): there is an answer in the case of an exception, too
        if (made->is_useful)
            context_.connections.trust(*this);
        phase_ = phase::answer; // the next request has its own time limit
        auto how = framing_for(received, received.keep_alive());
        reader_.next();
        is_body_wanted_ = false;
        if (context_.stopping && !reader_.has_begun() && !more_waits())
            how.keep_alive = false;
        append_http(output_, *made, how);
        // NOLINTEND(bugprone-unchecked-optional-access)
        return how.keep_alive;
    }

    [[nodiscard]] static framing framing_for(const request& received, bool keep_alive) {
        return {.version = received.version(),
                .keep_alive = keep_alive,
                .header_only = received.method() == http::verb::head};
    }

    template <class F>
    [[nodiscard]] static std::optional<answer> guarded(F handle) {
        try {
            return handle();
        } catch (const std::exception&) {
            return json_answer(http::status::internal_server_error, R"({"error":"internal error"})");
        }
    }

    /// Reads what has arrived, and saves a round through the scheduler. Returns false if the connection has ended.
    [[nodiscard]] bool read_now() {
        beast::error_code error;
        reader_.commit(stream_.read_some(reader_.prepare(), error));
        return !error || error == asio::error::would_block;
    }

    /// Writes as much of `output_` as the socket accepts at once. That is nearly always everything, and saves a round
    /// through the scheduler. Not for TLS, whose stream would lose what the socket does not accept.
    [[nodiscard]] std::size_t write_now() {
        std::size_t written = 0;
        if constexpr (!is_tls) {
            beast::error_code error; // ignored: async_write reports the same error
            written = stream_.write_some(asio::buffer(output_), error);
        }
        return written;
    }

    /// Reads for a moment after the last answer. Closing with unread bytes resets the connection, and the peer could
    /// lose the answer (RFC 9112, section 9.6).
    [[nodiscard]] task<void> say_farewell() {
        enter(phase::farewell);
        co_await say_last(stream_);
        tcp_socket& below = beast::get_lowest_layer(stream_);
        beast::error_code failed;
        below.shutdown(tcp_socket::shutdown_send, failed);
        std::array<char, 4096> discarded;
        while (!failed) {
            const auto [error, size] = co_await below.async_read_some(asio::buffer(discarded), token);
            failed = error;
        }
    }

    const seat seat_;
    Stream stream_;
    session_context& context_;
    request_reader reader_;
    bool is_body_wanted_ = false; // true once the header was accepted
    std::string output_{};        // the current answer
};

} // namespace example
