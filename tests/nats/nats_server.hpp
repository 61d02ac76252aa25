#pragma once

#include "scaivault/nats.hpp"

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/// A NATS server for a test, and helpers to inspect it.
namespace nats_support {

using namespace std::chrono_literals;
namespace nats = scaivault::nats;

/// The path of the program; empty if it is not installed.
inline const std::string& server_program() {
    static const std::string found = [] {
        const char* const path = std::getenv("PATH");
        std::string directories = std::string(path != nullptr ? path : "") + ":/usr/sbin:/usr/local/bin:";
        for (std::size_t begin = 0, end; (end = directories.find(':', begin)) != std::string::npos;
             begin = end + 1)
            if (auto file = directories.substr(begin, end - begin) + "/nats-server";
                end != begin && ::access(file.c_str(), X_OK) == 0)
                return file;
        return std::string();
    }();
    return found;
}

/// True if the test can run. Otherwise prints the reason, which ctest recognises as "skipped".
inline bool has_server() {
    if (server_program().empty())
        std::puts("SKIPPED: nats-server is not installed");
    return !server_program().empty();
}

/// Below the range for outgoing connections, so that a restarted server gets its port again.
inline int free_port() {
    int ephemeral = 32'768;
    std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> ephemeral;
    constexpr int lowest = 12'000;
    std::random_device random;
    std::uniform_int_distribution<int> any(lowest, ephemeral > lowest + 1'000 ? ephemeral - 1 : 32'767);
    for (int attempt = 0; attempt != 100; ++attempt) {
        const int port = any(random);
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        const bool is_free = ::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        ::close(listener);
        if (is_free)
            return port;
    }
    throw std::runtime_error("no free port");
}

/// A server with JetStream on the loopback interface, with its own directory. Removed at the end of the scope.
class server {
public:
    server() {
        std::string pattern = (std::filesystem::temp_directory_path() / "scaivault-nats-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            throw std::runtime_error("mkdtemp");
        directory_ = pattern;
        start();
    }

    server(const server&) = delete;
    server& operator=(const server&) = delete;

    ~server() {
        kill();
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }

    [[nodiscard]] std::string url() const { return "nats://127.0.0.1:" + port_; }

    /// Starts the server, or restarts it on the same port with the same directory, and waits until it accepts
    /// connections.
    void start() {
        process_ = ::fork();
        if (process_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            const int null = ::open("/dev/null", O_RDWR);
            ::dup2(null, STDOUT_FILENO);
            ::dup2(null, STDERR_FILENO);
            ::execl(server_program().c_str(), "nats-server", "-js", "-a", "127.0.0.1", "-p", port_.c_str(),
                    "-sd", directory_.c_str(), static_cast<char*>(nullptr));
            ::_exit(127);
        }
        for (int attempt = 0; attempt != 400; ++attempt) {
            try {
                const nats::connection trial(url());
                jsAccountInfo* info = nullptr;
                const auto status = js_GetAccountInfo(&info, trial.jetstream(), nullptr, nullptr);
                jsAccountInfo_Destroy(info);
                if (status == NATS_OK)
                    return;
            } catch (const nats::error&) {
            }
            std::this_thread::sleep_for(20ms);
        }
        throw std::runtime_error("nats-server does not start");
    }

    void kill() {
        if (process_ <= 0)
            return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = -1;
    }

    /// Stops the process, so that it receives bytes but does not respond.
    void freeze() const {
        ::kill(process_, SIGSTOP);
        ::waitpid(process_, nullptr, WUNTRACED); // waits until all of its threads have stopped
    }
    void thaw() const { ::kill(process_, SIGCONT); }

private:
    std::string directory_{};
    std::string port_ = std::to_string(free_port());
    pid_t process_ = -1;
};

/// Waits until a condition is true. Returns false after a timeout.
template <class Condition>
bool eventually(Condition condition, std::chrono::milliseconds limit = 10s) {
    for (const auto end = std::chrono::steady_clock::now() + limit; std::chrono::steady_clock::now() < end;
         std::this_thread::sleep_for(5ms))
        if (condition())
            return true;
    return condition();
}

/// The vendor's example event of a type, with another id.
inline std::string event_text(std::string_view type, std::string_view id) {
    std::string text = examples::text(type);
    const std::string_view key = "\"event_id\":\"";
    const auto begin = text.find(key) + key.size();
    return text.replace(begin, text.find('"', begin) - begin, id);
}

/// A signed delivery of that event, as of `deliveries::now`.
inline deliveries::request signed_event(std::string_view type, std::string_view id) {
    return deliveries::signed_request(event_text(type, id));
}

/// Options for a forwarder whose clock is at the time of the signatures.
inline nats::forwarder_options at_signing_time(nats::publisher_options publisher = {}) {
    return {.publisher = std::move(publisher), .clock = [] { return deliveries::now; }};
}

inline nats::forwarder make_forwarder(const nats::connection& to, nats::publisher_options publisher = {}) {
    return {scaivault::signing_secrets{deliveries::secret}, to, at_signing_time(std::move(publisher))};
}

/// A message in the stream.
struct stored_message {
    std::string subject{};
    std::string data{};
    std::vector<std::pair<std::string, std::string>> headers{};

    [[nodiscard]] std::string header(std::string_view name) const {
        for (const auto& [key, value] : headers)
            if (key == name)
                return value;
        return {};
    }
};

inline std::uint64_t message_count(const nats::connection& to, const char* stream) {
    jsStreamInfo* info = nullptr;
    if (js_GetStreamInfo(&info, to.jetstream(), stream, nullptr, nullptr) != NATS_OK)
        return 0;
    const auto count = info->State.Msgs;
    jsStreamInfo_Destroy(info);
    return count;
}

inline std::optional<stored_message> message_at(const nats::connection& to, const char* stream,
                                                std::uint64_t sequence) {
    natsMsg* raw = nullptr;
    if (js_GetMsg(&raw, to.jetstream(), stream, sequence, nullptr, nullptr) != NATS_OK)
        return std::nullopt;
    const std::unique_ptr<natsMsg, decltype(&natsMsg_Destroy)> message(raw, natsMsg_Destroy);
    stored_message found{
        .subject = natsMsg_GetSubject(raw),
        .data = std::string(natsMsg_GetData(raw), static_cast<std::size_t>(natsMsg_GetDataLength(raw)))};
    const char** keys = nullptr;
    int count = 0;
    if (natsMsgHeader_Keys(raw, &keys, &count) == NATS_OK) {
        for (int i = 0; i != count; ++i) {
            const char* value = nullptr;
            natsMsgHeader_Get(raw, keys[i], &value);
            found.headers.emplace_back(keys[i], value != nullptr ? value : "");
        }
        std::free(static_cast<void*>(keys));
    }
    return found;
}

/// Publishes like another program: any subject, any bytes, any id or none.
inline void publish_raw(const nats::connection& to, const std::string& subject, std::string_view data,
                        const char* id = nullptr) {
    jsPubOptions options;
    jsPubOptions_Init(&options);
    options.MsgId = id;
    REQUIRE(js_Publish(nullptr, to.jetstream(), subject.c_str(), data.data(), static_cast<int>(data.size()),
                       &options, nullptr) == NATS_OK);
}

/// A server with the library's streams, and a connection to it.
struct server_with_streams {
    server own{};
    nats::connection connection{own.url()};

    server_with_streams() { nats::ensure_streams(connection); }
};

/// A worker that runs until the end of the scope.
class running {
public:
    template <class Worker>
    explicit running(Worker& worker)
        : stop_([&worker] { worker.stop(); }), thread_([&worker] { worker.run(); }) {}

    running(const running&) = delete;
    running& operator=(const running&) = delete;
    ~running() { stop(); }

    void stop() {
        stop_();
        if (thread_.joinable())
            thread_.join();
    }

private:
    std::function<void()> stop_;
    std::thread thread_;
};

} // namespace nats_support
