#pragma once

#include <array>
#include <cstddef>
#include <string>

namespace scaivault::detail {

using sha256_digest = std::array<unsigned char, 32>;

/// Reads the 64 characters at `text` as hexadecimal of either case into `digest`; false where one is no
/// digit. Always reads all of them. No tables and no branches: compilers turn both loops into vector code.
[[nodiscard]] inline bool read_hex(const char* text, sha256_digest& digest) noexcept {
    std::array<unsigned char, 64> nibbles;
    unsigned char valid = 0xFF;
    for (std::size_t i = 0; i < nibbles.size(); ++i) {
        const auto character = static_cast<unsigned char>(text[i]);
        const auto decimal = static_cast<unsigned char>(character - '0');
        const auto letter = static_cast<unsigned char>((character | 0x20U) - 'a');
        const auto is_decimal = static_cast<unsigned char>(decimal < 10 ? 0xFF : 0);
        const auto is_letter = static_cast<unsigned char>(letter < 6 ? 0xFF : 0);
        nibbles[i] = static_cast<unsigned char>((character & 0xFU) + (is_letter & 9U));
        valid = static_cast<unsigned char>(valid & (is_decimal | is_letter));
    }
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<unsigned char>((nibbles[2 * i] << 4U) | nibbles[2 * i + 1]);
    return valid == 0xFF;
}

/// Appends `digest` to `text` in lower-case hexadecimal.
inline void append_hex(std::string& text, const sha256_digest& digest) {
    for (const unsigned char byte : digest) {
        text.push_back("0123456789abcdef"[byte >> 4U]);
        text.push_back("0123456789abcdef"[byte & 0xFU]);
    }
}

} // namespace scaivault::detail
