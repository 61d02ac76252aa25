#include "support/catch.hpp"

#include <webhooks/trust/detail/verify.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace detail_verify_test {

using webhooks::detail::seconds_apart;
using webhooks::detail::unix_seconds;

TEST_CASE("a time has decimal digits in all places, and no other character") {
    bool as_expected = true;
    for (std::size_t place = 0; place < 12; ++place)
        for (int value = 0; value < 256; ++value) {
            std::string text = "123456789012";
            text[place] = static_cast<char>(value);
            const std::optional<std::int64_t> seconds = unix_seconds(text);
            const bool is_digit = value >= '0' && value <= '9';
            as_expected &= is_digit ? seconds == std::stoll(text) : !seconds;
        }
    CHECK(as_expected);
}

TEST_CASE("times are 1 to 12 digits") {
    std::string text;
    CHECK(!unix_seconds(text));
    for (std::size_t digits = 1; digits <= 12; ++digits) {
        text += static_cast<char>('0' + digits % 10);
        CHECK(unix_seconds(text) == std::stoll(text));
    }
    CHECK(!unix_seconds(text + "3"));
}

TEST_CASE("the distance of two times does not overflow") {
    using limits = std::numeric_limits<std::int64_t>;
    const auto at = [](std::int64_t seconds) {
        return std::chrono::sys_seconds(std::chrono::seconds(seconds));
    };
    CHECK(seconds_apart(at(5), 5) == 0);
    CHECK(seconds_apart(at(5), 7) == 2);
    CHECK(seconds_apart(at(7), 5) == 2);
    CHECK(seconds_apart(at(limits::max()), 0) == static_cast<std::uint64_t>(limits::max()));
    CHECK(seconds_apart(at(limits::min()), 999'999'999'999) == (std::uint64_t{1} << 63U) + 999'999'999'999U);
}

} // namespace detail_verify_test
