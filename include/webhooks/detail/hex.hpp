#pragma once

#include "requirements.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace webhooks::detail {

/// Reads hexadecimal digits of either case into `bytes`.
/// \return false if `text` does not have exactly two digits for each byte; `bytes` is then unspecified
// Without tables and branches, so that compilers make vector code of it.
template <std::size_t Size>
[[nodiscard]] constexpr bool read_hex(std::string_view text,
                                      std::array<unsigned char, Size>& bytes) noexcept {
    if (text.size() != 2 * Size)
        return false;
    std::array<unsigned char, 2 * Size> values{};
    unsigned char others = 0; // no bool: GCC 12 does not make vector code of that
    for (std::size_t i = 0; i != values.size(); ++i) {
        const auto character = static_cast<unsigned char>(text[i]);
        const auto decimal = static_cast<unsigned char>(character - '0');
        const auto letter = static_cast<unsigned char>((character | 0x20U) - 'a');
        values[i] = static_cast<unsigned char>((character & 0xFU) + (letter < 6 ? 9U : 0U));
        others |= static_cast<unsigned char>(decimal >= 10 && letter >= 6);
    }
    for (std::size_t i = 0; i != Size; ++i)
        bytes[i] = static_cast<unsigned char>((values[2 * i] << 4U) | values[2 * i + 1]);
    return others == 0;
}

inline constexpr std::string_view lower_hex_digits = "0123456789abcdef";
inline constexpr std::string_view upper_hex_digits = "0123456789ABCDEF";

/// The two digits of a byte.
[[nodiscard]] constexpr std::array<char, 2> hex_of(char byte, std::string_view digits) noexcept {
    const auto value = static_cast<unsigned char>(byte);
    return {digits[value >> 4U], digits[value & 0xFU]};
}

/// Appends `bytes` to `text` in lower-case hexadecimal.
inline void append_hex(std::string& text, std::span<const unsigned char> bytes) {
    for (const unsigned char byte : bytes)
        for (const char digit : hex_of(static_cast<char>(byte), lower_hex_digits))
            text.push_back(digit);
}

} // namespace webhooks::detail
