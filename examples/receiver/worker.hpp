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

/// One thread's share of the connections. Workers have nothing in common, so there is nothing to lock.
///
/// Without memory, connections end, and nothing else: what must not be left out allocates nothing.
class worker {
public:
    struct settings {
        request_limits size;
        time_limits time;
        std::chrono::seconds grace;
    };

    /// \param tls   null: plain HTTP. Outlives the worker, as `handler` and `bell` do
    /// \param bell  rings when a connection has ended
    worker(const settings& limits, tcp protocol, const request_handler& handler, asio::ssl::context* tls,
           doorbell& bell)
        : limits_(limits), protocol_(protocol), tls_(tls), bell_(bell),
          connections_(phase_limits{limits.time.header, limits.time.idle, limits.time.header,
                                    limits.time.body, limits.time.answer, longest_farewell}),
          context_{.limits = limits_.size, .handle = handler, .connections = connections_} {}

    /// Serves the connections that it is given until `stop()`, and then until the requests that have begun are
    /// answered, or the grace period is over. Returns how many connections were cut off at its end.
    std::size_t run() noexcept {
        const auto work = asio::make_work_guard(io_);
        while (!context_.stopping || (taken_ != 0 && clock::now() - stopped_ < limits_.grace)) {
            try {
                io_.run_for(context_.stopping ? shorter_precision : precision);
            } catch (const std::exception&) { // NOLINT(bugprone-empty-catch)
                // No memory for a step of one connection, which has ended.
            }
            connections_.cut_off_late();
            if (stop_wanted_)
                begin_to_stop();
            // A request that is on its way when the end begins is answered too.
            if (const auto begin = clock::now() - time_to_arrive; context_.stopping && begin >= stopped_)
                connections_.cut_off_idle(begin);
        }
        return taken_;
    }

    // What follows may be called from any thread.

    /// Begins the end of `run()`.
    void stop() noexcept {
        stop_wanted_ = true;
        (void)wake([this] { begin_to_stop(); }); // or `run()` finds out by itself
    }

    /// Serves a connection.
    ///
    /// \param socket  a descriptor, which becomes the worker's; closed if there is no memory
    void serve(int socket) noexcept {
        (void)wake(
            [this, arrived = arrival(socket, seat(taken_, bell_))]() mutable { begin(std::move(arrived)); });
    }

    /// Cuts off a connection, if there is one that has to yield to a new one; see `phases::make_room`.
    void make_room() noexcept {
        is_making_room_ = true;
        if (!wake([this] {
                is_making_room_ = false;
                connections_.make_room();
            }))
            is_making_room_ = false;
    }

    /// Whether it has been asked, and has not come to it yet.
    [[nodiscard]] bool is_making_room() const noexcept { return is_making_room_; }

    /// How many connections it has.
    [[nodiscard]] std::size_t connections() const noexcept { return taken_; }

    /// How many of them have not sent an authentic delivery yet.
    [[nodiscard]] std::size_t newcomers() const noexcept { return connections_.newcomers(); }

private:
    using clock = std::chrono::steady_clock;

    /// A connection on its way from one thread to another.
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

    /// Has the thread call `f`. Returns false if there is no memory for that.
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
        socket.set_option(tcp::no_delay(true), failed); // if it is closed already, the first read finds out
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

    static constexpr std::chrono::milliseconds precision{250}; // of the limits of time
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
    phases connections_; // before io_, which destroys the sessions in it
    session_context context_;
    asio::io_context io_{1};
    clock::time_point stopped_{}; // if it is stopping
};

} // namespace example
