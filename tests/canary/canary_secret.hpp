#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace canary {

/// Fills a buffer with the canary, in place, so that no other copy of it is ever made. Both the program and the test
/// know it thus without telling each other.
inline void derive_secret(std::span<char> into) noexcept {
    std::uint32_t state = 0x2545'F491;
    for (char& c : into) {
        state ^= state << 13U;
        state ^= state >> 17U;
        state ^= state << 5U;
        c = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789ghijklmnopqrstuvwxyz-_"[state >> 26U];
    }
}

inline constexpr std::size_t secret_size = 48;

} // namespace canary
