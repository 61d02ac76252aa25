#pragma once

#include "requirements.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace scaivault::detail {

/// RFC 8259, section 2: what may stand between two tokens.
[[nodiscard]] constexpr bool is_json_space(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Calls `put(c, is_in_string)` for each character of a JSON text. Text that is no JSON gives some other text.
template <class Put>
void for_each_json_character(std::string_view json, Put put) {
    bool is_in_string = false;
    bool is_escaped = false;
    for (const char c : json) {
        if (c == '"' && !is_escaped) {
            put(c, true);
            is_in_string = !is_in_string;
            continue;
        }
        is_escaped = is_in_string && c == '\\' && !is_escaped;
        put(c, is_in_string);
    }
}

/// The text without white space between its tokens, as ScaiVault and most writers have it.
[[nodiscard]] inline std::string without_spaces(std::string_view json) {
    std::string text;
    text.reserve(json.size());
    for_each_json_character(json, [&](char c, bool is_in_string) {
        if (is_in_string || !is_json_space(c))
            text.push_back(c);
    });
    return text;
}

/// A compact text with a space after each comma and colon between its tokens, as Python's `json.dumps` writes.
[[nodiscard]] inline std::string with_spaces(std::string_view compact) {
    std::string text;
    text.reserve(compact.size() + compact.size() / 8);
    for_each_json_character(compact, [&](char c, bool is_in_string) {
        text.push_back(c);
        if (!is_in_string && (c == ',' || c == ':'))
            text.push_back(' ');
    });
    return text;
}

} // namespace scaivault::detail
