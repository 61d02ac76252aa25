#pragma once

#include "requirements.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

/// Text compared and looked through in words of eight bytes.
namespace scaivault::detail {

template <class Word>
[[nodiscard]] inline Word word_at(const char* text) noexcept {
    Word word;
    std::memcpy(&word, text, sizeof word);
    return word;
}

template <class Word>
[[nodiscard]] inline bool same_word(const char* left, const char* right) noexcept {
    return word_at<Word>(left) == word_at<Word>(right);
}

/// Whether two texts of `size` bytes are equal. For short ones, which `std::memcmp` is slow to get ready for.
[[nodiscard]] inline bool same_text(const char* left, const char* right, std::size_t size) noexcept {
    if (size >= sizeof(std::uint64_t)) [[likely]] {
        const std::size_t last = size - sizeof(std::uint64_t); // overlaps the word before it
        for (std::size_t at = 0; at < last; at += sizeof(std::uint64_t))
            if (!same_word<std::uint64_t>(left + at, right + at))
                return false;
        return same_word<std::uint64_t>(left + last, right + last);
    }
    if (size >= sizeof(std::uint32_t)) {
        const std::size_t last = size - sizeof(std::uint32_t);
        return same_word<std::uint32_t>(left, right) && same_word<std::uint32_t>(left + last, right + last);
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
        all |= word_at<std::uint64_t>(at) | word_at<std::uint64_t>(at + word) |
               word_at<std::uint64_t>(at + 2 * word) | word_at<std::uint64_t>(at + 3 * word);
    for (; remaining() >= word; at += word)
        all |= word_at<std::uint64_t>(at);
    for (; at != end; ++at)
        all |= static_cast<unsigned char>(*at);
    return (all & high_bits) == 0;
}

} // namespace scaivault::detail
