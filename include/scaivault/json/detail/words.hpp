#pragma once

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

/// Whether two texts of `size` bytes are equal. For short ones, which `std::memcmp` is slow to get ready for.
[[nodiscard]] inline bool same_text(const char* left, const char* right, std::size_t size) noexcept {
    const auto same = [&]<class Word>(Word, std::size_t at) {
        return word_at<Word>(left + at) == word_at<Word>(right + at);
    };
    if (size >= sizeof(std::uint64_t)) [[likely]] {
        for (std::size_t at = 0; at + sizeof(std::uint64_t) < size; at += sizeof(std::uint64_t))
            if (!same(std::uint64_t{}, at))
                return false;
        return same(std::uint64_t{}, size - sizeof(std::uint64_t)); // overlaps the word before it
    }
    if (size >= sizeof(std::uint32_t))
        return same(std::uint32_t{}, 0) && same(std::uint32_t{}, size - sizeof(std::uint32_t));
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
