#pragma once

#include "http_session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <exception>
#include <memory>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

namespace example {

struct server_options {
    asio::ip::tcp::endpoint endpoint{asio::ip::address_v4::loopback(), 8080}; ///< port 0: any free one
    std::size_t threads = 2;
    std::size_t max_connections = 512; ///< more are closed at once
    std::chrono::seconds grace{10};    ///< for the requests in flight, after SIGTERM or SIGINT
    session_limits session{};
};

/// Accepts connections and serves them until SIGTERM or SIGINT.
class http_server {
public:
    /// Listens at once. Throws `boost::system::system_error` if that fails.
    http_server(const server_options& options, request_handler handler)
        : options_(options), handler_(std::move(handler)), acceptor_(control_, options.endpoint) {}

    /// Where it listens, with the port that was chosen.
    [[nodiscard]] asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

    /// Serves until a signal comes and the requests in flight are answered, or the grace period is over.
    /// Returns how many connections were cut off.
    std::size_t run() {
        signals_.async_wait([this](const boost::system::error_code& error, int) {
            if (!error)
                stop();
        });
        asio::co_spawn(control_, accept(), asio::detached);

        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < options_.threads; ++i)
            others.emplace_back([this] { io_.run(); });
        io_.run();
        others.clear();
        return sessions_.size();
    }

private:
    [[nodiscard]] asio::awaitable<void> accept() {
        constexpr auto token = asio::as_tuple(asio::use_awaitable);
        while (acceptor_.is_open()) {
            asio::ip::tcp::socket socket(asio::make_strand(io_));
            const auto [error] = co_await acceptor_.async_accept(socket, token);
            if (!error && sessions_.size() < options_.max_connections)
                start(std::move(socket));
            if (!error || !acceptor_.is_open())
                continue;
            // Out of descriptors, most likely: trying again at once would keep a processor busy.
            asio::steady_timer pause(control_, std::chrono::milliseconds(100));
            co_await pause.async_wait(token);
        }
    }

    void start(asio::ip::tcp::socket socket) {
        const auto session = std::make_shared<http_session>(std::move(socket), options_.session, handler_);
        sessions_.insert(session);
        asio::co_spawn(
            session->executor(), [session] { return session->run(); },
            asio::bind_executor(control_, [this, session](const std::exception_ptr&) {
                sessions_.erase(session);
                if (stopping_ && sessions_.empty())
                    grace_.cancel();
            }));
    }

    void stop() {
        stopping_ = true;
        signals_.clear(); // a second signal ends the program as it would any other
        acceptor_.close();
        for (const auto& session : sessions_)
            asio::post(session->executor(), [session] { session->stop(); });
        if (sessions_.empty())
            return;
        grace_.expires_after(options_.grace);
        grace_.async_wait([this](const boost::system::error_code& error) {
            if (!error)
                io_.stop();
        });
    }

    const server_options options_;
    const request_handler handler_;
    asio::io_context io_{};

    // All below is touched on this strand alone.
    asio::strand<asio::io_context::executor_type> control_{asio::make_strand(io_)};
    asio::ip::tcp::acceptor acceptor_;
    asio::signal_set signals_{control_, SIGINT, SIGTERM};
    asio::steady_timer grace_{control_};
    std::unordered_set<std::shared_ptr<http_session>> sessions_{};
    bool stopping_ = false;
};

} // namespace example
