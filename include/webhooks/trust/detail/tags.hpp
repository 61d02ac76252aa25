#pragma once

#include "../../detail/base64.hpp"
#include "../../detail/hex.hpp"
#include "verify.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

/// What a verifier reads in the signature header, and why it refuses it.
namespace webhooks::detail {

/// More tags than a vendor sends, and few enough to compare each with each secret.
inline constexpr std::size_t max_tags = 16;

/// The signatures in a header.
template <std::size_t TagSize, std::size_t Capacity>
struct claimed_tags {
    using tag = std::array<unsigned char, TagSize>;

    std::array<tag, Capacity> tags; // uninitialised beyond count
    std::size_t count = 0;

    [[nodiscard]] std::span<const tag> all() const noexcept { return {tags.data(), count}; }
};

template <std::size_t Size>
[[nodiscard]] bool read_digits(std::string_view digits, bool is_base64,
                               std::array<unsigned char, Size>& bytes) noexcept {
    return is_base64 ? read_base64(digits, bytes) : read_hex(digits, bytes);
}

/// Reads a header that has one tag.
template <std::size_t Size>
[[nodiscard]] bool read_tag(std::string_view tag, const tag_format& format,
                            std::array<unsigned char, Size>& bytes) noexcept {
    return tag.starts_with(format.prefix) &&
           read_digits(tag.substr(format.prefix.size()), format.is_base64, bytes);
}

/// Whether every character is one of base64, in either alphabet.
[[nodiscard]] inline bool is_base64(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_decimal_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
               c == '/' || c == '-' || c == '_' || c == '=';
    });
}

[[nodiscard]] inline bool is_hex(std::string_view text) noexcept {
    return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// Why one tag is refused: its prefix or its digits, of a signature of `size` bytes.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure
refused_digits(std::string_view tag, const tag_format& format, std::size_t size) {
    constexpr errc code = errc::malformed_signature;
    const bool has_prefix = tag.starts_with(format.prefix);
    const std::string_view digits = has_prefix ? tag.substr(format.prefix.size()) : tag;
    const bool has_hex = digits.size() == 2 * size && is_hex(digits);
    const bool has_base64 = digits.size() == base64_size(size) && digits.back() == '=' && is_base64(digits);
    std::string_view hint;
    if (has_base64 && !format.is_base64)
        hint = "; it looks like base64, and must be hexadecimal";
    else if (has_hex && format.is_base64)
        hint = "; it looks like hexadecimal, and must be base64";
    else if (!has_prefix && (format.is_base64 ? has_base64 : has_hex))
        hint = ", and has the digits alone";
    if (!has_prefix)
        return refused(code, {"it does not begin with '", format.prefix, "'", hint});
    const message_part place = format.prefix.empty() ? "" : "' ";
    const std::string_view after = format.prefix.empty() ? "" : "after '";
    const std::size_t due = format.is_base64 ? base64_size(size) : 2 * size;
    if (digits.size() != due)
        return refused(
            code, {after, format.prefix, place, "it has ", digits.size(), " characters, not ", due, hint});
    return refused(code,
                   {after, format.prefix, place,
                    format.is_base64 ? "it is not base64" : "it has a character that is no hexadecimal digit",
                    hint});
}

/// Why a header is refused that should have one tag, of `size` bytes.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure
refused_tag(std::string_view tag, const tag_format& format, std::size_t size) {
    if (tag.empty())
        return refused(errc::missing_signature, {});
    if (tag == repeated_header)
        return refused(errc::malformed_signature, {"the header came more than once"});
    if (const auto count = values_in(tag); count > 1)
        return too_many_values(errc::malformed_signature, count, "signatures");
    return refused_digits(tag, format, size);
}

/// Reads a header that is a list of tags and, if the format has one, the time.
/// \return why it is refused, or nothing
template <std::size_t Size, std::size_t Capacity>
[[nodiscard]] std::optional<failure> read_tag_list(std::string_view list, const tag_format& format,
                                                   claimed_tags<Size, Capacity>& read,
                                                   std::string_view& timestamp) {
    if (list.empty() || list == repeated_header)
        return refused_tag(list, format, Size);
    std::size_t times = 0;
    for (bool is_last = false; !is_last;) {
        const std::size_t end = list.find(format.separator);
        is_last = end == std::string_view::npos;
        const std::string_view item = trimmed(list.substr(0, end));
        list.remove_prefix(is_last ? list.size() : end + 1);
        if (!format.timestamp_prefix.empty() && item.starts_with(format.timestamp_prefix)) {
            timestamp = item.substr(format.timestamp_prefix.size());
            ++times;
        } else if (item.starts_with(format.prefix) && !item.empty()) {
            if (read.count == Capacity)
                return refused(errc::malformed_signature, {"it has more than ", Capacity, " signatures"});
            if (!read_tag(item, format, read.tags[read.count]))
                return refused_digits(item, format, Size);
            ++read.count;
        }
    }
    if (read.count == 0)
        return refused(errc::malformed_signature, {"nothing in it begins with '", format.prefix, "'"});
    if (format.timestamp_prefix.empty() || times == 1)
        return std::nullopt;
    if (times == 0)
        return refused(errc::missing_timestamp,
                       {"nothing in the signature header begins with '", format.timestamp_prefix, "'"});
    return refused(errc::malformed_timestamp,
                   {"the signature header has '", format.timestamp_prefix, "' more than once"});
}

} // namespace webhooks::detail
