#pragma once

#include "odd_text.hpp"
#include "plain_syntax.hpp"
#include "plain_text.hpp"
#include "sink.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace webhooks::detail {

/// Reads the JSON that machines write: keys of printable ASCII without escapes, whole numbers of up to 18 digits.
///
/// A fast path in front of Boost.JSON's parser. It accepts a part of JSON. On any other text (keys with escapes, fractions,
/// all that is malformed, all that the sink refuses) it gives up, and the parser reads the text from the
/// beginning and gives the verdict. So it reports no error.
class plain_reader {
public:
    /// Tells `sink` what is in `json`, if that is an object. Returns whether all of it was read. If not, the sink's event
    /// is discarded.
    template <class Sink>
    [[nodiscard]] static bool read(std::string_view json, std::size_t max_depth, Sink& sink) {
        while (!json.empty() && is_json_space(json.back()))
            json.remove_suffix(1);
        if (json.size() < quote_finder::block_size || json.back() != '}')
            return false;
        // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the brace at the end is no space
        const text_place at = past_space(json.data());
        return *at == '{' && plain_reader(json, max_depth).object(sink, at + 1) == json.data() + json.size();
    }

private:
    plain_reader(std::string_view json, std::size_t max_depth) noexcept
        // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the end comes with it
        : end_(json.data() + json.size()), finder_(json.data(), end_), depth_left_(max_depth) {}

    /// Behind an opening brace: past the closing one.
    template <class Sink>
    [[nodiscard]] text_place object(Sink& sink, text_place at) {
        if (depth_left_ == 0 || sink.begin_object() == next::stop)
            return nullptr;
        --depth_left_;
        at = past_space(at);
        return *at == '}' ? end_of_object(sink, at + 1) : members(sink, at);
    }

    /// From a key on: past the closing brace.
    template <class Sink>
    [[nodiscard]] text_place members(Sink& sink, text_place at) {
        for (bool closed = false; !closed;) {
            next then = next::go_on;
            at = key(sink, at, then);
            if (at == nullptr)
                return nullptr;
            if (then == next::go_on) [[likely]]
                at = value(sink, at);
            else if (then == next::skip_rest)
                return ignored_rest(at);
            else
                at = ignored_value(sink, at, then);
            if (at == nullptr)
                return nullptr;
            at = past_comma(at, '}', closed);
            if (at == nullptr)
                return nullptr;
        }
        return end_of_object(sink, at);
    }

    template <class Sink>
    [[nodiscard]] text_place end_of_object(Sink& sink, text_place behind) {
        ++depth_left_;
        return sink.end_object() != next::stop ? behind : nullptr;
    }

    /// Behind an opening bracket: past the closing one.
    template <class Sink>
    [[nodiscard]] text_place array(Sink& sink, text_place at) {
        if (depth_left_ == 0 || sink.begin_array() == next::stop)
            return nullptr;
        --depth_left_;
        at = past_all(at, ']', [&](text_place begin) { return value(sink, begin); });
        ++depth_left_;
        return at != nullptr && sink.end_array() != next::stop ? at : nullptr;
    }

    /// Past a key and its colon. `then`: what the sink wants of the value, unless it goes on.
    template <class Sink>
    [[nodiscard, gnu::always_inline]] text_place key(Sink& sink, text_place at, next& then) {
        if (*at != '"')
            return nullptr;
        ++at;
        if (const auto size = sink.expected_key(at, static_cast<std::size_t>(end_ - at)); size != 0)
            [[likely]]
            return past_separator(at + size + 1, ':');
        const text_place end = finder_.closing_quote(at);
        if (end == nullptr)
            return nullptr;
        then = sink.other_key({at, end});
        return then == next::stop ? nullptr : past_separator(end + 1, ':');
    }

    /// Past a value that the sink is told nothing of, or its text only.
    template <class Sink>
    [[nodiscard, gnu::always_inline]] text_place ignored_value(Sink& sink, text_place at, next then) {
        ignoring_sink ignored;
        const text_place behind = value(ignored, at);
        if (then == next::take_value && behind != nullptr && sink.take({at, behind}) == next::stop)
            return nullptr;
        return behind;
    }

    /// From a value on: past the brace that closes the object around it. The sink is told nothing.
    [[nodiscard, gnu::noinline]] text_place ignored_rest(text_place at) {
        ignoring_sink ignored;
        at = value(ignored, at);
        bool closed = false;
        if (at != nullptr)
            at = past_comma(at, '}', closed);
        if (at == nullptr)
            return nullptr;
        return closed ? end_of_object(ignored, at) : members(ignored, at);
    }

    /// The quotation mark that ends the string whose first character is at `at`, or null.
    template <class Sink>
    [[nodiscard, gnu::always_inline]] text_place quote_behind(text_place at) noexcept {
        if constexpr (std::is_same_v<Sink, ignoring_sink>)
            return finder_.closing_quote(at);
        else
            return closing_quote(at, end_);
    }

    template <class Sink>
    [[nodiscard, gnu::always_inline]] text_place value(Sink& sink, text_place at) {
        if (*at != '"')
            return other_value(sink, at);
        const text_place end = quote_behind<Sink>(at + 1);
        if (end == nullptr) [[unlikely]]
            return odd_value(sink, at + 1);
        return sink.text({at + 1, end}) != next::stop ? end + 1 : nullptr;
    }

    /// A string that is not plain.
    template <class Sink>
    [[nodiscard, gnu::noinline]] text_place odd_value(Sink& sink, text_place at) {
        const text_place end = read_odd_text(at, end_, odd_text_);
        return end != nullptr && sink.passing_text(odd_text_) != next::stop ? end + 1 : nullptr;
    }

    /// What is no string.
    template <class Sink>
    [[nodiscard, gnu::noinline]] text_place other_value(Sink& sink, text_place at) {
        switch (*at) {
        case '{':
            return unless_end(object(sink, at + 1));
        case '[':
            return unless_end(array(sink, at + 1));
        case 't':
            return sink.boolean(true) == next::stop ? nullptr : past_word(at, end_, "true");
        case 'f':
            return sink.boolean(false) == next::stop ? nullptr : past_word(at, end_, "false");
        case 'n':
            return sink.null() == next::stop ? nullptr : past_word(at, end_, "null");
        default: {
            std::int64_t integer = 0;
            at = past_integer(at, integer);
            return at != nullptr && sink.integer(integer) != next::stop ? at : nullptr;
        }
        }
    }

    /// Whatever follows a value looks at the next character, so there must be one.
    [[nodiscard]] text_place unless_end(text_place at) const noexcept { return at == end_ ? nullptr : at; }

    text_place end_;
    quote_finder finder_;
    std::string odd_text_{};
    std::size_t depth_left_; // how many more objects and arrays may be inside one another
};

} // namespace webhooks::detail
