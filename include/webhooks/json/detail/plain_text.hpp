#pragma once

#include "../../detail/words.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#    include <emmintrin.h>
#endif

/// Plain characters are printable ASCII without `"` and `\`. A JSON string of them has itself as its value.
namespace webhooks::detail {

/// Whether `text` is plain and not empty.
[[nodiscard]] constexpr bool is_plain(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c >= 0x20 && static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\';
    });
}

/// One bit for a key: keys with different bits differ.
[[nodiscard]] constexpr std::uint64_t key_bit(std::string_view key) noexcept {
    const auto last = key.empty() ? 0U : static_cast<unsigned char>(key.back());
    return std::uint64_t{1} << ((key.size() * 5 + last) & 63U);
}

/// Which of sixteen bytes are not plain, as one bit for each byte, the first byte lowest.
struct byte_marks {
    static constexpr std::size_t size = 16;

    [[nodiscard]] static unsigned of(const char* at) noexcept {
#if defined(__SSE2__)
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
        const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
        // Only bit 7 counts. As signed numbers, bytes above 0x7F are below 0x20 too, so the difference is negative.
        const __m128i others = _mm_subs_epi8(bytes, _mm_set1_epi8(0x20));
        return static_cast<unsigned>(
            _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), others)));
#else
        return by_words(at);
#endif
    }

    /// `of` without the instructions of x86-64.
    [[nodiscard]] static unsigned by_words(const char* at) noexcept {
        return of_eight(load_eight(at)) | of_eight(load_eight(at + 8)) << 8U;
    }

private:
    [[nodiscard]] static unsigned of_eight(std::uint64_t word) noexcept {
        constexpr std::uint64_t every_byte = 0x0101'0101'0101'0101;
        constexpr std::uint64_t low_bits = every_byte * 0x7F;
        const std::uint64_t low = word & low_bits;
        // Bit 7 of each sum is 0 for a byte that is looked for. No sum carries into the next byte.
        const std::uint64_t no_quote = (low ^ (every_byte * '"')) + low_bits;
        const std::uint64_t no_backslash = (low ^ (every_byte * '\\')) + low_bits;
        const std::uint64_t no_control = low + every_byte * (0x80 - 0x20);
        const std::uint64_t marks = ~(no_quote & no_backslash & no_control) | word;
        return static_cast<unsigned>((((marks >> 7U) & every_byte) * 0x0102'0408'1020'4080) >> 56U);
    }
};

/// The first character from `at` on that is not plain, or null. `end`: the text's end. The text has at least
/// `byte_marks::size` bytes.
[[nodiscard, gnu::always_inline]] inline const char* first_mark(const char* at, const char* end) noexcept {
    for (; end - at >= static_cast<std::ptrdiff_t>(byte_marks::size); at += byte_marks::size)
        if (const unsigned marks = byte_marks::of(at); marks != 0) [[likely]]
            return at + std::countr_zero(marks);
    // The text's last bytes, without those in front of `at`.
    const auto left = static_cast<std::size_t>(end - at);
    const unsigned marks = byte_marks::of(end - byte_marks::size) >> (byte_marks::size - left);
    return marks == 0 ? nullptr : at + std::countr_zero(marks);
}

/// The quotation mark behind the plain characters from `at` on, or null if something else is there. Faster than
/// `quote_finder` for strings that are copied, which are far between.
[[nodiscard, gnu::always_inline]] inline const char* closing_quote(const char* at, const char* end) noexcept {
    const char* const mark = first_mark(at, end);
    return mark != nullptr && *mark == '"' ? mark : nullptr;
}

/// Finds one closing quotation mark after another. Each byte of the text is classified once, in blocks of 64.
class quote_finder {
public:
    static constexpr std::size_t block_size = 4 * byte_marks::size;

    /// The text has at least `block_size` bytes and outlives the finder. No byte is looked at yet.
    quote_finder(const char* text, const char* end) noexcept : block_end_(text), end_(end) {}

    /// The quotation mark behind the plain characters from `at` on, or null if something else comes first. `at` is
    /// behind what the last call has come upon.
    [[nodiscard, gnu::always_inline]] const char* closing_quote(const char* at) noexcept {
        if (at >= block_end_) [[unlikely]]
            return quote_further_on(at);
        const std::uint64_t marks = marks_from(at);
        return marks != 0 ? quote_at(marks) : quote_further_on(block_end_);
    }

private:
    /// The marks from `at` on, which is in the block.
    [[nodiscard]] std::uint64_t marks_from(const char* at) const noexcept {
        return marks_ & (~std::uint64_t{0} << (static_cast<unsigned>(at - block_end_) % block_size));
    }

    /// The first of the marks, if that is a quotation mark.
    [[nodiscard]] const char* quote_at(std::uint64_t marks) const noexcept {
        const char* const mark = block_end_ - block_size + std::countr_zero(marks);
        return *mark == '"' ? mark : nullptr;
    }

    /// `at` is behind the block.
    [[nodiscard, gnu::noinline]] const char* quote_further_on(const char* at) noexcept {
        for (; at != end_; at = block_end_) {
            // The block that begins at `at`, or the text's last one.
            block_end_ = end_ - at < static_cast<std::ptrdiff_t>(block_size) ? end_ : at + block_size;
            marks_ = marks_of(block_end_ - block_size);
            if (const std::uint64_t marks = marks_from(at); marks != 0)
                return quote_at(marks);
        }
        return nullptr;
    }

    [[nodiscard]] static std::uint64_t marks_of(const char* block) noexcept {
        const auto marks = [block](unsigned i) { return std::uint64_t{byte_marks::of(block + i)} << i; };
        return marks(0) | marks(16) | marks(32) | marks(48);
    }

    const char* block_end_;
    const char* end_;
    std::uint64_t marks_ = 0; // of the block
};

} // namespace webhooks::detail
