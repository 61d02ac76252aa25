#include "scaivault/events/timestamp.hpp"

#include "../support/catch.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace events_timestamp_test {

namespace {

using scaivault::format_timestamp;
using scaivault::parse_timestamp;
using scaivault::time_point;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;

constexpr time_point noon = sys_days{year{2026} / 4 / 23} + hours{14};

constexpr bool reads(std::string_view text, time_point expected) {
    return parse_timestamp(text) == expected;
}
constexpr bool refuses(std::string_view text) {
    return !parse_timestamp(text).has_value();
}

constexpr bool writes(time_point time, std::string_view expected) {
    char text[webhooks::detail::longest_timestamp]{};
    return std::string_view(text, webhooks::detail::write_timestamp(text, time)) == expected;
}

// The vendor's forms.
static_assert(reads("2026-04-23T14:00:00.123456Z", noon + microseconds{123'456}));
static_assert(reads("2026-04-23T14:00:00Z", noon));
static_assert(reads("1970-01-01T00:00:00Z", time_point{}));
static_assert(reads("1969-12-31T23:59:59.999999Z", time_point{microseconds{-1}}));
static_assert(reads("0000-01-01T00:00:00Z", sys_days{year{0} / 1 / 1}));
static_assert(reads("9999-12-31T23:59:59.999999Z", sys_days{year{10'000} / 1 / 1} - microseconds{1}));

// Any number of fractional digits; what is finer than a microsecond is cut off.
static_assert(reads("2026-04-23T14:00:00.1Z", noon + microseconds{100'000}));
static_assert(reads("2026-04-23T14:00:00.12Z", noon + microseconds{120'000}));
static_assert(reads("2026-04-23T14:00:00.123Z", noon + microseconds{123'000}));
static_assert(reads("2026-04-23T14:00:00.000001Z", noon + microseconds{1}));
static_assert(reads("2026-04-23T14:00:00.1234567Z", noon + microseconds{123'456}));
static_assert(reads("2026-04-23T14:00:00.123456999Z", noon + microseconds{123'456}));
static_assert(reads("1969-12-31T23:59:59.0000009Z", time_point{seconds{-1}}));
static_assert(refuses("2026-04-23T14:00:00.Z"));
static_assert(refuses("2026-04-23T14:00:00.+00:00"));
static_assert(reads("1985-04-12T00:59:59.1234567890Z",
                    sys_days{year{1985} / 4 / 12} + minutes{59} + microseconds{59'123'456}));
static_assert(reads("2026-04-23T14:00:00.1234567890+00:00", noon + microseconds{123'456}));
static_assert(reads("2026-04-23T14:00:00.00000000000000000001Z", noon));
static_assert(reads("2026-04-23T14:00:00.99999999999999999999999999999999999999Z",
                    noon + microseconds{999'999}));
static_assert(refuses("2026-04-23T14:00:00.1234567890"));
static_assert(refuses("2026-04-23T14:00:00.12345678901234567890x"));
static_assert(refuses("2026-04-23T14:00:00,123456Z"));
static_assert(refuses("2026-04-23T14:00:00.12345xZ"));
static_assert(refuses("2026-04-23T14:00:00.12345:Z"));
static_assert(refuses("2026-04-23T14:00:00.-23456Z"));

// Lower case, RFC 3339, section 5.6.
static_assert(reads("2026-04-23t14:00:00z", noon));
static_assert(reads("2026-04-23t14:00:00.123456z", noon + microseconds{123'456}));
static_assert(reads("2026-04-23T14:00:00.1z", noon + microseconds{100'000}));
static_assert(refuses("2026-04-23 14:00:00Z"));
static_assert(refuses("2026-04-23_14:00:00Z"));
static_assert(refuses("2026-04-23\x14"
                      "14:00:00Z")); // 'T' with two bits cleared

// Offsets.
static_assert(reads("2026-04-23T16:00:00+02:00", noon));
static_assert(reads("2026-04-23T08:30:00-05:30", noon));
static_assert(reads("2026-04-23T14:00:00+00:00", noon));
static_assert(reads("2026-04-23T14:00:00-00:00", noon));
static_assert(reads("2026-04-23T16:00:00.5+02:00", noon + microseconds{500'000}));
static_assert(reads("2026-04-23T16:00:00.123456+02:00", noon + microseconds{123'456}));
static_assert(reads("2026-04-23T00:30:00+01:00", sys_days{year{2026} / 4 / 22} + hours{23} + minutes{30}));
static_assert(reads("2025-12-31T23:30:00-01:00", sys_days{year{2026} / 1 / 1} + minutes{30}));
static_assert(reads("2026-01-01T00:30:00+01:00", sys_days{year{2025} / 12 / 31} + hours{23} + minutes{30}));
static_assert(reads("2024-03-01T00:00:00+23:59", sys_days{year{2024} / 2 / 29} + minutes{1}));
static_assert(refuses("2026-04-23T14:00:00+24:00"));
static_assert(refuses("2026-04-23T14:00:00+02:60"));
static_assert(refuses("2026-04-23T14:00:00+0200"));
static_assert(refuses("2026-04-23T14:00:00+02"));
static_assert(refuses("2026-04-23T14:00:00+2:000"));
static_assert(refuses("2026-04-23T14:00:00+0a:00"));
static_assert(refuses("2026-04-23T14:00:00 02:00"));
static_assert(refuses("2026-04-23T14:00:00+02:00Z"));

// Second 60 is taken where it is 23:59:60 in UTC, and is the second that follows. RFC 3339, section 5.7.
static_assert(reads("2016-12-31T23:59:60Z", sys_days{year{2017} / 1 / 1}));
static_assert(reads("2016-12-31T23:59:60.25Z", sys_days{year{2017} / 1 / 1} + microseconds{250'000}));
static_assert(reads("2016-12-31T23:59:60.123456Z", sys_days{year{2017} / 1 / 1} + microseconds{123'456}));
static_assert(reads("1990-12-31T23:59:60Z", sys_days{year{1991} / 1 / 1}));
static_assert(reads("1990-12-31T15:59:60-08:00", sys_days{year{1991} / 1 / 1}));
static_assert(reads("2017-01-01T05:29:60.999999999+05:30",
                    sys_days{year{2017} / 1 / 1} + microseconds{999'999}));
static_assert(refuses("1998-12-31T22:59:60Z"));
static_assert(refuses("2026-04-23T13:59:60Z"));
static_assert(refuses("2026-04-23T13:59:60.123456Z"));
static_assert(refuses("2016-12-31T23:58:60Z"));
static_assert(refuses("2017-01-01T00:00:60Z"));
static_assert(refuses("2016-12-31T23:59:60-08:00"));
static_assert(refuses("2016-12-31T23:59:60+00:01"));
static_assert(refuses("2016-12-31T23:59:61Z"));

// What is outside of the years 0000 to 9999 in UTC has no text, so it could not be written again.
static_assert(reads("0000-01-01T01:00:00+01:00", sys_days{year{0} / 1 / 1}));
static_assert(refuses("0000-01-01T00:59:59.999999+01:00"));
static_assert(refuses("0000-01-01T00:00:00+23:59"));
static_assert(reads("9999-12-31T22:59:59.9999999-01:00", sys_days{year{10'000} / 1 / 1} - microseconds{1}));
static_assert(refuses("9999-12-31T23:00:00-01:00"));
static_assert(refuses("9999-12-31T23:59:60Z"));
static_assert(refuses("9999-12-31T23:59:60.000001Z"));
static_assert(reads("9998-12-31T23:59:60Z", sys_days{year{9'999} / 1 / 1}));

// Dates and times that do not exist.
static_assert(reads("2024-02-29T00:00:00Z", sys_days{year{2024} / 2 / 29}));
static_assert(reads("2000-02-29T00:00:00Z", sys_days{year{2000} / 2 / 29}));
static_assert(reads("0000-02-29T00:00:00Z", sys_days{year{0} / 2 / 29}));
static_assert(refuses("2023-02-29T00:00:00Z"));
static_assert(refuses("1900-02-29T00:00:00Z"));
static_assert(refuses("2024-02-30T00:00:00Z"));
static_assert(refuses("2026-04-31T14:00:00Z"));
static_assert(refuses("2026-06-31T14:00:00Z"));
static_assert(refuses("2026-09-31T14:00:00Z"));
static_assert(refuses("2026-11-31T14:00:00Z"));
static_assert(refuses("2026-01-32T14:00:00Z"));
static_assert(refuses("2026-04-00T14:00:00Z"));
static_assert(refuses("2026-00-23T14:00:00Z"));
static_assert(refuses("2026-13-23T14:00:00Z"));
static_assert(refuses("2026-99-23T14:00:00Z"));
static_assert(refuses("2026-04-23T24:00:00Z"));
static_assert(refuses("2026-04-23T14:60:00Z"));

// Texts of another form.
static_assert(refuses(""));
static_assert(refuses("2026-04-23"));
static_assert(refuses("2026-04-23T14:00:00"));
static_assert(refuses("2026-04-23T14:00:00.123456"));
static_assert(refuses("2026-04-23T14:00Z"));
static_assert(refuses("12026-04-23T14:00:00Z"));
static_assert(refuses("+2026-04-23T14:00:00Z"));
static_assert(refuses("-026-04-23T14:00:00Z"));
static_assert(refuses("26-04-23T14:00:00Z"));
static_assert(refuses("2026-4-23T14:00:00Z0"));
static_assert(refuses("2026/04/23T14:00:00Z"));
static_assert(refuses("20260423T140000Z"));
static_assert(refuses(" 2026-04-23T14:00:00Z"));
static_assert(refuses("2026-04-23T14:00:00Z "));
static_assert(refuses("2026-04-23T14:00:00ZZ"));
static_assert(refuses("2026-04-23T14:00:00.123456Z "));
static_assert(refuses(std::string_view("2026-04-23T14:00:00Z\0", 21)));
static_assert(refuses(std::string_view("2026-04-23T14:00:0\0Z", 20)));
static_assert(refuses("2026-04-23T14:00:00X"));
static_assert(refuses("2026-04-23T14:00:00\x1a")); // 'Z' with a bit cleared

// Writing.
static_assert(writes(noon, "2026-04-23T14:00:00Z"));
static_assert(writes(noon + microseconds{123'456}, "2026-04-23T14:00:00.123456Z"));
static_assert(writes(noon + microseconds{1}, "2026-04-23T14:00:00.000001Z"));
static_assert(writes(noon + microseconds{500'000}, "2026-04-23T14:00:00.500000Z"));
static_assert(writes(time_point{}, "1970-01-01T00:00:00Z"));
static_assert(writes(time_point{microseconds{-1}}, "1969-12-31T23:59:59.999999Z"));
static_assert(writes(sys_days{year{0} / 1 / 1}, "0000-01-01T00:00:00Z"));
static_assert(writes(sys_days{year{7} / 2 / 3}, "0007-02-03T00:00:00Z"));
static_assert(writes(sys_days{year{0} / 1 / 1} - microseconds{1}, "0000-01-01T00:00:00Z"));
static_assert(writes(time_point::min(), "0000-01-01T00:00:00Z"));
static_assert(writes(sys_days{year{10'000} / 1 / 1}, "9999-12-31T23:59:59.999999Z"));
static_assert(writes(time_point::max(), "9999-12-31T23:59:59.999999Z"));

static_assert(noexcept(parse_timestamp("")));

} // namespace

TEST_CASE("what is written is read back as the same time") {
    constexpr time_point first = sys_days{year{0} / 1 / 1};
    constexpr time_point last = sys_days{year{10'000} / 1 / 1} - microseconds{1};
    constexpr microseconds step{
        1'234'567'890'123}; // two weeks and odd, so that every part of the text changes
    std::size_t lost = 0;
    std::size_t tried = 0;
    for (time_point time = first; time <= last; time += step, ++tried)
        lost += parse_timestamp(format_timestamp(time)) != time;
    CHECK(tried > 250'000);
    CHECK(lost == 0);
}

TEST_CASE("every day of the first and of the last 400 years is read, and none after the last of its month") {
    // Leap years repeat after 400 years.
    std::size_t wrong = 0;
    for (const int first : {0, 9'600})
        for (sys_days day = year{first} / 1 / 1; day < sys_days{year{first + 400} / 1 / 1}; day += days{1}) {
            std::string text = format_timestamp(day);
            wrong += parse_timestamp(text) != time_point{day};
            const std::chrono::year_month_day date{day};
            if (date == date.year() / date.month() / std::chrono::last) {
                const auto after = static_cast<unsigned>(date.day()) + 1;
                text[8] = static_cast<char>('0' + after / 10);
                text[9] = static_cast<char>('0' + after % 10);
                wrong += parse_timestamp(text).has_value();
            }
        }
    CHECK(wrong == 0);
}

TEST_CASE("a byte that is not of the form is refused at every position") {
    const std::array<std::string_view, 3> forms{"2026-04-23T14:00:00.123456Z", "2026-04-23T14:00:00Z",
                                                "2026-04-23T14:00:00.5+02:00"};
    std::size_t accepted = 0;
    for (const std::string_view form : forms) {
        for (std::size_t at = 0; at < form.size(); ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                const char c = static_cast<char>(byte);
                const bool digit = c >= '0' && c <= '9';
                const bool was_digit = form[at] >= '0' && form[at] <= '9';
                const bool same_letter =
                    (form[at] == 'T' || form[at] == 'Z') && (byte | 0x20) == (form[at] | 0x20);
                const bool sign = form[at] == '+' && c == '-';
                if (c == form[at] || (digit && was_digit) || same_letter || sign)
                    continue;
                std::string text(form);
                text[at] = c;
                accepted += parse_timestamp(text).has_value();
            }
        }
    }
    CHECK(accepted == 0);
}

TEST_CASE("a text that is cut off is refused at every length") {
    const std::string_view whole = "2026-04-23T14:00:00.123456+02:00";
    REQUIRE(parse_timestamp(whole).has_value());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        // A copy of its own, so that a sanitizer sees a read past the end.
        const std::string text(whole.substr(0, size));
        CAPTURE(text);
        CHECK_FALSE(parse_timestamp(text).has_value());
    }
}

TEST_CASE("a timestamp is appended to what is there") {
    std::string text = "at ";
    scaivault::append_timestamp(text, noon);
    CHECK(text == "at 2026-04-23T14:00:00Z");
}

} // namespace events_timestamp_test
