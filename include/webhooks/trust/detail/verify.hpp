#pragma once

#include "../../delivery.hpp"
#include "../../detail/concat.hpp"
#include "../../error.hpp"
#include "signed_text.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

/// What a verifier reads in the headers, and why it refuses them.
namespace webhooks::detail {

inline constexpr std::size_t max_timestamp_digits = 12; // up to the year 33658; 13 digits are milliseconds

[[nodiscard]] constexpr bool is_decimal_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Unix seconds from 1 to `max_timestamp_digits` decimal digits, and nothing else.
[[nodiscard]] constexpr std::optional<std::int64_t> unix_seconds(std::string_view text) noexcept {
    if (text.empty() || text.size() > max_timestamp_digits)
        return std::nullopt;
    std::int64_t seconds = 0;
    for (const char c : text) {
        const auto digit = static_cast<unsigned>(c - '0');
        if (digit > 9)
            return std::nullopt;
        seconds = seconds * 10 + digit;
    }
    return seconds;
}

/// Unsigned, because the difference of two signed times may not fit if `now` is far off.
[[nodiscard]] inline std::uint64_t seconds_apart(std::chrono::sys_seconds now,
                                                 std::int64_t seconds) noexcept {
    const std::int64_t now_seconds = now.time_since_epoch().count();
    const auto difference = static_cast<std::uint64_t>(now_seconds) - static_cast<std::uint64_t>(seconds);
    return now_seconds < seconds ? 0 - difference : difference;
}

/// The reason in parts, as for `concat`.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure refused(errc code,
                                                               std::initializer_list<message_part> reason) {
    return {.code = code, .detail = concat(reason)};
}

/// The number of values in a header that is a list. HTTP lets a proxy combine headers of one name, separated by commas
/// (RFC 9110, section 5.3); empty values do not count (section 5.6.1).
[[nodiscard]] inline std::uint64_t values_in(std::string_view list) noexcept {
    std::uint64_t count = 0;
    for (bool is_last = false; !is_last;) {
        const std::size_t end = list.find(',');
        is_last = end == std::string_view::npos;
        count += trimmed(list.substr(0, end)).empty() ? 0U : 1U;
        list.remove_prefix(is_last ? list.size() : end + 1);
    }
    return count;
}

[[nodiscard]] inline failure too_many_values(errc code, std::uint64_t count, std::string_view what) {
    const bool is_pair = count == 2;
    return refused(code, {"it has ", is_pair ? message_part("two") : message_part(count), " ", what,
                          ", separated by ", is_pair ? "a comma" : "commas",
                          ": did the header come more than once?"});
}

[[nodiscard, gnu::noinline, gnu::cold]] inline failure malformed_timestamp(std::string_view timestamp) {
    constexpr errc code = errc::malformed_timestamp;
    if (timestamp == repeated_header)
        return refused(code, {"the header came more than once"});
    if (const auto count = values_in(timestamp); count > 1)
        return too_many_values(code, count, "values");
    if (timestamp.size() > max_timestamp_digits) {
        constexpr std::size_t digits_of_milliseconds = 13; // from the year 2001 to 2286
        const bool may_be_milliseconds =
            timestamp.size() == digits_of_milliseconds &&
            std::all_of(timestamp.begin(), timestamp.end(), [](char c) { return is_decimal_digit(c); });
        return refused(code, {"it has ", timestamp.size(), " characters, more than ", max_timestamp_digits,
                              may_be_milliseconds ? "; milliseconds, perhaps, where seconds are due" : ""});
    }
    return refused(code, {"it has a character that is no decimal digit"});
}

/// Why a timestamp is refused that is missing, malformed or further from `now` than `tolerance`.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure
refused_timestamp(std::string_view timestamp, std::chrono::sys_seconds now, std::chrono::seconds tolerance) {
    if (timestamp.empty())
        return refused(errc::missing_timestamp, {});
    const std::optional<std::int64_t> seconds = unix_seconds(timestamp);
    if (!seconds)
        return malformed_timestamp(timestamp);
    const bool is_past = *seconds < now.time_since_epoch().count();
    return refused(is_past ? errc::stale : errc::from_the_future,
                   {"signed ", seconds_apart(now, *seconds),
                    is_past ? " s ago" : " s ahead of this machine's clock", "; the tolerance is ",
                    static_cast<std::uint64_t>(tolerance.count()), " s; check this machine's clock"});
}

/// Why an id that the scheme signs is refused. `end` is the character that follows it in the signed text.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure refused_id(std::string_view id, char end) {
    if (id.empty())
        return refused(errc::missing_id, {});
    constexpr errc code = errc::malformed_id;
    if (id == repeated_header)
        return refused(code, {"the header came more than once"});
    if (id.size() > max_signed_id_size)
        return refused(code, {"it has ", id.size(), " characters, more than ", max_signed_id_size});
    return refused(code, {"it has a '", std::string_view(&end, 1), "', which ends it in the signed text"});
}

/// Whether a verifier computes the signature of a delivery with this id.
[[nodiscard]] inline bool is_signable_id(std::string_view id, char end) noexcept {
    return !id.empty() && id.size() <= max_signed_id_size && id != repeated_header &&
           id.find(end) == std::string_view::npos;
}

} // namespace webhooks::detail
