#pragma once

#include "request_reader.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace example {

/// Time limits for each phase of a connection. A connection that exceeds one is closed.
struct time_limits {
    std::chrono::seconds idle{60};   ///< for the first byte of a request
    std::chrono::seconds header{10}; ///< for the rest of a request's header, and for the TLS handshake
    std::chrono::seconds body{30};   ///< for the rest of the body
    std::chrono::seconds answer{10}; ///< for the peer to receive an answer
};

/// PEM files. If both names are empty, there is no TLS.
struct tls_files {
    std::string certificate_chain{}; ///< this server's certificate first
    std::string private_key{};
};

/// The settings from the command line.
struct receiver_settings {
    boost::asio::ip::tcp::endpoint endpoint{boost::asio::ip::address_v4::loopback(), 8080}; ///< port 0: any
    tls_files tls{};
    std::size_t threads = 1;
    std::size_t max_connections = 0; ///< 0: limited by descriptors, see `connections_for`
    time_limits time{};
    request_limits size{};
    std::size_t body_memory = std::size_t{64} << 20; ///< bytes, for all bodies together; one body always fits
    std::chrono::seconds grace{10}; ///< for requests in progress, after SIGTERM, SIGINT or SIGHUP
    std::chrono::seconds drain{
        0};               ///< between the signal and the shutdown: accepts, and says that it is not ready
    bool quiet = false;   ///< no lines for events
    bool metrics = false; ///< answers GET /metrics
};

} // namespace example
