#pragma once

#include "../../delivery.hpp"
#include "../../detail/concat.hpp"
#include "../../detail/hex.hpp"
#include "../../error.hpp"
#include "hmac_sha256.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

/// What a verifier reads in the headers, and why it refuses them.
namespace webhooks::detail {

inline constexpr std::size_t hex_digest_size = 2 * sizeof(sha256_digest);
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

/// Reads the digits of a tag, which is `prefix` and 64 hexadecimal digits.
[[nodiscard]] inline bool read_tag(std::string_view tag, std::string_view prefix,
                                   sha256_digest& digest) noexcept {
    return tag.starts_with(prefix) && read_hex(tag.substr(prefix.size()), digest);
}

/// The reason in parts, as for `concat`.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure refused(errc code,
                                                               std::initializer_list<message_part> reason) {
    return {.code = code, .detail = concat(reason)};
}

/// Whether every character is one of base64, in either alphabet.
[[nodiscard]] inline bool is_base64(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_decimal_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
               c == '/' || c == '-' || c == '_' || c == '=';
    });
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

/// Why a tag that `read_tag` does not accept is refused.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure refused_tag(std::string_view tag,
                                                                   std::string_view prefix) {
    constexpr errc code = errc::malformed_signature;
    if (tag.empty())
        return refused(errc::missing_signature, {});
    if (tag == repeated_header)
        return refused(code, {"the header came more than once"});
    if (const auto count = values_in(tag); count > 1)
        return too_many_values(code, count, "signatures");

    constexpr std::size_t base64_size = 44; // of 32 bytes, with the padding
    const bool has_prefix = tag.starts_with(prefix);
    const std::string_view digits = has_prefix ? tag.substr(prefix.size()) : tag;
    sha256_digest ignored;
    std::string_view hint;
    if (digits.size() == base64_size && digits.back() == '=' && is_base64(digits))
        hint = "; it looks like base64, and must be hexadecimal";
    else if (!has_prefix && read_hex(digits, ignored))
        hint = ", and has the digits alone";
    if (!has_prefix)
        return refused(code, {"it does not begin with '", prefix, "'", hint});
    const message_part place = prefix.empty() ? "" : "' ";
    const std::string_view after = prefix.empty() ? "" : "after '";
    if (digits.size() != hex_digest_size)
        return refused(code, {after, prefix, place, "it has ", digits.size(), " characters, not ",
                              hex_digest_size, hint});
    return refused(code, {after, prefix, place, "it has a character that is no hexadecimal digit", hint});
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

} // namespace webhooks::detail
