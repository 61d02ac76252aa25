#pragma once

#include <cerrno>
#include <charconv>
#include <chrono>
#include <concepts>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/// A receiver in a separate process, and a client that sends it raw bytes.
namespace http_support {

inline constexpr std::chrono::seconds patience{20};

/// A running program. Its output is collected. It is killed at the end if it still runs.
class receiver_process {
public:
    using strings = std::vector<std::string>;

    /// \param environment  "NAME=value"; the program's whole environment
    explicit receiver_process(const char* program, strings environment, strings arguments = {}) {
        arguments.insert(arguments.begin(), {program, "--port", "0"});
        const auto argv = pointers(arguments);
        const auto envp = pointers(environment);
        start([&] {
            ::execve(program, argv.data(), envp.data());
            return 127;
        });
    }

    /// The same for a function of this program, which returns the exit status.
    template <std::invocable<> F>
    explicit receiver_process(F run) {
        start(run);
    }

    receiver_process(const receiver_process&) = delete;
    receiver_process& operator=(const receiver_process&) = delete;

    ~receiver_process() {
        if (!exited_) {
            ::kill(process_, SIGKILL);
            (void)wait();
        }
    }

    /// The program's output so far.
    [[nodiscard]] std::string output() const {
        const std::lock_guard lock(mutex_);
        return output_;
    }

    /// The port that the program has printed; 0 if it has not.
    [[nodiscard]] std::uint16_t port() const {
        for (const auto end = std::chrono::steady_clock::now() + patience;
             std::chrono::steady_clock::now() < end;
             std::this_thread::sleep_for(std::chrono::milliseconds(5))) {
            const std::string text = output();
            const std::string_view begin = "listening on http://127.0.0.1:";
            const auto at = text.find(begin);
            if (at == std::string::npos || text.find('\n', at) == std::string::npos)
                continue;
            std::uint16_t port = 0;
            std::from_chars(text.data() + at + begin.size(), text.data() + text.size(), port);
            return port;
        }
        return 0;
    }

    void signal(int number) const { ::kill(process_, number); }

    /// Waits for the end of the program. Returns its exit status, or the negative number of the signal.
    [[nodiscard]] int wait() {
        int status = 0;
        ::waitpid(process_, &status, 0);
        exited_ = true;
        reader_.join();
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

private:
    template <class F>
    void start(const F& run) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            throw std::runtime_error("pipe2");
        process_ = ::fork();
        if (process_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::dup2(ends[1], STDERR_FILENO);
            ::_exit(run());
        }
        ::close(ends[1]);
        reader_ = std::jthread([this, from = ends[0]] { collect(from); });
        if (process_ < 0)
            throw std::runtime_error("fork");
    }

    static std::vector<char*> pointers(strings& texts) {
        std::vector<char*> list;
        for (auto& text : texts)
            list.push_back(text.data());
        list.push_back(nullptr);
        return list;
    }

    void collect(int from) {
        char buffer[4096];
        for (ssize_t size = 0; (size = ::read(from, buffer, sizeof buffer)) > 0;) {
            const std::lock_guard lock(mutex_);
            output_.append(buffer, static_cast<std::size_t>(size));
        }
        ::close(from);
    }

    pid_t process_ = -1;
    bool exited_ = false;
    mutable std::mutex mutex_{};
    std::string output_{};
    std::jthread reader_{};
};

struct answer {
    int status = 0; ///< 0 if the connection was closed or the answer was malformed
    std::string head{};
    std::string body{};
};

/// One connection to a local port. Never throws: errors are visible in the answer.
class connection {
public:
    explicit connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval limit{.tv_sec = patience.count(), .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        (void)::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }

    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() { ::close(socket_); }

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (size <= 0)
                return;
            bytes.remove_prefix(static_cast<std::size_t>(size));
        }
    }

    /// Reads one answer with a Content-Length. Interim answers (100) are separate answers.
    [[nodiscard]] answer receive() {
        std::size_t end = 0;
        while ((end = pending_.find("\r\n\r\n")) == std::string::npos)
            if (!read_more())
                return {};
        answer got;
        got.head = pending_.substr(0, end + 2);
        pending_.erase(0, end + 4);
        if (got.head.starts_with("HTTP/1.1 ") && got.head.size() > 12)
            std::from_chars(got.head.data() + 9, got.head.data() + 12, got.status);
        std::size_t length = 0;
        const std::string_view name = "\r\nContent-Length: ";
        if (const auto at = got.head.find(name); at != std::string::npos)
            std::from_chars(got.head.data() + at + name.size(), got.head.data() + got.head.size(), length);
        while (pending_.size() < length)
            if (!read_more())
                return {};
        got.body = pending_.substr(0, length);
        pending_.erase(0, length);
        return got;
    }

    [[nodiscard]] answer exchange(std::string_view request) {
        send(request);
        return receive();
    }

    /// True if the peer closes the connection without sending more.
    [[nodiscard]] bool is_closed() { return pending_.empty() && !read_more() && closed_; }

private:
    bool read_more() {
        char buffer[4096];
        const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
        closed_ = size == 0 || (size < 0 && errno == ECONNRESET);
        if (size <= 0)
            return false;
        pending_.append(buffer, static_cast<std::size_t>(size));
        return true;
    }

    int socket_;
    bool closed_ = false;
    std::string pending_{};
};

} // namespace http_support
