// Simulates ScaiVault: sends signed events to two receivers. An event that is not answered with 200 is retried at the
// other receiver. Some events are sent twice.
//
// usage: SCAIVAULT_WEBHOOK_SECRET=... pipeline_sender EVENTS DUPLICATES-IN-PERCENT EVENTS-A-SECOND ANSWERED PORT PORT
//        EVENTS-A-SECOND 0: as fast as possible
//        ANSWERED: a file for the ids of the events that were answered with 200
// Prints every tenth of a second: milliseconds, answered events, failed tries.

#include "environment.hpp"

#include "scaivault/json/encode.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

/// A persistent connection to one receiver. Every error is status 0, and the next request reconnects.
class client {
public:
    explicit client(std::uint16_t port) : port_(port) {}
    client(const client&) = delete;
    client& operator=(const client&) = delete;
    ~client() { disconnect(); }

    [[nodiscard]] int post(std::string_view request) {
        if (socket_ < 0 && !connect())
            return 0;
        for (auto rest = request; !rest.empty();) {
            const auto sent = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return disconnect();
            rest.remove_prefix(static_cast<std::size_t>(sent));
        }
        return answer();
    }

private:
    bool connect() {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const timeval limit{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port_);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            disconnect();
        return socket_ >= 0;
    }

    int disconnect() {
        if (socket_ >= 0)
            ::close(socket_);
        socket_ = -1;
        return 0;
    }

    /// Reads an answer. The receiver's answers are short: a header with Content-Length, and a word.
    int answer() {
        std::string text;
        for (char buffer[1024];;) {
            const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
            if (size <= 0)
                return disconnect();
            text.append(buffer, static_cast<std::size_t>(size));
            const auto head = text.find("\r\n\r\n");
            const std::string_view name = "Content-Length: ";
            const auto length = text.find(name);
            if (head == std::string::npos)
                continue;
            if (length == std::string::npos || !text.starts_with("HTTP/1.1 "))
                return disconnect();
            const auto digits = std::string_view(text).substr(length + name.size());
            if (text.size() >= head + 4 + pipeline::number<std::size_t>(digits.substr(0, digits.find('\r'))))
                return pipeline::number<int>(std::string_view(text).substr(9, 3));
        }
    }

    std::uint16_t port_;
    int socket_ = -1;
};

template <class Event>
[[nodiscard]] std::string body_of(std::string id) {
    Event made;
    made.event_id = std::move(id);
    made.timestamp = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    made.tenant_id = "tnt_acme_prod";
    made.partner_id = "ptn_acme";
    made.identity_id = "system:rotation-scheduler";
    made.path = "environments/production/salesforce/oauth";
    made.request_id = "req_abc123";
    return scaivault::encode(made);
}

[[nodiscard]] std::string id_of(std::size_t index) {
    return "evt_" + std::to_string(index);
}

class sender {
public:
    sender(std::size_t events, unsigned duplicates, std::size_t rate, std::ofstream answered,
           std::string secret, std::array<std::uint16_t, 2> ports)
        : events_(events), duplicates_(duplicates), rate_(rate), answered_file_(std::move(answered)),
          secret_(std::move(secret)), ports_(ports) {}

    /// Returns true if every event was answered with 200.
    bool run() {
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i != connections; ++i)
            threads.emplace_back([this, i] { work(i); });
        while (finished_ != connections) {
            std::this_thread::sleep_for(100ms);
            report();
        }
        threads.clear();
        std::printf("sent %zu requests: %zu events, %zu again; %zu tries failed\n",
                    answered_ + repeats_ + failures_, answered_.load(), repeats_.load(), failures_.load());
        return answered_ == events_;
    }

private:
    static constexpr unsigned connections = 32;

    void report() {
        std::printf(
            "%lld %zu %zu\n",
            static_cast<long long>(
                std::chrono::duration_cast<std::chrono::milliseconds>(clock_type::now() - start_).count()),
            answered_.load(), failures_.load());
        std::fflush(stdout);
    }

    void work(unsigned seed) {
        std::mt19937 random(seed);
        std::array<client, 2> receivers{client(ports_[0]), client(ports_[1])};
        std::vector<std::size_t> done;
        for (std::size_t index; (index = next_++) < events_;) {
            if (rate_ != 0)
                std::this_thread::sleep_until(start_ + std::chrono::microseconds(index * 1'000'000 / rate_));
            if (!deliver(receivers, index))
                break;
            done.push_back(index);
            ++answered_;
            {
                const std::lock_guard lock(mutex_);
                answered_file_ << id_of(index) << '\n';
            }
            if (random() % 100 < duplicates_ && deliver(receivers, done[random() % done.size()]))
                ++repeats_;
        }
        ++finished_;
    }

    /// Signs each try anew, as the vendor does.
    bool deliver(std::array<client, 2>& receivers, std::size_t index) {
        const auto [type, body] = event(index);
        std::size_t receiver = index % 2;
        for (const auto end = clock_type::now() + std::chrono::seconds(60); clock_type::now() < end;
             receiver = 1 - receiver) {
            const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
            const std::string request =
                "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\nX-ScaiVault-Event-Id: " + id_of(index) +
                "\r\nX-ScaiVault-Event-Type: " + std::string(type) +
                "\r\nX-ScaiVault-Timestamp: " + std::to_string(now.time_since_epoch().count()) +
                "\r\nX-ScaiVault-Signature: " + scaivault::sign(secret_, now, body) + "\r\n\r\n" + body;
            if (receivers[receiver].post(request) == 200)
                return true;
            ++failures_;
            std::this_thread::sleep_for(50ms);
        }
        return false;
    }

    static std::pair<std::string_view, std::string> event(std::size_t index) {
        switch (index % 3) {
        case 0:
            return {"secret.rotated", body_of<scaivault::event<"secret.rotated">>(id_of(index))};
        case 1:
            return {"policy.binding.created",
                    body_of<scaivault::event<"policy.binding.created">>(id_of(index))};
        default:
            return {"certificate.issued", body_of<scaivault::event<"certificate.issued">>(id_of(index))};
        }
    }

    std::size_t events_;
    unsigned duplicates_;
    std::size_t rate_;
    std::mutex mutex_{};
    std::ofstream answered_file_;
    std::string secret_;
    std::array<std::uint16_t, 2> ports_;
    clock_type::time_point start_ = clock_type::now();
    std::atomic<std::size_t> next_{0}, answered_{0}, repeats_{0}, failures_{0};
    std::atomic<unsigned> finished_{0};
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 7) {
        std::fputs("usage: pipeline_sender EVENTS PERCENT EVENTS-A-SECOND ANSWERED PORT PORT\n", stderr);
        return 2;
    }
    try {
        std::signal(SIGPIPE, SIG_IGN);
        using pipeline::number;
        sender vendor(number<std::size_t>(argv[1]), number<unsigned>(argv[2]), number<std::size_t>(argv[3]),
                      std::ofstream(argv[4]), pipeline::required("SCAIVAULT_WEBHOOK_SECRET"),
                      {number<std::uint16_t>(argv[5]), number<std::uint16_t>(argv[6])});
        return vendor.run() ? 0 : 1;
    } catch (const std::exception& thrown) {
        std::fprintf(stderr, "pipeline_sender: %s\n", thrown.what());
        return 1;
    }
}
