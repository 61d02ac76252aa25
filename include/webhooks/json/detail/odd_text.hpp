#pragma once

#include "../../detail/utf8.hpp"
#include "plain_syntax.hpp"
#include "plain_text.hpp"
#include "unescaped.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

/// Strings with escapes or with characters beyond ASCII.
namespace webhooks::detail {

/// Reads the string whose first character is at `at` into `out`. Returns its closing quotation mark. Null if it is not valid
/// JSON in UTF-8. The text has at least `byte_marks::size` bytes.
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
            const auto length = append_escape(out, {mark, static_cast<std::size_t>(end - mark)});
            if (length == 0)
                return nullptr;
            at = mark + length;
        } else {
            at = std::find_if(mark, end, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
            const std::string_view beyond(mark, static_cast<std::size_t>(at - mark));
            if (beyond.empty() || find_invalid_utf8(beyond) != std::string_view::npos)
                return nullptr;
            out.append(beyond);
        }
    }
}

} // namespace webhooks::detail
