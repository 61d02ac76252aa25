#pragma once

#include "requirements.hpp"

#include <chrono>
#include <ctime>

namespace webhooks::detail {

/// The time of `std::chrono::steady_clock`, with a resolution of some milliseconds on Linux. That suffices for limits
/// of seconds, and is faster: measured 3 ns, against 50 ns for `steady_clock::now()`.
[[nodiscard]] inline std::chrono::steady_clock::time_point coarse_steady_now() {
#ifdef CLOCK_MONOTONIC_COARSE // Linux
    timespec now{};
    if (::clock_gettime(CLOCK_MONOTONIC_COARSE, &now) == 0)
        return std::chrono::steady_clock::time_point(std::chrono::seconds(now.tv_sec) +
                                                     std::chrono::nanoseconds(now.tv_nsec));
#endif
    return std::chrono::steady_clock::now();
}

/// The system time in whole seconds. `std::time` reads the kernel's last tick, so it can lag by some milliseconds at
/// the turn of a second. It costs a fraction of `system_clock::now()`.
[[nodiscard]] inline std::chrono::sys_seconds system_seconds_now() {
    return std::chrono::floor<std::chrono::seconds>(
        std::chrono::system_clock::from_time_t(std::time(nullptr)));
}

} // namespace webhooks::detail
