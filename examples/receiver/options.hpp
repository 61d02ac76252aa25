#pragma once

#include "request_reader.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace example {

/// The longest that a connection may wait in one place; then it is closed.
struct time_limits {
    std::chrono::seconds idle{60};   ///< for the first byte of a request
    std::chrono::seconds header{10}; ///< for the rest of a request's header; for the TLS handshake too
    std::chrono::seconds body{30};   ///< for the rest of its body
    std::chrono::seconds answer{10}; ///< for the peer to take an answer
};

/// Files of PEM; both names empty: no TLS.
struct tls_files {
    std::string certificate_chain{}; ///< this server's certificate first
    std::string private_key{};
};

/// All that the command line says.
struct receiver_settings {
    boost::asio::ip::tcp::endpoint endpoint{boost::asio::ip::address_v4::loopback(), 8080}; ///< port 0: any
    tls_files tls{};
    std::size_t threads = 1;
    std::size_t max_connections = 0; ///< 0: as many as there are descriptors for; see `connections_for`
    time_limits time{};
    request_limits size{};
    std::size_t body_memory = std::size_t{64} << 20; ///< bytes, for all bodies together; at least one fits
    std::chrono::seconds grace{10}; ///< for the requests in flight, after SIGTERM, SIGINT or SIGHUP
    bool quiet = false;             ///< no line for each event
};

} // namespace example
