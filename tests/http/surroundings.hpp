#pragma once

#include "raw_socket.hpp"
#include "requests.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/// The environment of a receiver: limits, files, the rest of the machine.
namespace http_support {

/// A temporary directory, removed at the end.
class temporary_directory {
public:
    temporary_directory() {
        auto name = (std::filesystem::temp_directory_path() / "receiver-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    temporary_directory(const temporary_directory&) = delete;
    temporary_directory& operator=(const temporary_directory&) = delete;
    ~temporary_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_{};
};

/// A shell that runs some commands, prints its process id, and then becomes the receiver.
class prepared_receiver {
public:
    /// \param commands      for example "ulimit -n 64"
    /// \param redirections  for example ">/dev/full"
    explicit prepared_receiver(std::string_view commands, std::string_view redirections = {})
        : path_(directory_.file("receiver")) {
        std::ofstream(path_) << "#!/bin/sh\necho process $$\n"
                             << commands << "\nexec '" << SCAIVAULT_RECEIVER << "' \"$@\" " << redirections
                             << '\n';
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
    }

    [[nodiscard]] const char* program() const noexcept { return path_.c_str(); }

private:
    temporary_directory directory_{};
    std::string path_;
};

/// The process id of a prepared receiver.
inline std::string process_of(const receiver_process& receiver) {
    const auto text = receiver.output();
    const std::string_view before = "process ";
    const auto at = text.find(before) + before.size();
    return text.substr(at, text.find('\n', at) - at);
}

/// The processor time of a process so far.
inline std::chrono::milliseconds processor_time(const std::string& process) {
    std::ifstream in("/proc/" + process + "/stat");
    const std::string text(std::istreambuf_iterator<char>(in), {});
    std::istringstream rest(text.substr(text.rfind(')') + 2)); // proc(5): fields 3, 4, ...
    const std::vector<std::string> fields(std::istream_iterator<std::string>(rest), {});
    REQUIRE(fields.size() > 12);
    const auto ticks = std::stol(fields[11]) + std::stol(fields[12]); // 14 and 15: user, system
    return std::chrono::milliseconds(ticks * 1000 / ::sysconf(_SC_CLK_TCK));
}

/// The processor time of a process within the next second.
inline std::chrono::milliseconds busy_within_a_second(const std::string& process) {
    const auto before = processor_time(process);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    return processor_time(process) - before;
}

/// Raises this process's limit of open descriptors to the hard limit. Returns it.
inline std::size_t raise_descriptor_limit() {
    rlimit limit{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
    return limit.rlim_cur;
}

/// A free port, for a receiver that cannot print its port.
inline std::uint16_t free_port() {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool found = ::bind(probe, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                       ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(probe);
    REQUIRE(found);
    return ntohs(address.sin_port);
}

/// A receiver that cannot print its port.
struct speechless : receiver_process {
    explicit speechless(const prepared_receiver& prepared, strings arguments = {})
        : speechless(prepared, std::move(arguments), free_port()) {}

    [[nodiscard]] answer ask(std::string_view request) const { return connection(at).exchange(request); }

    std::uint16_t at;

private:
    speechless(const prepared_receiver& prepared, strings arguments, std::uint16_t port)
        : receiver_process(prepared.program(), {secret_variable}, with_port(std::move(arguments), port)),
          at(port) {
        REQUIRE(eventually([&] { return raw_socket(at).is_connected(); }));
    }

    static strings with_port(strings arguments, std::uint16_t port) {
        arguments.insert(arguments.end(), {"--port", std::to_string(port)});
        return arguments;
    }
};

} // namespace http_support
