#include "server.hpp"

#include "body.hpp"
#include "descriptors.hpp"
#include "seat.hpp"
#include "session.hpp"
#include "signals.hpp"
#include "worker.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/socket.h>

namespace example {

class server::front {
public:
    front(const receiver_settings& settings, request_handler handler, asio::ssl::context* tls)
        : handler_(std::move(handler)),
          body_memory_(std::max<std::size_t>(settings.body_memory, settings.size.max_body)),
          max_connections_(settings.max_connections), drain_(settings.drain) {
        const auto allowed = connections_for(raise_descriptor_limit(), settings.threads);
        if (max_connections_ == 0)
            max_connections_ = allowed;
        listen(settings.endpoint);
        worker::settings limits{.size = settings.size, .time = settings.time, .grace = settings.grace};
        limits.size.memory = &body_memory_;
        for (std::size_t i = 0; i != settings.threads; ++i)
            workers_.push_back(
                std::make_unique<worker>(limits, settings.endpoint.protocol(), handler_, tls, bell_));
    }

    [[nodiscard]] tcp::endpoint endpoint() const { return listening_.local_endpoint(); }

    std::size_t run(std::atomic<bool>& ready) {
        std::atomic<std::size_t> cut_off = 0;
        std::vector<std::jthread> threads;
        try {
            for (const auto& each : workers_)
                threads.emplace_back([&cut_off, &served = *each] { cut_off += served.run(); });
        } catch (...) {
            stop_all(); // otherwise the started threads could not be joined
            throw;
        }
        accept_until(ready);
        stop_all();
        threads.clear();
        return cut_off;
    }

private:
    void listen(const tcp::endpoint& at) {
        try {
            listening_.open(at.protocol());
            listening_.set_option(tcp::acceptor::reuse_address(true));
            listening_.bind(at);
            listening_.listen();
            listening_.non_blocking(true);
        } catch (const boost::system::system_error& error) {
            std::ostringstream where;
            where << "cannot listen on " << at;
            throw boost::system::system_error(error.code(), where.str());
        }
    }

    /// The accept loop. It allocates nothing, and its thread does nothing else, so a slow handler does not delay new
    /// connections.
    void accept_until(std::atomic<bool>& ready) noexcept {
        auto end = clock::time_point::max();
        for (accept_result last = nobody_waits; clock::now() < end;) {
            const bool has_room = last != no_room;
            pollfd awaited[] = {
                {.fd = ready ? signals_.descriptor() : -1, .events = POLLIN, .revents = 0}, // -1: not awaited
                {.fd = has_room ? listening_.native_handle() : bell_.descriptor(),
                 .events = POLLIN,
                 .revents = 0}};
            ::poll(awaited, std::size(awaited), !has_room ? longest_wait_for_room : ready ? -1 : drain_step);
            if (awaited[0].revents != 0) {
                signals_.take();
                ready = false;
                end = clock::now() + drain_;
            } else {
                last = accept_one();
            }
        }
        // For the peers, connections in the backlog are established, so accept them.
        for (int i = 0; i != SOMAXCONN && accept_one() == accepted; ++i)
            continue;
        boost::system::error_code ignored;
        listening_.close(ignored);
    }

    enum accept_result { accepted, nobody_waits, no_room };

    /// Accepts a waiting connection. If there is no free seat, asks a worker to make room.
    [[nodiscard]] accept_result accept_one() noexcept {
        bell_.listen(); // before counting
        std::size_t all = 0;
        worker* fewest = nullptr;
        for (const auto& each : workers_) {
            all += each->connections();
            if (fewest == nullptr || each->connections() < fewest->connections())
                fewest = each.get();
        }
        if (all < max_connections_) {
            const int socket = ::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC);
            if (socket >= 0) {
                fewest->serve(socket);
                return accepted;
            }
            // The other errors concern the connection, which is gone: see accept(2).
            if (errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM)
                return nobody_waits;
        }
        make_room();
        return no_room;
    }

    /// Asks the worker with the most newcomers to make room, or each in turn if there are no newcomers. A worker that
    /// is busy with a handler is asked once.
    void make_room() noexcept {
        worker* most = nullptr;
        for (std::size_t i = 0; i != workers_.size(); ++i) {
            auto& each = *workers_[(first_asked_ + i) % workers_.size()];
            if (!each.is_making_room() && (most == nullptr || each.newcomers() > most->newcomers()))
                most = &each;
        }
        ++first_asked_;
        if (most != nullptr)
            most->make_room();
    }

    void stop_all() noexcept {
        for (const auto& each : workers_)
            each->stop();
    }

    using clock = std::chrono::steady_clock;

    static constexpr int drain_step = 50;           // ms
    static constexpr int longest_wait_for_room = 5; // ms; the bell rings earlier if a connection ends

    const end_signals signals_{};
    const request_handler handler_;
    body_memory body_memory_;
    std::size_t max_connections_;
    const std::chrono::seconds drain_;
    doorbell bell_{};
    asio::io_context io_{1}; // never run
    tcp::acceptor listening_{io_};
    std::vector<std::unique_ptr<worker>> workers_{};
    std::size_t first_asked_ = 0;
};

server::server(const receiver_settings& settings, request_handler handler, asio::ssl::context* tls)
    : front_(std::make_unique<front>(settings, std::move(handler), tls)) {}

server::~server() = default;

tcp::endpoint server::endpoint() const {
    return front_->endpoint();
}

std::size_t server::run(std::atomic<bool>& ready) {
    return front_->run(ready);
}

} // namespace example
