#pragma once

#include "../support/receiver_process.hpp"

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace http_support {

/// A connection to a local port, without HTTP. Movable, unlike `connection`. Never throws: errors are visible in
/// what is received.
class raw_socket {
public:
    explicit raw_socket(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval limit{.tv_sec = patience.count(), .tv_usec = 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        const int one = 1;
        ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }

    raw_socket(raw_socket&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), connected_(other.connected_) {}
    raw_socket& operator=(raw_socket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        std::swap(connected_, other.connected_);
        return *this;
    }
    ~raw_socket() {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }

    [[nodiscard]] bool is_connected() const noexcept { return connected_; }

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

    /// Returns the number of sent bytes.
    std::size_t send(std::string_view bytes, int flags = 0) const {
        std::size_t sent = 0;
        while (sent != bytes.size()) {
            const auto size =
                ::send(descriptor_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | flags);
            if (size <= 0)
                break;
            sent += static_cast<std::size_t>(size);
        }
        return sent;
    }

    /// Shuts down the sending side.
    void finish() const { ::shutdown(descriptor_, SHUT_WR); }

    /// Everything until the peer closes the connection, or until a timeout.
    [[nodiscard]] std::string receive_all() const {
        std::string text;
        char buffer[4096];
        for (ssize_t size = 0; (size = ::recv(descriptor_, buffer, sizeof buffer, 0)) > 0;)
            text.append(buffer, static_cast<std::size_t>(size));
        return text;
    }

    /// True if the peer has closed the connection by now.
    [[nodiscard]] bool is_closed_now() const {
        char byte;
        const auto size = ::recv(descriptor_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return size == 0 || (size < 0 && errno != EAGAIN);
    }

    /// True if the peer has closed the connection by now, with bytes in transit in either direction.
    [[nodiscard]] bool is_reset() const {
        pollfd waiting{.fd = descriptor_, .events = 0, .revents = 0};
        return ::poll(&waiting, 1, 0) == 1 && (waiting.revents & (POLLERR | POLLHUP)) != 0;
    }

    /// True if the peer closes the connection before the timeout.
    [[nodiscard]] bool is_closed() const {
        pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
        return ::poll(&waiting, 1, static_cast<int>(patience.count()) * 1000) == 1 && is_closed_now();
    }

    /// True if the peer ends the connection within the time, after any bytes.
    [[nodiscard]] bool is_ended(std::chrono::milliseconds within = patience) const {
        pollfd waiting{.fd = descriptor_, .events = POLLRDHUP, .revents = 0};
        return ::poll(&waiting, 1, static_cast<int>(within.count())) == 1;
    }

private:
    int descriptor_;
    bool connected_ = false;
};

} // namespace http_support
