#pragma once

#include "message.hpp"
#include "phases.hpp"
#include "request_reader.hpp"
#include "stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/stream_traits.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace example {

/// Answers a request; called from several threads at once. An exception becomes a 500.
using request_handler = std::function<answer(const request&)>;

/// What the connections of one thread share. Outlives them.
struct session_context {
    const request_limits& limits;
    const request_handler& handle;
    phases& connections;
    bool stopping = false; ///< each connection ends with its next answer
};

/// One HTTP/1.1 connection: requests one after another, pipelined or not, until either side has enough. `Stream`
/// is `tcp_socket` or `tls_stream`. All happens on one thread, so there is nothing to lock.
template <class Stream>
class session final : public phased {
public:
    session(Stream stream, session_context& context)
        : stream_(std::move(stream)), context_(context), reader_(context.limits) {}

    /// Serves the connection until it ends; cut off or not, it is closed then.
    [[nodiscard]] static task<void> serve(std::unique_ptr<session> self) {
        self->enter(phase::handshake);
        // One co_await a statement: GCC 12 makes of those in a condition a coroutine that traps.
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
        return beast::get_lowest_layer(stream_).available(error) != 0;
    }

private:
    static constexpr bool is_tls = std::is_same_v<Stream, tls_stream>;

    void enter(phase next) noexcept {
        phase_ = next;
        context_.connections.enter(*this, next);
    }

    /// What the next byte is for.
    [[nodiscard]] phase waiting_for() const noexcept {
        return reader_.in_body() ? phase::body : reader_.has_begun() ? phase::header : phase::idle;
    }

    /// Returns whether the peer is still there, and this side is the one that ends the connection.
    ///
    /// One coroutine with one loop: a request that comes in one piece costs one read and one write.
    [[nodiscard]] task<bool> serve_requests() {
        for (bool goes_on = true; goes_on;) {
            output_.clear();
            switch (reader_.advance()) {
            case request_reader::needs_more: {
                // Once, not with each byte: a slow sender must not get more time for being slow.
                if (const auto next = waiting_for(); next != phase_)
                    enter(next);
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

    /// Puts the answer into `output_`. Returns whether the connection goes on.
    [[nodiscard]] bool answer_request() {
        const request& received = reader_.get();
        const answer made = handle(received);
        phase_ = phase::answer; // the next request has a time of its own
        framing how{.version = received.version(),
                    .keep_alive = received.keep_alive(),
                    .header_only = received.method() == http::verb::head};
        reader_.next();
        if (context_.stopping && !reader_.has_begun() && !more_waits())
            how.keep_alive = false;
        append_http(output_, made, how);
        return how.keep_alive;
    }

    [[nodiscard]] answer handle(const request& received) const {
        try {
            return context_.handle(received);
        } catch (const std::exception&) {
            return json_answer(http::status::internal_server_error, R"({"error":"internal error"})");
        }
    }

    /// Writes as much of `output_` as the socket takes at once, nearly always all, which spares a round through
    /// the scheduler. TLS cannot: its stream would lose what the socket does not take.
    [[nodiscard]] std::size_t write_now() {
        std::size_t written = 0;
        if constexpr (!is_tls) {
            beast::error_code error; // of which async_write has the same
            written = stream_.write_some(asio::buffer(output_), error);
        }
        return written;
    }

    /// Reads on for a moment after the last answer: to close with bytes unread is a reset, which takes the
    /// answer away from a peer that has not read it yet (RFC 9112, section 9.6).
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

    Stream stream_;
    session_context& context_;
    request_reader reader_;
    phase phase_ = phase::handshake;
    std::string output_{}; // of each answer in turn
};

} // namespace example
