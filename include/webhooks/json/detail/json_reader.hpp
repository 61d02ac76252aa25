#pragma once

#include "odd_text.hpp"
#include "plain_syntax.hpp"
#include "plain_text.hpp"
#include "sink.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace webhooks::detail {

/// How far a text was read.
struct read_end {
    enum outcome : std::uint8_t {
        whole,   ///< all of it
        stopped, ///< the sink refused what stands before or at `offset`
        broken,  ///< it is not JSON, or too deep
    };
    outcome is;
    std::size_t offset = 0;
};

/// Reads JSON text in one pass, without a copy, and tells a sink what is in it. What machines write is fast: strings of
/// printable ASCII without escapes, whole numbers of up to 18 digits.
///
/// It reports no error of syntax: Boost.JSON's parser says what is wrong with a broken text, and where.
class json_reader {
public:
    template <class Sink>
    [[nodiscard]] static read_end read(std::string_view json, std::size_t max_depth, Sink& sink) {
        while (!json.empty() && is_json_space(json.back()))
            json.remove_suffix(1);
        if (json.size() < quote_finder::block_size || json.back() != '}') [[unlikely]]
            return read_copy(json, max_depth, sink);
        json_reader reader(json, max_depth);
        // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the brace at the end is no space
        const text_place at = past_space(json.data());
        return reader.end_of(json, *at == '{' ? reader.object(sink, at + 1) : reader.value(sink, at));
    }

private:
    json_reader(std::string_view json, std::size_t max_depth) noexcept
        // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the end comes with it
        : end_(json.data() + json.size()), finder_(json.data(), end_), depth_left_(max_depth) {}

    /// Reads a short text, or one that is no object: in a copy with bytes behind it that end everything.
    template <class Sink>
    [[nodiscard, gnu::noinline, gnu::cold]] static read_end read_copy(std::string_view json,
                                                                      std::size_t max_depth, Sink& sink) {
        std::string copy(json);
        copy.append(quote_finder::block_size, '\0');
        json_reader reader(copy, max_depth);
        const text_place end = reader.value(sink, past_space(copy.data()));
        return reader.end_of({copy.data(), json.size()}, end);
    }

    [[nodiscard]] read_end end_of(std::string_view json, text_place end) const noexcept {
        if (end == json.data() + json.size()) [[likely]]
            return {read_end::whole};
        if (stop_ == nullptr)
            return {read_end::broken};
        return {read_end::stopped, static_cast<std::size_t>(stop_ - json.data())};
    }

    /// Called when the sink has refused what stands before or at `at`.
    [[gnu::noinline, gnu::cold]] text_place stopped(text_place at) noexcept {
        stop_ = at;
        return nullptr;
    }

    /// Behind an opening brace: past the closing one.
    template <class Sink>
    [[nodiscard]] text_place object(Sink& sink, text_place at) {
        if (depth_left_ == 0)
            return nullptr;
        if (sink.begin_object() == next::stop)
            return stopped(at - 1);
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
        return sink.end_object() != next::stop ? behind : stopped(behind - 1);
    }

    /// Behind an opening bracket: past the closing one.
    template <class Sink>
    [[nodiscard]] text_place array(Sink& sink, text_place at) {
        if (depth_left_ == 0)
            return nullptr;
        if (sink.begin_array() == next::stop)
            return stopped(at - 1);
        --depth_left_;
        at = past_all(at, ']', [&](text_place begin) { return value(sink, begin); });
        ++depth_left_;
        if (at != nullptr && sink.end_array() == next::stop)
            return stopped(at - 1);
        return at;
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
        if (end == nullptr) [[unlikely]]
            return odd_key(sink, at, then);
        then = sink.key({at, end});
        return then == next::stop ? stopped(end) : past_separator(end + 1, ':');
    }

    /// A key that is not plain.
    template <class Sink>
    [[nodiscard, gnu::noinline, gnu::cold]] text_place odd_key(Sink& sink, text_place at, next& then) {
        const text_place end = read_odd_text(at, end_, odd_text_);
        if (end == nullptr)
            return nullptr;
        then = sink.key(odd_text_);
        return then == next::stop ? stopped(end) : past_separator(end + 1, ':');
    }

    /// Past a value that the sink is told nothing of, or its text only.
    template <class Sink>
    [[nodiscard, gnu::always_inline]] text_place ignored_value(Sink& sink, text_place at, next then) {
        ignoring_sink ignored;
        const text_place behind = value(ignored, at);
        if (then == next::take_value && behind != nullptr && sink.take({at, behind}) == next::stop)
            return stopped(behind - 1);
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
        return sink.text({at + 1, end}) != next::stop ? end + 1 : stopped(end);
    }

    /// A string that is not plain.
    template <class Sink>
    [[nodiscard, gnu::noinline]] text_place odd_value(Sink& sink, text_place at) {
        const text_place end = read_odd_text(at, end_, odd_text_);
        if (end == nullptr)
            return nullptr;
        return sink.passing_text(odd_text_) != next::stop ? end + 1 : stopped(end);
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
            return sink.boolean(true) == next::stop ? stopped(at) : past_word(at, end_, "true");
        case 'f':
            return sink.boolean(false) == next::stop ? stopped(at) : past_word(at, end_, "false");
        case 'n':
            return sink.null() == next::stop ? stopped(at) : past_word(at, end_, "null");
        default: {
            std::int64_t integer = 0;
            const text_place end = past_integer(at, integer);
            if (end == nullptr) [[unlikely]]
                return odd_number(sink, at);
            return sink.integer(integer) != next::stop ? end : stopped(end);
        }
        }
    }

    /// A number with a fraction, an exponent or more than 18 digits. Boost.JSON reads it.
    template <class Sink>
    [[nodiscard, gnu::noinline]] text_place odd_number(Sink& sink, text_place at) {
        const text_place begin = at;
        while (std::string_view("+-.0123456789Ee").find(*at) != std::string_view::npos)
            ++at;
        const std::string_view text(begin, static_cast<std::size_t>(at - begin));
        boost::system::error_code error;
        const auto number = boost::json::parse(text, error);
        if (error)
            return nullptr;
        const auto* const integer = number.if_int64();
        const next then =
            integer != nullptr ? sink.integer(*integer) : sink.real(number.to_number<double>(), text);
        return then != next::stop ? at : stopped(at);
    }

    /// Whatever follows a value looks at the next character, so there must be one.
    [[nodiscard]] text_place unless_end(text_place at) const noexcept { return at == end_ ? nullptr : at; }

    text_place end_;
    text_place stop_ = nullptr; // where the sink stopped
    quote_finder finder_;
    std::string odd_text_{};
    std::size_t depth_left_; // how many more objects and arrays may be inside one another
};

} // namespace webhooks::detail
