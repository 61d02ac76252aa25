#pragma once

#include "plain_syntax.hpp"
#include "plain_text.hpp"

#include <cstddef>
#include <cstdint>

namespace scaivault::detail {

/// Passes over what is of no interest in the text that a `plain_scanner` reads: checked to be JSON all the same.
class plain_skipper {
public:
    /// From `at` on, up to `end` at most. `depth_left`: how many more objects and arrays may be inside one another.
    plain_skipper(text_place at, text_place end, std::size_t depth_left) noexcept
        : end_(end), finder_(at, end), depth_left_(depth_left) {}

    /// Behind an opening brace: past the closing one.
    [[nodiscard]] text_place past_object(text_place at) noexcept {
        return inside(
            [&] { return past_all(at, '}', [this](text_place member) { return past_member(member); }); });
    }

    /// Behind an opening bracket: past the closing one.
    [[nodiscard]] text_place past_array(text_place at) noexcept {
        return inside(
            [&] { return past_all(at, ']', [this](text_place element) { return past_value(element); }); });
    }

    /// From a key on: past the brace that closes its object.
    [[nodiscard]] text_place past_members(text_place at) noexcept {
        return past_rest(at, '}', [this](text_place member) { return past_member(member); });
    }

    [[nodiscard, gnu::always_inline]] text_place past_value(text_place at) noexcept {
        if (*at != '"')
            return past_other(at);
        at = finder_.closing_quote(at + 1);
        return at == nullptr ? nullptr : at + 1;
    }

private:
    /// One object or array deeper, if there may be one.
    template <class Past>
    [[nodiscard, gnu::always_inline]] text_place inside(Past past) noexcept {
        if (depth_left_ == 0)
            return nullptr;
        --depth_left_;
        const text_place behind = past();
        ++depth_left_;
        return behind;
    }

    [[nodiscard, gnu::always_inline]] text_place past_member(text_place at) noexcept {
        if (*at != '"')
            return nullptr;
        at = finder_.closing_quote(at + 1);
        if (at == nullptr)
            return nullptr;
        at = past_separator(at + 1, ':');
        return at == nullptr ? nullptr : past_value(at);
    }

    /// What is no string.
    [[nodiscard, gnu::noinline]] text_place past_other(text_place at) noexcept {
        std::int64_t ignored = 0;
        switch (*at) {
        case '{':
            return unless_end(past_object(at + 1));
        case '[':
            return unless_end(past_array(at + 1));
        case 't':
            return past_word(at, end_, "true");
        case 'f':
            return past_word(at, end_, "false");
        case 'n':
            return past_word(at, end_, "null");
        default:
            return past_integer(at, ignored);
        }
    }

    [[nodiscard]] text_place unless_end(text_place at) const noexcept { return at == end_ ? nullptr : at; }

    text_place end_;
    quote_finder finder_;
    std::size_t depth_left_;
};

} // namespace scaivault::detail
