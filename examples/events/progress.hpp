#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>

#include <unistd.h>

namespace events_cli {

/// The progress of a long run on standard error: a bar on a terminal, otherwise a line for each tenth.
class progress {
public:
    explicit progress(std::size_t total)
        : total_(total), shown_(total >= 100), terminal_(::isatty(STDERR_FILENO) == 1) {}

    void advance() {
        ++done_;
        if (!shown_)
            return;
        const auto now = std::chrono::steady_clock::now();
        if (terminal_ && (now - drawn_ > std::chrono::milliseconds(100) || done_ == total_)) {
            constexpr std::size_t width = 40;
            const auto full = done_ * width / total_;
            std::cerr << "\r[" << std::string(full, '#') << std::string(width - full, ' ') << "] " << done_
                      << " of " << total_ << (done_ == total_ ? "\n" : "") << std::flush;
            drawn_ = now;
        } else if (!terminal_ && done_ * 10 / total_ != (done_ - 1) * 10 / total_) {
            std::cerr << done_ << " of " << total_ << '\n';
        }
    }

private:
    std::size_t total_;
    std::size_t done_ = 0;
    bool shown_;
    bool terminal_;
    std::chrono::steady_clock::time_point drawn_{};
};

} // namespace events_cli
