#include "support/catch.hpp"

#include <scaivault/detail/verify.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace detail_verify_test {

using scaivault::detail::eight_digits;
using scaivault::detail::seconds_apart;
using scaivault::detail::unix_seconds;

namespace {

/// The first character in the lowest byte, as a little-endian machine loads it.
constexpr std::uint64_t loaded(const char (&text)[9]) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i)
        value |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
    return value;
}

} // namespace

static_assert(eight_digits(loaded("00000000")) == 0);
static_assert(eight_digits(loaded("12345678")) == 12345678);
static_assert(eight_digits(loaded("99999999")) == 99999999);
static_assert(!eight_digits(loaded("1234567:")));
static_assert(!eight_digits(loaded("/2345678")));
static_assert(!eight_digits(loaded("1234\xFA"
                                   "678")));

TEST_CASE("eight digits at once are judged like one by one, whatever stands in whichever place") {
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

TEST_CASE("what is signed is the timestamp, a dot and the body, however long the one or the other") {
    for (std::size_t size = 0; size <= 20; ++size)
        for (const std::size_t body_size : {0U, 1U, 42U, 43U, 44U, 62U, 63U, 64U, 65U, 200U}) {
            std::string body(body_size, ' ');
            for (std::size_t i = 0; i != body.size(); ++i)
                body[i] = static_cast<char>('a' + i % 26);
            // Different digits than before, because unwritten digits could still have the old values.
            const std::string timestamp(size, static_cast<char>('0' + size % 10));
            const scaivault::detail::signed_text text(timestamp, body);
            CAPTURE(timestamp, body_size);
            CHECK(std::string(text.block()).append(text.rest()) == timestamp + '.' + body);
        }
}

} // namespace detail_verify_test
