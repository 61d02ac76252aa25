#pragma once

#include "../../detail/requirements.hpp"

#include <cstddef>
#include <string_view>

namespace scaivault::detail {

/// Walks JSON text that a parser has accepted already; on other text it stops at the end, no further.
class raw_scanner {
public:
    explicit constexpr raw_scanner(std::string_view text) noexcept : text_(text) {}

    /// The value of the member at `index` (counted from 0) of the object that the text is.
    [[nodiscard]] constexpr std::string_view member(std::size_t index) noexcept {
        skip_space();
        skip(); // '{'
        for (;; --index) {
            skip_space();
            skip_string();
            skip_space();
            skip(); // ':'
            skip_space();
            const std::size_t begin = at_;
            skip_value();
            if (index == 0 || at_ >= text_.size())
                return text_.substr(begin, at_ - begin);
            skip_space();
            skip(); // ','
        }
    }

private:
    [[nodiscard]] constexpr char current() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }

    constexpr void skip() noexcept {
        if (at_ < text_.size())
            ++at_;
    }

    constexpr void skip_space() noexcept {
        at_ = text_.find_first_not_of(" \t\r\n", at_);
        if (at_ == std::string_view::npos)
            at_ = text_.size();
    }

    constexpr void skip_string() noexcept {
        skip(); // '"'
        while (at_ < text_.size() && text_[at_] != '"')
            at_ += text_[at_] == '\\' ? 2U : 1U;
        at_ = at_ < text_.size() ? at_ + 1 : text_.size();
    }

    constexpr void skip_value() noexcept {
        if (current() == '"')
            return skip_string();
        if (current() != '{' && current() != '[') {
            at_ = text_.find_first_of(",]} \t\r\n", at_);
            if (at_ == std::string_view::npos)
                at_ = text_.size();
            return;
        }
        std::size_t depth = 0;
        do {
            const char c = current();
            if (c == '"') {
                skip_string();
                continue;
            }
            depth += c == '{' || c == '[' ? 1U : 0U;
            depth -= c == '}' || c == ']' ? 1U : 0U;
            skip();
        } while (depth != 0 && at_ < text_.size());
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace scaivault::detail
