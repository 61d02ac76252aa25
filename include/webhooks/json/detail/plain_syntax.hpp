#pragma once

#include "../../detail/json_values.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

/// The parts of JSON between its strings. The text ends with a closing brace, so the end must be looked for only behind a
/// brace or a bracket: every other character is followed by one more.
///
/// Each function takes the place where a part begins. It returns the place behind the part, or null if there is none.
namespace webhooks::detail {

using text_place = const char*;

[[nodiscard, gnu::always_inline]] inline text_place past_space(text_place at) noexcept {
    while (is_json_space(*at))
        ++at;
    return at;
}

/// `c`, and the space around it.
[[nodiscard, gnu::always_inline]] inline text_place past_separator(text_place at, char c) noexcept {
    if (*at != c) [[unlikely]] {
        at = past_space(at);
        if (*at != c)
            return nullptr;
    }
    return past_space(at + 1);
}

/// Behind a value: the comma and the space around it. If the object or array ends instead, sets `closed`.
[[nodiscard, gnu::always_inline]] inline text_place past_comma(text_place at, char closing,
                                                               bool& closed) noexcept {
    if (*at != ',') {
        at = past_space(at);
        if (*at != ',') {
            closed = true;
            return *at == closing ? at + 1 : nullptr;
        }
    }
    return past_space(at + 1);
}

/// Behind an opening brace or bracket: past the closing one. `past_one` goes past a member or an element.
template <class PastOne>
[[nodiscard, gnu::always_inline]] inline text_place past_all(text_place at, char closing, PastOne past_one) {
    at = past_space(at);
    if (*at == closing)
        return at + 1;
    for (bool closed = false;;) {
        at = past_one(at);
        if (at == nullptr)
            return nullptr;
        at = past_comma(at, closing, closed);
        if (closed || at == nullptr)
            return at;
    }
}

/// `true`, `false` or `null`.
template <std::size_t Size>
[[nodiscard]] inline text_place past_word(text_place at, text_place end, const char (&word)[Size]) noexcept {
    constexpr std::size_t size = Size - 1;
    const bool is_there = static_cast<std::size_t>(end - at) >= size && std::memcmp(at, word, size) == 0;
    return is_there ? at + size : nullptr;
}

/// A whole number of up to 18 digits, which fits 64 bits.
[[nodiscard]] inline text_place past_integer(text_place at, std::int64_t& integer) noexcept {
    const bool is_negative = *at == '-';
    at += is_negative ? 1 : 0;
    const text_place begin = at;
    std::uint64_t magnitude = 0;
    for (; *at >= '0' && *at <= '9'; ++at)
        magnitude = magnitude * 10 + static_cast<std::uint64_t>(*at - '0');
    const auto digits = at - begin;
    integer = static_cast<std::int64_t>(is_negative ? 0 - magnitude : magnitude);
    const bool goes_on = *at == '.' || *at == 'e' || *at == 'E';
    const bool is_good = digits == 1 ? true : digits != 0 && digits <= 18 && *begin != '0';
    return is_good && !goes_on ? at : nullptr;
}

} // namespace webhooks::detail
