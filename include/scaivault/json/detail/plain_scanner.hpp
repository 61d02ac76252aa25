#pragma once

#include "event_builder.hpp"
#include "plain_skipper.hpp"
#include "plain_syntax.hpp"
#include "plain_text.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scaivault::detail {

/// Reads the JSON that machines write: strings of printable ASCII without escapes, whole numbers of up to 18 digits.
///
/// A short cut, and no parser: it accepts a part of JSON. What it does not accept (escapes, other characters,
/// fractions, all that is malformed, and all that the event's types refuse) is for Boost.JSON's parser to read from the
/// beginning, and that one's verdict is the verdict. So no error is found here.
class plain_scanner {
public:
    plain_scanner(event_builder& builder, std::size_t max_depth) noexcept
        : builder_(builder), depth_left_(max_depth) {}

    /// Whether all of `json` was read. If not, what the builder has made is to be thrown away.
    [[nodiscard]] bool scan(std::string_view json) {
        while (!json.empty() && is_json_space(json.back()))
            json.remove_suffix(1);
        if (json.size() < quote_finder::block_size || json.back() != '}')
            return false;
        end_ = json.data() + json.size();
        // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the brace at the end is no space
        const text_place at = past_space(json.data());
        return *at == '{' && object(at + 1) == end_;
    }

private:
    /// A key and its colon.
    [[nodiscard, gnu::always_inline]] text_place key(text_place at) noexcept {
        if (*at != '"')
            return nullptr;
        ++at;
        if (const auto size = builder_.expected_key(at, static_cast<std::size_t>(end_ - at)); size != 0)
            [[likely]]
            return past_separator(at + size + 1, ':');
        const text_place end = closing_quote(at, end_);
        return end != nullptr && builder_.key({at, end}) ? past_separator(end + 1, ':') : nullptr;
    }

    [[nodiscard, gnu::always_inline]] text_place value(text_place at) {
        if (*at != '"')
            return other_value(at);
        const text_place end = closing_quote(at + 1, end_);
        return end != nullptr && builder_.text({at + 1, end}) ? end + 1 : nullptr;
    }

    /// What is no string.
    [[nodiscard]] text_place other_value(text_place at) {
        switch (*at) {
        case '{':
            return unless_end(object(at + 1));
        case '[':
            return unless_end(array(at + 1));
        case 't':
            return builder_.truth(true) ? past_word(at, end_, "true") : nullptr;
        case 'f':
            return builder_.truth(false) ? past_word(at, end_, "false") : nullptr;
        case 'n':
            return builder_.null() ? past_word(at, end_, "null") : nullptr;
        default: {
            std::int64_t integer = 0;
            at = past_integer(at, integer);
            return at != nullptr && builder_.whole_number(integer) ? at : nullptr;
        }
        }
    }

    [[nodiscard]] text_place unless_end(text_place at) const noexcept { return at == end_ ? nullptr : at; }

    /// Behind an opening brace: past the closing one.
    [[nodiscard]] text_place object(text_place at) {
        if (depth_left_ == 0 || !builder_.begin_object())
            return nullptr;
        if (builder_.is_skipping()) {
            builder_.skipped();
            return skipper(at).past_object(at);
        }
        --depth_left_;
        at = past_space(at);
        bool closed = *at == '}';
        at += closed ? 1 : 0;
        while (!closed) {
            at = key(at);
            if (at == nullptr)
                return nullptr;
            if (builder_.is_skipping()) [[unlikely]]
                return rest(skipper(at).past_value(at));
            at = value(at);
            if (at == nullptr)
                return nullptr;
            if (builder_.is_skipping()) [[unlikely]]
                return rest(at);
            at = past_comma(at, '}', closed);
            if (at == nullptr)
                return nullptr;
        }
        ++depth_left_;
        return builder_.end_object() ? at : nullptr;
    }

    /// Behind an opening bracket: past the closing one.
    [[nodiscard]] text_place array(text_place at) {
        if (depth_left_ == 0 || !builder_.begin_array())
            return nullptr;
        if (builder_.is_skipping()) {
            builder_.skipped();
            return skipper(at).past_array(at);
        }
        --depth_left_;
        at = past_all(at, ']', [this](text_place element) { return value(element); });
        ++depth_left_;
        builder_.end_array();
        return at;
    }

    [[nodiscard]] plain_skipper skipper(text_place at) const noexcept { return {at, end_, depth_left_}; }

    /// Behind a value of an event that is not wanted: past the brace that closes its object.
    [[nodiscard, gnu::noinline]] text_place rest(text_place at) noexcept {
        builder_.skipped();
        if (at == nullptr)
            return nullptr;
        bool closed = false;
        at = past_comma(at, '}', closed);
        return closed || at == nullptr ? at : skipper(at).past_members(at);
    }

    event_builder& builder_;
    std::size_t depth_left_;
    text_place end_ = nullptr;
};

} // namespace scaivault::detail
