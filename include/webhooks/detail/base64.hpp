#pragma once

#include "requirements.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// Base64 with padding (RFC 4648, section 4).
namespace webhooks::detail {

inline constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The number of characters for `bytes` bytes.
[[nodiscard]] constexpr std::size_t base64_size(std::size_t bytes) noexcept {
    return (bytes + 2) / 3 * 4;
}

/// The value of each digit; 64 for other characters.
inline constexpr std::array<unsigned char, 256> base64_values = [] {
    std::array<unsigned char, 256> values{};
    values.fill(64);
    for (std::size_t i = 0; i != base64_digits.size(); ++i)
        values[static_cast<unsigned char>(base64_digits[i])] = static_cast<unsigned char>(i);
    return values;
}();

/// Reads exactly `bytes.size()` bytes.
/// \return false for another length, another character, wrong padding, or bits beyond the last byte that are not zero.
///         `bytes` is then unspecified
[[nodiscard]] constexpr bool read_base64(std::string_view text, std::span<unsigned char> bytes) noexcept {
    const std::size_t digits = (bytes.size() * 8 + 5) / 6;
    if (text.size() != base64_size(bytes.size()) ||
        text.find_first_not_of('=', digits) != std::string_view::npos)
        return false;
    std::uint32_t bits = 0;
    unsigned count = 0;
    unsigned others = 0;
    std::size_t made = 0;
    for (const char digit : text.substr(0, digits)) {
        const unsigned value = base64_values[static_cast<unsigned char>(digit)];
        others |= value & 64U;
        bits = (bits << 6U) | (value & 63U);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes[made++] = static_cast<unsigned char>(bits >> count);
        }
    }
    return others == 0 && (bits & ((1U << count) - 1U)) == 0;
}

/// The number of bytes in a text that is base64, judged by its length and its padding.
[[nodiscard]] constexpr std::size_t bytes_in_base64(std::string_view text) noexcept {
    const std::size_t last = text.find_last_not_of('=');
    return last == std::string_view::npos ? 0 : (last + 1) * 6 / 8;
}

/// Appends `bytes` to `text`.
inline void append_base64(std::string& text, std::span<const unsigned char> bytes) {
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const unsigned char byte : bytes) {
        bits = (bits << 8U) | byte;
        for (count += 8; count >= 6;) {
            count -= 6;
            text.push_back(base64_digits[(bits >> count) & 63U]);
        }
    }
    if (count != 0)
        text.push_back(base64_digits[(bits << (6 - count)) & 63U]);
    text.append(base64_size(bytes.size()) - (bytes.size() * 8 + 5) / 6, '=');
}

} // namespace webhooks::detail
