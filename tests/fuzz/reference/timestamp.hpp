#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

/// An independent implementation of timestamps: RFC 3339, section 5.6, rule by rule, one character at a time. It
/// shares only the result type with the library, and does not use <chrono>'s calendar.
namespace fuzz::reference {

using time_point = std::chrono::sys_time<std::chrono::microseconds>;

/// The productions of the grammar. Each consumes its text from the front, or fails.
class timestamp_grammar {
public:
    explicit timestamp_grammar(std::string_view text) noexcept : rest_(text) {}

    /// date-time = full-date "T" full-time. Returns nothing for other text.
    [[nodiscard]] std::optional<std::int64_t> date_time() {
        const std::int64_t days = full_date();
        take_letter('T');
        const std::int64_t microseconds = full_time();
        if (failed_ || !rest_.empty())
            return std::nullopt;
        const std::int64_t at = days * day_length + microseconds;
        if (at < first_time || at >= end_time)
            return std::nullopt;
        return at;
    }

    static constexpr std::int64_t day_length = std::int64_t{86'400} * 1'000'000; // microseconds
    static constexpr std::int64_t first_time = -719'528 * day_length;            // 0000-01-01
    static constexpr std::int64_t end_time = 2'932'897 * day_length;             // 10000-01-01

private:
    /// full-date = 4DIGIT "-" 2DIGIT "-" 2DIGIT, as days since 1970-01-01.
    std::int64_t full_date() {
        const int year = number(4);
        take('-');
        const int month = number(2);
        take('-');
        const int day = number(2);
        if (month < 1 || month > 12 || day < 1 || day > days_in(year, month)) {
            failed_ = true;
            return 0;
        }
        std::int64_t days = days_before(year) - days_before(1970) + day - 1;
        for (int earlier = 1; earlier < month; ++earlier)
            days += days_in(year, earlier);
        return days;
    }

    /// full-time = partial-time time-offset, as microseconds since midnight in UTC.
    std::int64_t full_time() {
        const int hour = number(2);
        take(':');
        const int minute = number(2);
        take(':');
        const int second = number(2); // 60: a leap second
        if (hour > 23 || minute > 59 || second > 60)
            failed_ = true;
        const std::int64_t fraction = next_is('.') ? secfrac() : 0;
        const int minute_in_utc = hour * 60 + minute - time_offset();
        // Section 5.7: a leap second is 23:59:60 in UTC; with an offset it is on the day before or after.
        if (second == 60 && (minute_in_utc + 2 * 1440) % 1440 != 1439)
            failed_ = true;
        return (minute_in_utc * std::int64_t{60} + second) * 1'000'000 + fraction;
    }

    /// time-secfrac = "." 1*DIGIT, as microseconds, truncated.
    std::int64_t secfrac() {
        take('.');
        std::int64_t microseconds = number(1);
        int digits = 1;
        for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; ++digits) {
            const int digit = number(1);
            if (digits < 6)
                microseconds = microseconds * 10 + digit;
        }
        for (; digits < 6; ++digits)
            microseconds *= 10;
        return microseconds;
    }

    /// time-offset = "Z" / (("+" / "-") time-hour ":" time-minute), in minutes.
    int time_offset() {
        if (next_is('Z') || next_is('z')) {
            take_letter('Z');
            return 0;
        }
        const bool west = next_is('-');
        take(west ? '-' : '+');
        const int hours = number(2);
        take(':');
        const int minutes = number(2);
        if (hours > 23 || minutes > 59)
            failed_ = true;
        return (west ? -1 : 1) * (hours * 60 + minutes);
    }

    [[nodiscard]] bool next_is(char wanted) const noexcept {
        return !rest_.empty() && rest_.front() == wanted;
    }

    void take(char wanted) {
        if (!next_is(wanted)) {
            failed_ = true;
            return;
        }
        rest_.remove_prefix(1);
    }

    /// Section 5.6: "T" and "Z" may be lower case.
    void take_letter(char upper) {
        const auto lower = static_cast<char>(upper - 'A' + 'a');
        take(next_is(lower) ? lower : upper);
    }

    int number(int digits) {
        int value = 0;
        for (; digits != 0; --digits) {
            if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') {
                failed_ = true;
                return 0;
            }
            value = value * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }

    [[nodiscard]] static bool is_leap(int year) noexcept {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    [[nodiscard]] static int days_in(int year, int month) noexcept {
        if (month == 2)
            return is_leap(year) ? 29 : 28;
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /// The number of days in the years from 0 up to, excluding, `year`.
    [[nodiscard]] static std::int64_t days_before(int year) noexcept {
        const auto multiples = [year](int of) { return (year + of - 1) / of; }; // 0 is a multiple
        return std::int64_t{365} * year + multiples(4) - multiples(100) + multiples(400);
    }

    std::string_view rest_;
    bool failed_ = false;
};

/// The expected result of `scaivault::parse_timestamp`.
[[nodiscard]] inline std::optional<time_point> parse_timestamp(std::string_view text) {
    const auto microseconds = timestamp_grammar(text).date_time();
    if (!microseconds)
        return std::nullopt;
    return time_point(std::chrono::microseconds(*microseconds));
}

/// True if RFC 3339 can represent `time`: from the year 0 to the year 9999.
[[nodiscard]] inline bool has_text(time_point time) noexcept {
    const std::int64_t at = time.time_since_epoch().count();
    return at >= timestamp_grammar::first_time && at < timestamp_grammar::end_time;
}

} // namespace fuzz::reference
