#pragma once

#include "descriptors.hpp"
#include "options.hpp"
#include "session.hpp"
#include "worker.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>

namespace example {

/// Accepts connections and serves them until SIGTERM or SIGINT.
class server {
public:
    /// Listens at once. Throws `boost::system::system_error` if that fails.
    ///
    /// \param tls  null: plain HTTP. Outlives the server
    server(const receiver_settings& settings, request_handler handler, asio::ssl::context* tls)
        : handler_(std::move(handler)) {
        const auto allowed = connections_for(raise_descriptor_limit(), settings.threads);
        const auto all = settings.max_connections == 0 ? allowed : settings.max_connections;
        const worker::settings limits{.size = settings.size,
                                      .time = settings.time,
                                      .max_connections = std::max<std::size_t>(all / settings.threads, 1),
                                      .grace = settings.grace};
        asio::io_context io;
        tcp::acceptor listening(io, settings.endpoint);
        endpoint_ = listening.local_endpoint();
        for (std::size_t i = 0; i != settings.threads; ++i) {
            const int descriptor = ::fcntl(listening.native_handle(), F_DUPFD_CLOEXEC, 0);
            if (descriptor < 0)
                throw boost::system::system_error(errno, boost::system::system_category());
            workers_.push_back(
                std::make_unique<worker>(limits, endpoint_.protocol(), descriptor, handler_, tls));
        }
    }

    /// Where it listens, with the port that was chosen.
    [[nodiscard]] const tcp::endpoint& endpoint() const noexcept { return endpoint_; }

    /// Serves until a signal comes and the requests in flight are answered, or the grace period is over.
    /// Returns how many connections were cut off.
    std::size_t run() {
        asio::signal_set signals(workers_.front()->io(), SIGINT, SIGTERM);
        signals.async_wait([this, &signals](const boost::system::error_code&, int) {
            signals.clear(); // a second signal ends the program as it would any other
            for (const auto& each : workers_)
                each->stop();
        });
        std::atomic<std::size_t> cut_off = 0;
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < workers_.size(); ++i)
            others.emplace_back([&, i] { cut_off += workers_[i]->run(); });
        cut_off += workers_.front()->run();
        others.clear();
        return cut_off;
    }

private:
    const request_handler handler_;
    tcp::endpoint endpoint_{};
    std::vector<std::unique_ptr<worker>> workers_{};
};

} // namespace example
