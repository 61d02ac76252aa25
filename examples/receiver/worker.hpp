#pragma once

#include "options.hpp"
#include "phases.hpp"
#include "seat.hpp"
#include "session.hpp"
#include "stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <utility>

#include <unistd.h>

namespace example {

/// Serves the connections of one thread. Workers share no state, so they need no locks.
///
/// If memory runs out, connections end, but the worker continues: essential steps do not allocate.
class worker {
public:
    struct settings {
        request_limits size;
        time_limits time;
        std::chrono::seconds grace;
    };

    /// \param tls   null for plain HTTP; `tls`, `handler` and `bell` must outlive the worker
    /// \param bell  rings when a connection has ended
    worker(const settings& limits, tcp protocol, const request_handler& handler, asio::ssl::context* tls,
           doorbell& bell)
        : limits_(limits), protocol_(protocol), tls_(tls), bell_(bell),
          connections_(phase_limits{limits.time.header, limits.time.idle, limits.time.header,
                                    limits.time.body, limits.time.answer, longest_farewell}),
          context_{.limits = limits_.size, .handle = handler, .connections = connections_} {}

    /// Serves connections until `stop()`, and then until requests in progress are answered or the grace period is
    /// over. Returns the number of connections that were cut off at the end.
    std::size_t run() noexcept {
        const auto work = asio::make_work_guard(io_);
        while (!context_.stopping || (taken_ != 0 && clock::now() - stopped_ < limits_.grace)) {
            try {
                io_.run_for(context_.stopping ? shorter_precision : precision);
            } catch (const std::exception&) { // NOLINT(bugprone-empty-catch)
                // Out of memory in a step of one connection, which has ended.
            }
            connections_.cut_off_late();
            if (stop_wanted_)
                begin_to_stop();
            // Requests that are in transit when the shutdown starts are answered, too.
            if (const auto begin = clock::now() - time_to_arrive; context_.stopping && begin >= stopped_)
                connections_.cut_off_idle(begin);
        }
        return taken_;
    }

    // The following functions may be called from any thread.

    /// Starts the shutdown, which ends `run()`.
    void stop() noexcept {
        stop_wanted_ = true;
        (void)wake([this] { begin_to_stop(); }); // if that fails, `run()` notices by itself
    }

    /// Adds a connection.
    ///
    /// \param socket  a descriptor, which the worker then owns; closed if memory runs out
    void serve(int socket) noexcept {
        (void)wake(
            [this, arrived = arrival(socket, seat(taken_, bell_))]() mutable { begin(std::move(arrived)); });
    }

    /// Cuts off a connection in favour of a new one, if `phases::make_room` finds one.
    void make_room() noexcept {
        is_making_room_ = true;
        if (!wake([this] {
                is_making_room_ = false;
                connections_.make_room();
            }))
            is_making_room_ = false;
    }

    /// True if a request to make room is still pending.
    [[nodiscard]] bool is_making_room() const noexcept { return is_making_room_; }

    /// The number of connections.
    [[nodiscard]] std::size_t connections() const noexcept { return taken_; }

    /// The number of connections that have not sent an authentic delivery yet.
    [[nodiscard]] std::size_t newcomers() const noexcept { return connections_.newcomers(); }

private:
    using clock = std::chrono::steady_clock;

    /// A connection in transit from one thread to another.
    class arrival {
    public:
        arrival(int socket, seat taken) noexcept : seat_(std::move(taken)), socket_(socket) {}
        arrival(arrival&& other) noexcept
            : seat_(std::move(other.seat_)), socket_(std::exchange(other.socket_, -1)) {}
        arrival& operator=(arrival&&) = delete;
        ~arrival() {
            if (socket_ >= 0)
                ::close(socket_);
        }

        [[nodiscard]] int socket() const noexcept { return socket_; }
        [[nodiscard]] seat release() noexcept {
            socket_ = -1;
            return std::move(seat_);
        }

    private:
        seat seat_;
        int socket_;
    };

    /// Posts `f` to the thread. Returns false if memory runs out.
    template <class F>
    bool wake(F f) noexcept {
        try {
            asio::post(io_, std::move(f));
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }

    void begin(arrival arrived) {
        tcp_socket socket(io_);
        boost::system::error_code failed;
        socket.assign(protocol_, arrived.socket(), failed);
        if (failed)
            return;
        auto taken = arrived.release();
        socket.set_option(tcp::no_delay(true),
                          failed); // on a closed socket, the first read reports the error
        socket.non_blocking(true, failed);
        if (tls_ == nullptr)
            start(std::make_unique<session<tcp_socket>>(std::move(taken), std::move(socket), context_));
        else
            start(std::make_unique<session<tls_stream>>(std::move(taken),
                                                        tls_stream(std::move(socket), *tls_), context_));
    }

    template <class Stream>
    void start(std::unique_ptr<session<Stream>> connection) {
        asio::co_spawn(io_, session<Stream>::serve(std::move(connection)), asio::detached);
    }

    void begin_to_stop() noexcept {
        if (!std::exchange(context_.stopping, true))
            stopped_ = clock::now();
    }

    static constexpr std::chrono::milliseconds precision{250}; // of the time limits
    static constexpr std::chrono::milliseconds shorter_precision{20};
    static constexpr std::chrono::milliseconds time_to_arrive{200};
    static constexpr std::chrono::seconds longest_farewell{2};

    const settings limits_;
    const tcp protocol_;
    asio::ssl::context* const tls_;
    doorbell& bell_;
    std::atomic<std::size_t> taken_ = 0;
    std::atomic<bool> stop_wanted_ = false;
    std::atomic<bool> is_making_room_ = false;
    phases connections_; // before io_, whose destructor destroys the sessions in it
    session_context context_;
    asio::io_context io_{1};
    clock::time_point stopped_{}; // valid while stopping
};

} // namespace example
