#pragma once

#include "requirements.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

/// Finds values in JSON text that a parser has accepted. On other text the functions stop at its end at the latest.
namespace webhooks::detail {

/// RFC 8259, section 2: what may stand between two tokens.
[[nodiscard]] constexpr bool is_json_space(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// The place at or behind `at` where no white space stands.
[[nodiscard]] constexpr std::size_t json_space_end(std::string_view json, std::size_t at) noexcept {
    while (at < json.size() && is_json_space(json[at]))
        ++at;
    return at;
}

/// The characters of a JSON string in the text; empty for anything else, and for a string with an escape.
[[nodiscard]] constexpr std::string_view inside_of(std::string_view quoted) noexcept {
    const bool is_plain = quoted.size() > 1 && quoted.front() == '"' && quoted.back() == '"' &&
                          quoted.find('\\') == std::string_view::npos;
    return is_plain ? quoted.substr(1, quoted.size() - 2) : std::string_view();
}

/// The text of a whole number. Empty if the value is none.
[[nodiscard]] constexpr std::string_view number_text(std::string_view value) noexcept {
    const auto digits = value.substr(value.starts_with('-') ? 1 : 0);
    return digits.find_first_not_of("0123456789") == std::string_view::npos ? value : std::string_view();
}

/// The place behind the string that begins at `at` with its quotation mark.
[[nodiscard]] constexpr std::size_t json_string_end(std::string_view json, std::size_t at) noexcept {
    for (++at; at < json.size() && json[at] != '"'; ++at)
        if (json[at] == '\\')
            ++at;
    return std::min(at + 1, json.size());
}

/// The place behind the value that begins at `at`.
[[nodiscard]] constexpr std::size_t json_value_end(std::string_view json, std::size_t at) noexcept {
    constexpr std::string_view behind_a_value = ",:]} \n\r\t";
    std::size_t depth = 0;
    while (at < json.size()) {
        const char c = json[at];
        at = c == '"' ? json_string_end(json, at) : at + 1;
        depth += c == '{' || c == '[' ? 1U : 0U;
        depth -= c == '}' || c == ']' ? 1U : 0U;
        if (depth == 0 && (at == json.size() || behind_a_value.find(json[at]) != std::string_view::npos))
            break;
    }
    return at;
}

/// Goes through the members of an object, or the elements of an array.
class json_items {
public:
    /// \param json  begins with the object or array, perhaps after white space; what is behind it is left alone
    explicit constexpr json_items(std::string_view json) noexcept
        : json_(json), at_(json_space_end(json, 0)), is_object_(json.substr(at_).starts_with('{')) {}

    /// Goes to the first or the next one. Returns false if there is none.
    [[nodiscard]] constexpr bool next() noexcept {
        at_ = json_space_end(json_,
                             at_); // at the opening bracket first, then at a comma or the closing bracket
        if (at_ >= json_.size() || (is_begun_ && json_[at_] != ','))
            return false;
        is_begun_ = true;
        at_ = json_space_end(json_, at_ + 1);
        if (at_ >= json_.size() || json_[at_] == ']' || json_[at_] == '}')
            return false;
        if (is_object_) {
            key_ = value_at(at_);
            at_ = json_space_end(json_, at_ + key_.size());
            at_ = json_space_end(json_, std::min(at_ + 1, json_.size())); // past the colon
        }
        value_ = value_at(at_);
        at_ += value_.size();
        return true;
    }

    /// The member's key, in quotation marks and as it is written. Empty for an element.
    [[nodiscard]] constexpr std::string_view key() const noexcept { return key_; }
    /// The value's text, without white space around it.
    [[nodiscard]] constexpr std::string_view value() const noexcept { return value_; }
    /// The place behind the value.
    [[nodiscard]] constexpr std::size_t offset() const noexcept { return at_; }

private:
    [[nodiscard]] constexpr std::string_view value_at(std::size_t at) const noexcept {
        return json_.substr(std::min(at, json_.size()), json_value_end(json_, at) - at);
    }

    std::string_view json_;
    std::size_t at_;
    bool is_object_;
    bool is_begun_ = false;
    std::string_view key_{};
    std::string_view value_{};
};

} // namespace webhooks::detail
