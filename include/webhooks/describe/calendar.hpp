#pragma once

#include "timestamp.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace webhooks {

/// A member of this type is a JSON number: the whole seconds since 1970. The same as `std::chrono::sys_seconds`.
using unix_seconds = std::chrono::sys_seconds;

/// A member of this type is a JSON string `YYYY-MM-DD`. The same as `std::chrono::year_month_day`.
using calendar_date = std::chrono::year_month_day;

/// Reads a date, RFC 3339's `full-date`: `2026-01-31`.
///
/// \param text  the date, without anything before or after it
/// \return nothing if `text` does not have that form or the date does not exist
[[nodiscard]] constexpr std::optional<calendar_date> parse_date(std::string_view text) noexcept {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    unsigned digits = 0;
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (i == 4 || i == 7)
            continue;
        if (!detail::is_digit(text[i]))
            return std::nullopt;
        digits = digits * 10 + static_cast<unsigned>(text[i] - '0');
    }
    const calendar_date date{std::chrono::year{static_cast<int>(digits / 10'000)},
                             std::chrono::month{digits / 100 % 100}, std::chrono::day{digits % 100}};
    return date.ok() ? std::optional(date) : std::nullopt;
}

/// Appends `date` to `out` as `YYYY-MM-DD`. A date outside of the years 0 to 9999 is written as the nearest one inside, a date
/// that does not exist as 0000-01-01.
/// \throws std::bad_alloc
inline void append_date(std::string& out, calendar_date date) {
    char text[detail::longest_timestamp];
    detail::write_timestamp(text, date.ok() ? time_point(std::chrono::sys_days{date}) : detail::first_time);
    out.append(text, 10);
}

} // namespace webhooks
