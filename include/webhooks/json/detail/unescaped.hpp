#pragma once

#include "../../detail/requirements.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace webhooks::detail {

/// Appends a code point as UTF-8, RFC 3629.
inline void append_utf8(std::string& out, std::uint32_t point) {
    const auto byte = [&out](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
    if (point < 0x80)
        return byte(point);
    if (point < 0x800) {
        byte(0xC0U | point >> 6U);
    } else {
        if (point < 0x1'0000) {
            byte(0xE0U | point >> 12U);
        } else {
            byte(0xF0U | point >> 18U);
            byte(0x80U | (point >> 12U & 0x3FU));
        }
        byte(0x80U | (point >> 6U & 0x3FU));
    }
    byte(0x80U | (point & 0x3FU));
}

/// The UTF-16 code unit of the four digits at the front of `text`; 0 for anything else.
[[nodiscard]] inline std::uint32_t code_unit(std::string_view text) noexcept {
    std::uint32_t unit = 0;
    const auto digits = text.substr(0, 4);
    std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    return unit;
}

/// Appends the characters of a JSON string, without its quotation marks. What is no escape of JSON's is appended somehow: a
/// parser refuses the text.
inline void append_unescaped(std::string& out, std::string_view text) {
    constexpr std::string_view letters = "bfnrt";
    constexpr std::string_view meanings = "\b\f\n\r\t";
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\' || at + 1 == text.size()) {
            out.push_back(text[at]);
            continue;
        }
        const char c = text[++at];
        if (c != 'u') {
            const auto letter = letters.find(c);
            out.push_back(letter == std::string_view::npos ? c : meanings[letter]);
            continue;
        }
        std::uint32_t point = code_unit(text.substr(at + 1));
        at += 4;
        if (point >= 0xD800 && point < 0xDC00 && at + 2 < text.size()) { // with its other half, behind `\u`
            point = 0x1'0000 + ((point & 0x3FFU) << 10U | (code_unit(text.substr(at + 3)) & 0x3FFU));
            at += 6;
        }
        append_utf8(out, point);
    }
}

} // namespace webhooks::detail
