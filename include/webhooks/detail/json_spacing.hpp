#pragma once

#include "json_values.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// JSON text with other white space between its tokens. Text that is not JSON gives some other text.
namespace webhooks::detail {

/// The text without white space between its tokens, as most writers have it.
[[nodiscard]] inline std::string without_spaces(std::string_view json) {
    std::string text;
    text.reserve(json.size());
    for (std::size_t at = 0; (at = json_space_end(json, at)) < json.size();) {
        const std::size_t end = json[at] == '"' ? json_string_end(json, at) : at + 1;
        text.append(json, at, end - at);
        at = end;
    }
    return text;
}

/// A compact text with a space after each comma and colon between its tokens, as Python's `json.dumps` writes.
[[nodiscard]] inline std::string with_spaces(std::string_view compact) {
    std::string text;
    text.reserve(compact.size() + compact.size() / 8);
    for (std::size_t at = 0; at < compact.size();) {
        const std::size_t end = compact[at] == '"' ? json_string_end(compact, at) : at + 1;
        text.append(compact, at, end - at);
        if (compact[at] == ',' || compact[at] == ':')
            text.push_back(' ');
        at = end;
    }
    return text;
}

} // namespace webhooks::detail
