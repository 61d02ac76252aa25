#pragma once

#include <cerrno>
#include <chrono>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace example {

/// Writes whole lines to a file descriptor. Thread-safe: lines are not interleaved, and no part of a line can contain
/// a line feed.
///
/// Logging never blocks or fails. A line is dropped if it cannot be written (disk full, reader gone), or if a slow
/// reader has left no room. The next written line says how many were dropped before it.
class line_log {
public:
    explicit line_log(int descriptor) noexcept : descriptor_(descriptor) {}
    line_log(const line_log&) = delete;
    line_log& operator=(const line_log&) = delete;
    ~line_log() {
        if (lost_ == 0)
            return;
        (void)has_room(longest_wait); // at the end, give a slow reader some time
        write("end of the log");
    }

    /// Writes the parts and a newline. Control characters except tabs become question marks. Never throws.
    template <class... Parts>
    void write(const Parts&... parts) noexcept {
        try {
            std::ostringstream line;
            (line << ... << parts) << '\n';
            write_line(std::move(line).str());
        } catch (...) { // no memory: the line is dropped
            const std::lock_guard lock(mutex_);
            ++lost_;
        }
    }

private:
    void write_line(std::string line) {
        for (char& c : line)
            if (const auto byte = static_cast<unsigned char>(c); (byte < 0x20 && c != '\t') || byte == 0x7F)
                c = '?';
        line.back() = '\n';
        const std::lock_guard lock(mutex_);
        if (lost_ != 0)
            line.insert(0, (torn_ ? "\n(lines lost: " : "(lines lost: ") + std::to_string(lost_) + ")\n");
        const auto written = write_all(line);
        if (written == line.size())
            lost_ = 0;
        else
            ++lost_;
        torn_ = written == line.size() ? false : torn_ || written != 0;
    }

    /// Returns the number of bytes written.
    [[nodiscard]] std::size_t write_all(std::string_view text) noexcept {
        std::size_t done = 0;
        while (done != text.size() && has_room()) {
            const auto part = text.substr(done, PIPE_BUF);
            const auto written = ::write(descriptor_, part.data(), part.size());
            if (written > 0)
                done += static_cast<std::size_t>(written);
            else if (written == 0 || errno != EINTR)
                break;
        }
        return done;
    }

    /// True if PIPE_BUF bytes can be written without blocking.
    [[nodiscard]] bool has_room(std::chrono::milliseconds patience = {}) const noexcept {
        pollfd waiting{.fd = descriptor_, .events = POLLOUT, .revents = 0};
        int ready = 0;
        do
            ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
        while (ready < 0 && errno == EINTR);
        return ready == 1;
    }

    static constexpr std::chrono::milliseconds longest_wait{1000};

    std::mutex mutex_{};
    const int descriptor_;
    std::uint64_t lost_ = 0; // lines dropped since the last written one
    bool torn_ = false;      // the last line was written in part
};

} // namespace example
