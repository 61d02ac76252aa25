#pragma once

#include "requirements.hpp"

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

/// Compares and searches text in words of eight bytes.
namespace webhooks::detail {

/// The bytes at `from` as an integer, the first one lowest on every machine.
template <std::unsigned_integral Word>
[[nodiscard]] constexpr Word load(const char* from) noexcept {
    Word word = 0;
    if (std::endian::native == std::endian::little && !std::is_constant_evaluated()) {
        std::memcpy(&word, from, sizeof word);
        return word;
    }
    for (std::size_t i = sizeof word; i-- != 0;)
        word = static_cast<Word>(word << 8U | static_cast<unsigned char>(from[i]));
    return word;
}

/// Eight bytes, the first one lowest on every machine.
[[nodiscard]] constexpr std::uint64_t load_eight(const char* from) noexcept {
    return load<std::uint64_t>(from);
}

/// Whether the first `Size` bytes are equal: one comparison for 4 and for 8.
template <std::size_t Size>
[[nodiscard]] inline bool same_bytes(const char* left, const char* right) noexcept {
    return std::memcmp(left, right, Size) == 0;
}

/// Whether two texts of `size` bytes are equal. For short texts, for which a call of `std::memcmp` is slow.
[[nodiscard]] inline bool same_text(const char* left, const char* right, std::size_t size) noexcept {
    if (size >= 8) [[likely]] {
        const std::size_t last = size - 8; // overlaps the word before it
        if (!same_bytes<8>(left, right))
            return false;
        for (std::size_t at = 8; at < last; at += 8)
            if (!same_bytes<8>(left + at, right + at))
                return false;
        return same_bytes<8>(left + last, right + last);
    }
    if (size >= 4) {
        const std::size_t last = size - 4;
        return same_bytes<4>(left, right) && same_bytes<4>(left + last, right + last);
    }
    for (std::size_t at = 0; at != size; ++at)
        if (left[at] != right[at])
            return false;
    return true;
}

/// Whether no byte of `text` is above 0x7F.
[[nodiscard]] inline bool is_ascii(std::string_view text) noexcept {
    constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080;
    constexpr std::size_t word = sizeof(std::uint64_t);
    const char* at = text.data();
    const char* const end = at + text.size();
    std::uint64_t all = 0;
    const auto remaining = [&] { return static_cast<std::size_t>(end - at); };
    for (; remaining() >= 4 * word; at += 4 * word)
        all |= load_eight(at) | load_eight(at + word) | load_eight(at + 2 * word) | load_eight(at + 3 * word);
    for (; remaining() >= word; at += word)
        all |= load_eight(at);
    for (; at != end; ++at)
        all |= static_cast<unsigned char>(*at);
    return (all & high_bits) == 0;
}

} // namespace webhooks::detail
