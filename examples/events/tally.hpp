#pragma once

#include "command.hpp"
#include "histogram.hpp"
#include "progress.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string_view>

namespace events_cli {

/// Counts and prints the results of `trigger`. Thread-safe.
class tally {
public:
    /// For a run of `total` events. If `each`, prints all answers; otherwise only those that are not 2xx.
    tally(std::size_t total, bool each) : total_(total), each_(each), bar_(total) {}

    void add(std::string_view type, unsigned status, std::string_view answer,
             std::chrono::nanoseconds latency) {
        const std::lock_guard lock(mutex_);
        ++sent_;
        latencies_.add(latency);
        const bool accepted = status / 100 == 2;
        accepted_ += accepted ? 1U : 0U;
        if (each_ || !accepted)
            std::cout << type << ' ' << status << ' ' << answer.substr(0, answer.find('\n')) << '\n';
        bar_.advance();
    }

    /// Prints the summary.
    exit_status summary() {
        const std::lock_guard lock(mutex_);
        return print();
    }

    /// Prints the summary and ends the program, even while another thread is sending.
    [[noreturn]] void end_here() {
        const std::lock_guard lock(mutex_);
        std::cerr << "\ninterrupted after " << sent_ << " of " << total_ << '\n';
        const auto status = print();
        std::cout.flush();
        std::_Exit(status);
    }

private:
    exit_status print() {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began_;
        std::cout << accepted_ << " of " << sent_ << " accepted";
        if (sent_ > 1)
            std::cout << ", " << static_cast<std::uint64_t>(static_cast<double>(sent_) / took.count())
                      << " per second";
        std::cout << '\n';
        if (sent_ > 1)
            latencies_.print(std::cout);
        return sent_ != 0 && accepted_ == sent_ ? success : refused;
    }

    std::mutex mutex_;
    std::size_t total_;
    bool each_;
    std::size_t sent_ = 0;
    std::size_t accepted_ = 0;
    progress bar_;
    histogram latencies_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

} // namespace events_cli
