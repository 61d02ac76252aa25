#pragma once

#include "../detail/words.hpp"
#include "field.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace webhooks {

/// Reads an RFC 3339 date and time: `YYYY-MM-DDThh:mm:ss[.f...](Z|+hh:mm|-hh:mm)`.
///
/// Any number of fractional digits is accepted. Digits after the sixth are truncated, not rounded.
/// `T` and `Z` may be lower case (RFC 3339, section 5.6). The offset `-00:00` means UTC.
///
/// Second 60 is accepted only at 23:59:60 in UTC (section 5.7). It is accepted on any day, because this library has no
/// table of leap seconds. `time_point` has no leap seconds: 23:59:60.25 becomes 00:00:00.25 of the next day.
///
/// \param text  the timestamp, without anything before or after it
/// \return the time in UTC. Nothing if `text` does not have that form, if the date does not exist, or if the time in UTC
///         is outside of the years 0000 to 9999, which `format_timestamp` cannot write. Linear in the length of `text`.
[[nodiscard]] constexpr std::optional<time_point> parse_timestamp(std::string_view text) noexcept;

/// Appends `time` to `out` as `YYYY-MM-DDThh:mm:ssZ`. If the microseconds are not zero, six fractional digits precede the
/// `Z`.
///
/// A time before the year 0000 is written as 0000-01-01T00:00:00Z, a time after the year 9999 as
/// 9999-12-31T23:59:59.999999Z, because RFC 3339 cannot express them.
/// \throws std::bad_alloc
inline void append_timestamp(std::string& out, time_point time);

/// Returns the text that `append_timestamp` appends.
[[nodiscard]] inline std::string format_timestamp(time_point time);

namespace detail {

/// The required form of eight characters of a timestamp, to check all eight at once in a 64-bit word.
struct timestamp_shape {
    std::uint64_t expected = 0; ///< one byte per character, the first in the lowest byte; '0' for a digit
    std::uint64_t kept = 0;     ///< mask of the bits to compare; ignores a letter's case
    std::uint64_t to_limit = 0; ///< added to the difference from `expected`, sets bit 7 if that is too large

    /// In `pattern`, `d` is a digit, and every other character is literal.
    consteval explicit timestamp_shape(const char (&pattern)[9]) noexcept {
        for (unsigned i = 0; i < 8; ++i) {
            const bool digit = pattern[i] == 'd';
            const bool letter = pattern[i] == 'T' || pattern[i] == 'Z';
            const auto byte = static_cast<unsigned char>(digit ? '0' : pattern[i]);
            expected |= std::uint64_t{byte} << (8 * i);
            kept |= std::uint64_t{letter ? 0xDFu : 0xFFu} << (8 * i);
            to_limit |= std::uint64_t{digit ? 0x76u : 0x7Fu} << (8 * i);
        }
    }
};

/// Eight characters of a timestamp, compared with their shape.
struct timestamp_word {
    std::uint64_t values; ///< one byte per character: the value of a digit, 0 for other characters
    std::uint64_t wrong;  ///< not 0 if a character does not have the form

    constexpr timestamp_word(const char* from, const timestamp_shape& shape) noexcept
        : values((load_eight(from) ^ shape.expected) & shape.kept),
          // '0' is 0x30, so the difference of a digit is its value. Only a byte above 0x7F can carry into the next
          // one, and such a byte is an error itself.
          wrong(((values + shape.to_limit) | values) & 0x8080'8080'8080'8080u) {}

    /// The value of the two digits at `position` and `position + 1`.
    [[nodiscard]] constexpr unsigned pair(unsigned position) const noexcept {
        const std::uint64_t pairs = values * 10 + (values >> 8);
        return static_cast<unsigned>(pairs >> (8 * position)) & 0xFFu;
    }
};

[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Parses what follows the seconds. Returns the time to add to them: the fraction minus the offset.
[[nodiscard]] constexpr std::optional<std::chrono::microseconds>
parse_timestamp_tail(std::string_view text) noexcept {
    std::chrono::microseconds result{};
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        std::size_t digits = 0;
        for (std::int64_t unit = 100'000; digits < text.size() && is_digit(text[digits]);
             ++digits, unit /= 10)
            result += std::chrono::microseconds((text[digits] - '0') * unit);
        if (digits == 0)
            return std::nullopt;
        text.remove_prefix(digits);
    }
    if (text == "Z" || text == "z")
        return result;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return std::nullopt;
    for (const std::size_t i : {1u, 2u, 4u, 5u})
        if (!is_digit(text[i]))
            return std::nullopt;
    const int hours = (text[1] - '0') * 10 + (text[2] - '0');
    const int minutes = (text[4] - '0') * 10 + (text[5] - '0');
    if (hours > 23 || minutes > 59)
        return std::nullopt;
    const std::chrono::minutes offset{hours * 60 + minutes};
    return text[0] == '+' ? result - offset : result + offset;
}

// RFC 3339 has four digits for the year.
inline constexpr time_point first_time = std::chrono::sys_days{std::chrono::year{0} / 1 / 1};
inline constexpr time_point last_time =
    std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1} - std::chrono::microseconds{1};

inline constexpr std::size_t longest_timestamp = 27; // YYYY-MM-DDThh:mm:ss.ffffffZ

// "00", "01", ... "99". Copying two characters from a table is faster than a division.
inline constexpr auto two_digit_texts = [] {
    std::array<char, 200> texts{};
    for (std::size_t i = 0; i < 100; ++i) {
        texts[2 * i] = static_cast<char>('0' + i / 10);
        texts[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return texts;
}();

constexpr void write_two_digits(char* to, unsigned value) noexcept {
    std::copy_n(two_digit_texts.data() + 2 * std::size_t{value}, 2, to);
}

/// Writes `time` as `append_timestamp` does. Returns the number of characters.
constexpr std::size_t write_timestamp(char (&to)[longest_timestamp], time_point time) noexcept {
    using namespace std::chrono;
    time = std::clamp(time, first_time, last_time);

    const auto midnight = floor<days>(time);
    const year_month_day date{midnight};
    const auto since_midnight = static_cast<std::uint64_t>((time - midnight).count());
    const auto second = static_cast<unsigned>(since_midnight / 1'000'000);
    const auto fraction = static_cast<unsigned>(since_midnight % 1'000'000);
    const auto civil_year = static_cast<unsigned>(static_cast<int>(date.year()));

    write_two_digits(to, civil_year / 100);
    write_two_digits(to + 2, civil_year % 100);
    to[4] = '-';
    write_two_digits(to + 5, static_cast<unsigned>(date.month()));
    to[7] = '-';
    write_two_digits(to + 8, static_cast<unsigned>(date.day()));
    to[10] = 'T';
    write_two_digits(to + 11, second / 3600);
    to[13] = ':';
    write_two_digits(to + 14, second / 60 % 60);
    to[16] = ':';
    write_two_digits(to + 17, second % 60);
    if (fraction == 0) {
        to[19] = 'Z';
        return 20;
    }
    to[19] = '.';
    write_two_digits(to + 20, fraction / 10'000);
    write_two_digits(to + 22, fraction / 100 % 100);
    write_two_digits(to + 24, fraction % 100);
    to[26] = 'Z';
    return longest_timestamp;
}

} // namespace detail

constexpr std::optional<time_point> parse_timestamp(std::string_view text) noexcept {
    using namespace std::chrono;
    constexpr detail::timestamp_shape year_to_month{"dddd-dd-"};
    constexpr detail::timestamp_shape year_to_day{
        "d-dd-ddT"}; // overlaps the previous one, because eight characters are read at once
    constexpr detail::timestamp_shape hour_to_second{"dd:dd:dd"};
    constexpr detail::timestamp_shape six_digit_fraction{".ddddddZ"};

    if (text.size() < 20)
        return std::nullopt;
    const char* const at = text.data();
    const detail::timestamp_word head(at, year_to_month);
    const detail::timestamp_word middle(at + 3, year_to_day);
    const detail::timestamp_word clock(at + 11, hour_to_second);

    const year_month_day date{year{static_cast<int>(head.pair(0) * 100 + head.pair(2))}, month{head.pair(5)},
                              day{middle.pair(5)}};
    const unsigned hour = clock.pair(0);
    const unsigned minute = clock.pair(3);
    const unsigned second = clock.pair(6);
    if ((head.wrong | middle.wrong | clock.wrong) != 0 || !date.ok() || hour > 23 || minute > 59 ||
        second > 60)
        return std::nullopt;
    const time_point whole = sys_days{date} + seconds{(hour * 60 + minute) * 60 + second};

    if (text.size() == detail::longest_timestamp && second != 60) { // fast path: six digits and `Z`
        const detail::timestamp_word fraction(at + 19, six_digit_fraction);
        if (fraction.wrong == 0)
            return whole +
                   microseconds{fraction.pair(1) * 10'000 + fraction.pair(3) * 100 + fraction.pair(5)};
    }
    const auto tail = detail::parse_timestamp_tail(text.substr(19));
    if (!tail)
        return std::nullopt;
    const time_point time = whole + *tail;
    // Offsets are whole minutes, so second 60 is a midnight in UTC if and only if it is 23:59:60.
    if (second == 60 && floor<seconds>(time) != floor<days>(time))
        return std::nullopt;
    if (time < detail::first_time || time > detail::last_time)
        return std::nullopt;
    return time;
}

inline void append_timestamp(std::string& out, time_point time) {
    char text[detail::longest_timestamp];
    const std::size_t size = detail::write_timestamp(text, time);
    out.append(text, size);
}

inline std::string format_timestamp(time_point time) {
    std::string out;
    append_timestamp(out, time);
    return out;
}

} // namespace webhooks
