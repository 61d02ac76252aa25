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

    unsigned quotes; ///< `"`
    unsigned odd;    ///< all other bytes that are not plain

#if defined(__SSE2__)
    [[nodiscard]] static __m128i load(const char* at) noexcept {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    }
    [[nodiscard]] static unsigned quotes_in(__m128i bytes) noexcept {
        return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'))));
    }
    /// All bits of the bytes that are odd.
    [[nodiscard]] static __m128i odd_in(__m128i bytes) noexcept {
        // Compared as signed, so bytes above 0x7F are below 0x20 too.
        return _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')),
                            _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)));
    }
#endif

    [[nodiscard]] static byte_marks of(const char* at) noexcept {
#if defined(__SSE2__)
        const __m128i bytes = load(at);
        return {quotes_in(bytes), static_cast<unsigned>(_mm_movemask_epi8(odd_in(bytes)))};
#else
        return by_words(at);
#endif
    }

    /// `quotes | odd`, for less than the two.
    [[nodiscard]] static unsigned any(const char* at) noexcept {
#if defined(__SSE2__)
        const __m128i bytes = load(at);
        const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
        return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(quotes, odd_in(bytes))));
#else
        const byte_marks marks = by_words(at);
        return marks.quotes | marks.odd;
#endif
    }

    /// `of` without the instructions of x86-64.
    [[nodiscard]] static byte_marks by_words(const char* at) noexcept {
        const byte_marks low = of_eight(load_eight(at));
        const byte_marks high = of_eight(load_eight(at + 8));
        return {low.quotes | high.quotes << 8U, low.odd | high.odd << 8U};
    }

private:
    [[nodiscard]] static byte_marks of_eight(std::uint64_t word) noexcept {
        constexpr std::uint64_t every_byte = 0x0101'0101'0101'0101;
        constexpr std::uint64_t low_bits = every_byte * 0x7F;
        const std::uint64_t low = word & low_bits;
        // Bit 7 of each sum is 0 for a byte that is looked for. No sum carries into the next byte.
        const std::uint64_t no_quote = ((low ^ (every_byte * '"')) + low_bits) | word;
        const std::uint64_t no_backslash = (low ^ (every_byte * '\\')) + low_bits;
        const std::uint64_t no_control = low + every_byte * (0x80 - 0x20);
        return {highest_bits(~no_quote), highest_bits(~(no_backslash & no_control) | word)};
    }

    /// Bit 7 of each byte.
    [[nodiscard]] static unsigned highest_bits(std::uint64_t word) noexcept {
        constexpr std::uint64_t every_byte = 0x0101'0101'0101'0101;
        return static_cast<unsigned>((((word >> 7U) & every_byte) * 0x0102'0408'1020'4080) >> 56U);
    }
};

/// The first character from `at` on that is not plain, or null. `end`: the text's end. The text has at least
/// `byte_marks::size` bytes.
[[nodiscard, gnu::always_inline]] inline const char* first_mark(const char* at, const char* end) noexcept {
    for (; end - at >= static_cast<std::ptrdiff_t>(byte_marks::size); at += byte_marks::size)
        if (const unsigned marks = byte_marks::any(at); marks != 0) [[likely]]
            return at + std::countr_zero(marks);
    // The text's last bytes, without those in front of `at`.
    const auto left = static_cast<std::size_t>(end - at);
    const unsigned marks = byte_marks::any(end - byte_marks::size) >> (byte_marks::size - left);
    return marks == 0 ? nullptr : at + std::countr_zero(marks);
}

/// The quotation mark behind the plain characters from `at` on, or null if something else is there. Faster than
/// `quote_finder` for strings that are copied, which are far between.
[[nodiscard, gnu::always_inline]] inline const char* closing_quote(const char* at, const char* end) noexcept {
    const char* const mark = first_mark(at, end);
    return mark != nullptr && *mark == '"' ? mark : nullptr;
}

/// Finds one closing quotation mark after another. Each byte of the text is classified once, in blocks of 64, so that
/// the next mark is one shift and one count away.
class quote_finder {
public:
    static constexpr std::size_t block_size = 4 * byte_marks::size;

    /// `end`: the text's end. The text has at least `block_size` bytes and outlives the finder. No byte is looked at yet.
    explicit quote_finder(const char* end) noexcept : block_(end), end_(end) {}

    /// The quotation mark behind the plain characters from `at` on, or null if something else comes first. `at` is
    /// behind the mark that the last call found.
    [[nodiscard, gnu::always_inline]] const char* closing_quote(const char* at) noexcept {
        const auto offset = static_cast<std::size_t>(at - block_);
        if (offset < block_size && marks_.odd == 0) [[likely]] {
            const std::uint64_t quotes = marks_.quotes >> offset;
            if (quotes != 0) [[likely]]
                return at + std::countr_zero(quotes);
        }
        return closing_quote_further_on(at);
    }

private:
    struct block_marks {
        std::uint64_t quotes = 0;
        std::uint64_t odd = 0;
    };

    [[nodiscard, gnu::noinline]] const char* closing_quote_further_on(const char* at) noexcept {
        for (;; at = block_ + block_size) {
            if (at == end_)
                return nullptr;
            if (static_cast<std::size_t>(at - block_) >= block_size) // before it, or behind
                look_at(at);
            const auto offset = static_cast<unsigned>(at - block_);
            const std::uint64_t quotes = marks_.quotes >> offset;
            const std::uint64_t odd = marks_.odd >> offset;
            if (odd != 0 && (quotes == 0 || std::countr_zero(odd) < std::countr_zero(quotes))) [[unlikely]]
                return nullptr;
            if (quotes != 0)
                return at + std::countr_zero(quotes);
        }
    }

    /// Classifies the block that begins at `at`, or the text's last one.
    void look_at(const char* at) noexcept {
        block_ = end_ - at < static_cast<std::ptrdiff_t>(block_size) ? end_ - block_size : at;
        marks_ = marks_of(block_);
    }

    [[nodiscard]] static block_marks marks_of(const char* block) noexcept {
        block_marks all;
#if defined(__SSE2__)
        // Odd bytes are rare, and one look at all of them tells whether there are any. Without it, skipping an event
        // takes a fifth longer.
        const __m128i a = byte_marks::load(block);
        const __m128i b = byte_marks::load(block + byte_marks::size);
        const __m128i c = byte_marks::load(block + 2 * byte_marks::size);
        const __m128i d = byte_marks::load(block + 3 * byte_marks::size);
        const auto quotes = [](__m128i bytes) { return std::uint64_t{byte_marks::quotes_in(bytes)}; };
        all.quotes = quotes(a) | quotes(b) << 16U | quotes(c) << 32U | quotes(d) << 48U;
        const __m128i odd = _mm_or_si128(_mm_or_si128(byte_marks::odd_in(a), byte_marks::odd_in(b)),
                                         _mm_or_si128(byte_marks::odd_in(c), byte_marks::odd_in(d)));
        if (_mm_movemask_epi8(odd) == 0) [[likely]]
            return all;
        all.quotes = 0;
#endif
        for (unsigned i = 0; i != block_size; i += byte_marks::size) {
            const auto marks = byte_marks::of(block + i);
            all.quotes |= std::uint64_t{marks.quotes} << i;
            all.odd |= std::uint64_t{marks.odd} << i;
        }
        return all;
    }

    const char* block_; // the end if there is none yet
    const char* end_;
    block_marks marks_;
};

} // namespace webhooks::detail
