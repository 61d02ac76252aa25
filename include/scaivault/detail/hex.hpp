#pragma once

#include "requirements.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

namespace scaivault::detail {

using sha256_digest = std::array<unsigned char, 32>;

/// Reads the 64 characters at `text` as hexadecimal of either case into `digest`; false where one is no
/// digit. Always reads all of them. No tables and no branches, and sixteen characters at a time, each with a
/// verdict of its own: so both compilers make vector code of it. Of one loop over all 64, Clang makes 1,400
/// instructions for single bytes, and they take ten times as long. A call, because GCC spills the constants where
/// it is inlined into a loop.
[[nodiscard, gnu::noinline]] inline bool read_hex(const char* text, sha256_digest& digest) noexcept {
    constexpr std::size_t lanes = 16;
    std::array<unsigned char, 64> nibbles;
    std::array<unsigned char, lanes> valid;
    valid.fill(0xFF);
    for (std::size_t begin = 0; begin != nibbles.size(); begin += lanes)
        for (std::size_t lane = 0; lane != lanes; ++lane) {
            const auto character = static_cast<unsigned char>(text[begin + lane]);
            const auto decimal = static_cast<unsigned char>(character - '0');
            const auto letter = static_cast<unsigned char>((character | 0x20U) - 'a');
            const auto is_decimal = static_cast<unsigned char>(decimal < 10 ? 0xFF : 0);
            const auto is_letter = static_cast<unsigned char>(letter < 6 ? 0xFF : 0);
            nibbles[begin + lane] = static_cast<unsigned char>((character & 0xFU) + (is_letter & 9U));
            valid[lane] = static_cast<unsigned char>(valid[lane] & (is_decimal | is_letter));
        }
    for (std::size_t i = 0; i != digest.size(); ++i)
        digest[i] = static_cast<unsigned char>((nibbles[2 * i] << 4U) | nibbles[2 * i + 1]);
    const auto halves = std::bit_cast<std::array<std::uint64_t, 2>>(valid);
    return (halves[0] & halves[1]) == ~std::uint64_t{0};
}

/// Appends `digest` to `text` in lower-case hexadecimal.
inline void append_hex(std::string& text, const sha256_digest& digest) {
    for (const unsigned char byte : digest) {
        text.push_back("0123456789abcdef"[byte >> 4U]);
        text.push_back("0123456789abcdef"[byte & 0xFU]);
    }
}

} // namespace scaivault::detail
