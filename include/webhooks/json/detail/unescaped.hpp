#pragma once

#include "../../detail/requirements.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
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

/// The code unit of the escape `\uXXXX` at `at`, if one is there.
[[nodiscard]] inline std::optional<unsigned> escaped_code_unit(std::string_view text,
                                                               std::size_t at) noexcept {
    const std::string_view escape = text.substr(std::min(at, text.size()), 6);
    unsigned unit = 0;
    if (escape.size() != 6 || !escape.starts_with("\\u") ||
        std::from_chars(escape.data() + 2, escape.data() + 6, unit, 16).ptr != escape.data() + 6)
        return std::nullopt;
    return unit;
}

/// Appends the character of the escape at the beginning of `text`. Returns the length of the escape, with its other half if it is
/// half a surrogate pair. 0 for a lone surrogate or anything that is no escape.
[[nodiscard]] inline std::size_t append_escape(std::string& out, std::string_view text) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (const auto unit = escaped_code_unit(text, 0)) {
        if (*unit < 0xD800 || *unit > 0xDFFF)
            return append_utf8(out, *unit), 6;
        const auto low = escaped_code_unit(text, 6);
        if (*unit > 0xDBFF || !low || *low < 0xDC00 || *low > 0xDFFF)
            return 0;
        return append_utf8(out, 0x1'0000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00)), 12;
    }
    const auto letter = text.size() < 2 ? std::string_view::npos : letters.find(text[1]);
    if (letter == std::string_view::npos)
        return 0;
    out.push_back(meanings[letter]);
    return 2;
}

/// Appends the characters of a JSON string, without its quotation marks, up to what is no escape of JSON's: a parser refuses
/// the text then.
inline void append_unescaped(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const auto plain = text.substr(0, text.find('\\'));
        out.append(plain);
        text.remove_prefix(plain.size());
        const auto length = text.empty() ? 0 : append_escape(out, text);
        if (length == 0)
            return;
        text.remove_prefix(length);
    }
}

} // namespace webhooks::detail
