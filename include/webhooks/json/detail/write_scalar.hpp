#pragma once

#include "../../describe/calendar.hpp"
#include "../../describe/field.hpp"
#include "../../describe/json_text.hpp"
#include "../../describe/open_enum.hpp"
#include "../../describe/places.hpp"
#include "../../describe/timestamp.hpp"
#include "../../detail/base64.hpp"
#include "../../detail/words.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Appends scalars to a string as JSON text.
namespace webhooks::detail {

/// RFC 8259, section 7.
[[nodiscard]] constexpr bool must_escape(char c) noexcept {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// The number of characters from `from` on that need no escape in a JSON string.
[[nodiscard]] inline std::size_t unescaped_prefix(std::string_view text, std::size_t from) noexcept {
    constexpr std::uint64_t each_byte = 0x0101'0101'0101'0101;
    // Sets bit 7 of the lowest byte that is less than `limit`, and perhaps of higher ones.
    const auto less = [](std::uint64_t word, std::uint64_t limit) {
        return (word - each_byte * limit) & ~word;
    };
    std::size_t at = from;
    for (; text.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
        const auto word = load_eight(text.data() + at);
        const auto special =
            less(word, 0x20) | less(word ^ each_byte * '"', 1) | less(word ^ each_byte * '\\', 1);
        if ((special & each_byte * 0x80) != 0)
            break;
    }
    while (at != text.size() && !must_escape(text[at]))
        ++at;
    return at - from;
}

/// The escape of a UTF-16 code unit: `\u` and four hexadecimal digits.
inline void append_code_unit(std::string& out, unsigned unit) {
    std::array<char, 4> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), unit, 16).ptr;
    out.append("\\u0000", 6 - static_cast<std::size_t>(end - digits.data())).append(digits.data(), end);
}

inline void append_escaped(std::string& out, char c) {
    switch (c) {
    case '"':
        out.append("\\\"");
        break;
    case '\\':
        out.append("\\\\");
        break;
    case '\b':
        out.append("\\b");
        break;
    case '\f':
        out.append("\\f");
        break;
    case '\n':
        out.append("\\n");
        break;
    case '\r':
        out.append("\\r");
        break;
    case '\t':
        out.append("\\t");
        break;
    default:
        append_code_unit(out, static_cast<unsigned char>(c));
    }
}

/// `text` as a JSON string. Quotation marks, backslashes and control characters are escaped. Everything else is copied, so
/// valid UTF-8 gives valid JSON.
inline void append_json_string(std::string& out, std::string_view text) {
    out.push_back('"');
    for (std::size_t at = 0;;) {
        const std::size_t clean = unescaped_prefix(text, at);
        out.append(text.data() + at, clean);
        at += clean;
        if (at == text.size()) [[likely]]
            break;
        append_escaped(out, text[at++]);
    }
    out.push_back('"');
}

inline void append_value(std::string& out, const std::string& value) {
    append_json_string(out, value);
}

inline void append_value(std::string& out, bool value) {
    out.append(value ? "true" : "false");
}

template <std::integral Integer>
requires(!std::same_as<Integer, bool>) void append_value(std::string& out, Integer value) {
    std::array<char, 24> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    out.append(text.data(), end);
}

/// The shortest text that reads back as `value`. `null` for infinities and NaN, which JSON has no text for.
inline void append_value(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out.append("null");
        return;
    }
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    out.append(text.data(), end);
}

inline void append_value(std::string& out, time_point value) {
    out.push_back('"');
    append_timestamp(out, value);
    out.push_back('"');
}

inline void append_value(std::string& out, const base64_bytes& value) {
    out.push_back('"');
    append_base64(out, {reinterpret_cast<const unsigned char*>(value.bytes.data()), value.bytes.size()});
    out.push_back('"');
}

inline void append_value(std::string& out, no_payload) {
    out.append("null");
}

template <class Enum>
void append_value(std::string& out, const open_enum<Enum>& value) {
    append_json_string(out, value.text());
}

/// An enumerator without a text is written as the empty string.
template <enum_with_texts Enum>
requires(!converted<Enum>) void append_value(std::string& out, Enum value) {
    append_json_string(out, open_enum<Enum>(value).text());
}

inline void append_value(std::string& out, std::chrono::sys_seconds value) {
    append_value(out, std::int64_t{value.time_since_epoch().count()});
}

inline void append_value(std::string& out, std::chrono::year_month_day value) {
    out.push_back('"');
    append_date(out, value);
    out.push_back('"');
}

} // namespace webhooks::detail
