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

/// Whole lines on a file descriptor, from any thread: no line stands inside another, and no part can end one.
///
/// Whatever becomes of the log, the program goes on, and waits for nobody: a line that cannot be written (the disk is
/// full, the reader is gone) is lost, and so is one for which a slow reader has left no room. The next line that does
/// get out says how many were lost before it.
class line_log {
public:
    explicit line_log(int descriptor) noexcept : descriptor_(descriptor) {}
    line_log(const line_log&) = delete;
    line_log& operator=(const line_log&) = delete;
    ~line_log() {
        if (lost_ == 0)
            return;
        (void)has_room(longest_wait); // at the end, nobody is kept waiting by a reader that is only slow
        write("end of the log");
    }

    /// Writes the parts and a newline. Control characters but tabs become question marks. Never throws.
    template <class... Parts>
    void write(const Parts&... parts) noexcept {
        try {
            std::ostringstream line;
            (line << ... << parts) << '\n';
            write_line(std::move(line).str());
        } catch (...) { // no memory: another line that is lost
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

    /// Returns how much of the text is out.
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

    /// Whether PIPE_BUF bytes can be written without blocking.
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
    std::uint64_t lost_ = 0; // since the last line that got out
    bool torn_ = false;      // the last of what got out is not a whole line
};

} // namespace example
