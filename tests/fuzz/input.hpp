#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// Reads the corpus's text files: one value per line, then the rest.
namespace fuzz {

/// libFuzzer's input as text.
[[nodiscard]] inline std::string_view text_of(const std::uint8_t* data, std::size_t size) noexcept {
    return {reinterpret_cast<const char*>(data), size};
}

/// Removes the first line from `text` and returns it. Without a line end, that is all of it.
[[nodiscard]] inline std::string_view take_line(std::string_view& text) noexcept {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

/// The number at the beginning of `text`, or `otherwise` if there is none.
[[nodiscard]] inline std::int64_t number_in(std::string_view text, std::int64_t otherwise) noexcept {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} ? number : otherwise;
}

} // namespace fuzz
