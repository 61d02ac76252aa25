#include "support/catch.hpp"

#include <webhooks/detail/coarse_clock.hpp>

#include <chrono>
#include <thread>

namespace detail_coarse_clock_test {

using namespace std::chrono_literals;
using webhooks::detail::coarse_steady_now;
using webhooks::detail::system_seconds_now;

TEST_CASE("the coarse clock counts like the steady clock, and never goes back") {
    const auto first = coarse_steady_now();
    CHECK(first <= std::chrono::steady_clock::now());
    CHECK(first + 1s > std::chrono::steady_clock::now());
    std::this_thread::sleep_for(50ms);
    const auto second = coarse_steady_now();
    CHECK(second > first);
}

TEST_CASE("the system's seconds are those of the system's clock") {
    const auto now = std::chrono::system_clock::now();
    const auto seconds = system_seconds_now();
    CHECK(seconds <= now + 1s);
    CHECK(seconds >= now - 2s);
}

} // namespace detail_coarse_clock_test
