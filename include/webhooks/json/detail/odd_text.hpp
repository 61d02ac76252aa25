#pragma once

#include "../../detail/utf8.hpp"
#include "plain_syntax.hpp"
#include "plain_text.hpp"
#include "unescaped.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Strings with escapes or with characters beyond ASCII, for the fast path.
namespace webhooks::detail {

/// Behind the characters `\u`: the place behind the escape, and behind its other half if it has one. Null for a lone surrogate or
/// anything that is no escape.
[[nodiscard]] inline text_place past_code_point(text_place at, text_place end,
                                                std::uint32_t& point) noexcept {
    const auto is_unit = [end](text_place digits) {
        return end - digits >= 4 && std::all_of(digits, digits + 4, [](char c) {
                   return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
               });
    };
    if (!is_unit(at))
        return nullptr;
    point = code_unit({at, 4});
    at += 4;
    if (point < 0xD800 || point > 0xDFFF)
        return at;
    if (point > 0xDBFF || end - at < 6 || at[0] != '\\' || at[1] != 'u' || !is_unit(at + 2))
        return nullptr;
    const std::uint32_t low = code_unit({at + 2, 4});
    point = 0x1'0000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
    return low >= 0xDC00 && low <= 0xDFFF ? at + 6 : nullptr;
}

/// Behind a backslash: the place behind the escape, or null.
[[nodiscard]] inline text_place past_escape(text_place at, text_place end, std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (at == end)
        return nullptr;
    if (*at == 'u') {
        std::uint32_t point = 0;
        at = past_code_point(at + 1, end, point);
        if (at != nullptr)
            append_utf8(out, point);
        return at;
    }
    const auto letter = letters.find(*at);
    if (letter == std::string_view::npos)
        return nullptr;
    out.push_back(meanings[letter]);
    return at + 1;
}

/// Reads the string whose first character is at `at` into `out`. Returns its closing quotation mark. Null if it is not valid
/// JSON in UTF-8: the parser then says why. The text has at least `byte_marks::size` bytes.
[[nodiscard, gnu::noinline]] inline text_place read_odd_text(text_place at, text_place end,
                                                             std::string& out) {
    out.clear();
    for (;;) {
        const text_place mark = first_mark(at, end);
        if (mark == nullptr)
            return nullptr;
        out.append(at, mark);
        if (*mark == '"')
            return mark;
        if (*mark == '\\') {
            at = past_escape(mark + 1, end, out);
        } else {
            at = std::find_if(mark, end, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
            const std::string_view beyond(mark, static_cast<std::size_t>(at - mark));
            if (beyond.empty() || find_invalid_utf8(beyond) != std::string_view::npos)
                return nullptr;
            out.append(beyond);
        }
        if (at == nullptr)
            return nullptr;
    }
}

} // namespace webhooks::detail
