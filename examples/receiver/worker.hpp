#pragma once

#include "options.hpp"
#include "phases.hpp"
#include "session.hpp"
#include "stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <utility>

namespace example {

/// One thread's share of the server: it accepts connections from the port that all share, and serves them itself.
/// Workers have nothing in common, so there is nothing to lock.
class worker {
public:
    struct settings {
        request_limits size;
        time_limits time;
        std::size_t max_connections;
        std::chrono::seconds grace;
    };

    /// \param listening  a listening socket, as a descriptor that becomes the worker's
    /// \param tls        null: plain HTTP. Outlives the worker, as `handler` does
    worker(const settings& limits, tcp protocol, int listening, const request_handler& handler,
           asio::ssl::context* tls)
        : limits_(limits), tls_(tls),
          connections_(phase_limits{limits.time.header, limits.time.idle, limits.time.header,
                                    limits.time.body, limits.time.answer, longest_farewell}),
          context_{.limits = limits_.size, .handle = handler, .connections = connections_},
          acceptor_(io_, protocol, listening) {
        acceptor_.non_blocking(true);
    }

    [[nodiscard]] asio::io_context& io() noexcept { return io_; }

    /// Serves until `stop()`, and then until the requests that have begun are answered, or the grace period is over.
    /// Returns how many connections were cut off at its end.
    std::size_t run() {
        asio::co_spawn(io_, accept(), asio::detached);
        io_.run();
        return count_;
    }

    /// Begins the end of `run()`. May be called from any thread.
    void stop() {
        asio::post(io_, [this] { begin_to_stop(); });
    }

private:
    [[nodiscard]] task<void> accept() {
        while (acceptor_.is_open()) {
            // Waiting first, accepting then: only when somebody waits must somebody else make room.
            const auto [failed] = co_await acceptor_.async_wait(tcp_acceptor::wait_read, token);
            if (!acceptor_.is_open() ||
                (!failed && count_ < limits_.max_connections && accept_one() != no_room))
                continue;
            // An idle sender can connect again, a new one may have an event to deliver; and whoever only holds
            // connections open must not keep others out. If none is idle, the new one waits in the kernel's queue
            // until one closes. Trying again at once would keep a processor busy.
            connections_.cut_off_idlest();
            room_.expires_after(longest_wait_for_room);
            co_await room_.async_wait(token);
        }
    }

    enum accept_result { accepted, nobody_waits, no_room };

    /// Accepts a connection, if one waits.
    accept_result accept_one() {
        boost::system::error_code error;
        tcp_socket socket(io_);
        acceptor_.accept(socket, error);
        if (error == asio::error::would_block || error == asio::error::connection_aborted)
            return nobody_waits;
        if (error) // no descriptor or no memory left, most likely
            return no_room;
        boost::system::error_code closed_already; // which the first read will find out
        socket.set_option(tcp::no_delay(true), closed_already);
        socket.non_blocking(true, closed_already);
        try {
            if (tls_ == nullptr)
                start(std::make_unique<session<tcp_socket>>(std::move(socket), context_));
            else
                start(std::make_unique<session<tls_stream>>(tls_stream(std::move(socket), *tls_), context_));
        } catch (const std::exception&) { // no memory for this connection, which is closed
            return no_room;
        }
        return accepted;
    }

    template <class Stream>
    void start(std::unique_ptr<session<Stream>> connection) {
        watch();
        asio::co_spawn(io_, session<Stream>::serve(std::move(connection)),
                       [this](const std::exception_ptr&) { ended(); });
        ++count_; // it runs when this function has returned
    }

    void ended() {
        --count_;
        room_.cancel();
        if (context_.stopping && count_ == 0) {
            grace_.cancel();
            clock_.cancel();
        }
    }

    /// Cuts off the late ones from time to time, while there are connections.
    void watch() {
        if (std::exchange(watching_, true))
            return;
        clock_.expires_after(precision);
        clock_.async_wait([this](const boost::system::error_code&) {
            connections_.cut_off_late();
            if (arrived_)
                connections_.cut_off_idle();
            watching_ = false;
            if (count_ != 0)
                watch();
        });
    }

    void begin_to_stop() {
        // Those who wait to be accepted are connected already, as they see it.
        while (count_ < limits_.max_connections && accept_one() == accepted)
            continue;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        room_.cancel();
        context_.stopping = true;
        if (count_ == 0)
            return;
        // A request that is on its way now is answered too, and its sender told that the connection ends.
        grace_.expires_after(time_to_arrive);
        grace_.async_wait([this](const boost::system::error_code&) {
            arrived_ = true;
            connections_.cut_off_idle();
            if (count_ == 0)
                return;
            grace_.expires_after(limits_.grace);
            grace_.async_wait([this](const boost::system::error_code& cancelled) {
                if (!cancelled)
                    io_.stop();
            });
        });
    }

    static constexpr std::chrono::milliseconds precision{250}; // of the limits of time
    static constexpr std::chrono::milliseconds longest_wait_for_room{100};
    static constexpr std::chrono::milliseconds time_to_arrive{200};
    static constexpr std::chrono::seconds longest_farewell{2};

    const settings limits_;
    asio::ssl::context* const tls_;
    phases connections_; // before io_, which destroys the sessions in it
    session_context context_;
    asio::io_context io_{1};
    tcp_acceptor acceptor_;
    timer room_{io_};
    timer grace_{io_};
    timer clock_{io_};
    std::size_t count_ = 0;
    bool watching_ = false;
    bool arrived_ = false; // no request is on its way any more
};

} // namespace example
