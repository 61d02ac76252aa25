#pragma once

#include "../../detail/hex.hpp"
#include "../../dispatch/fixed_string.hpp"
#include "../../dispatch/pattern.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace webhooks::nats {

/// The maximum length of a subject below the prefix; longer ones become `%too_long`. The server limits a whole protocol
/// line to 4,096 bytes.
inline constexpr std::size_t max_subject_size = 512;

namespace detail {

using webhooks::detail::segment_reader;

inline constexpr std::string_view too_long_subject = "%too_long";

/// True if a character needs no escape in a subject.
[[nodiscard]] constexpr bool is_plain(char c) noexcept {
    return c > ' ' && c < '\x7f' && c != '*' && c != '>' && c != '.' && c != '%';
}

/// Writes the text, with `%` and two hexadecimal digits for each character that is not plain.
template <class Put>
constexpr void write_escaped(std::string_view text, Put&& put) {
    for (const char c : text) {
        if (is_plain(c)) {
            put(c);
            continue;
        }
        const auto digits = webhooks::detail::hex_of(c, webhooks::detail::upper_hex_digits);
        put('%');
        put(digits[0]);
        put(digits[1]);
    }
}

/// Calls `segment(text, is_last)` for each segment, and `put('.')` between them.
template <class Segment, class Put>
constexpr void write_segments(std::string_view text, Segment&& segment, Put&& put) {
    for (segment_reader segments{text};;) {
        const auto next = segments.next();
        segment(next, segments.done());
        if (segments.done())
            return;
        put('.');
    }
}

template <class Put>
constexpr void write_subject(std::string_view type, Put&& put) {
    write_segments(
        type,
        [&](std::string_view segment, bool) {
            if (segment.empty())
                put('%');
            write_escaped(segment, put);
        },
        put);
}

/// Writes a pattern as a subject. A `**` may be the last segment only.
template <class Put>
constexpr void write_filter(std::string_view pattern, Put&& put) {
    write_segments(
        pattern,
        [&](std::string_view segment, bool) {
            if (segment == "**")
                put('>');
            else if (segment == "*")
                put('*');
            else
                write_escaped(segment, put);
        },
        put);
}

/// A pattern as a subject.
[[nodiscard]] inline std::string filter_subject(std::string_view pattern) {
    std::string subject;
    write_filter(pattern, [&](char c) { subject.push_back(c); });
    return subject;
}

/// The subjects for an array of patterns, which has static storage.
template <const auto& Patterns>
class subject_list {
    static constexpr std::size_t count = Patterns.size();

    static constexpr std::size_t length = [] {
        std::size_t sum = 1; // not 0: an array has at least one element
        for (const auto pattern : Patterns)
            write_filter(pattern, [&](char) { ++sum; });
        return sum;
    }();

    struct characters {
        std::array<char, length> text{};
        std::array<std::size_t, count + 1> end{};
    };

    static constexpr characters joined = [] {
        characters all{};
        std::size_t at = 0;
        for (std::size_t i = 0; i != count; ++i) {
            write_filter(Patterns[i], [&](char c) { all.text[at++] = c; });
            all.end[i + 1] = at;
        }
        return all;
    }();

public:
    static constexpr std::array<std::string_view, count> subjects = [] {
        std::array<std::string_view, count> views{};
        for (std::size_t i = 0; i != count; ++i)
            views[i] = {joined.text.data() + joined.end[i], joined.end[i + 1] - joined.end[i]};
        return views;
    }();
};

/// A subscription as an array, because a span cannot be a template argument.
template <class Handlers, bool Wildcards>
inline constexpr auto stored = [] {
    constexpr auto list = Wildcards ? Handlers::subscription() : Handlers::exact_subscription();
    std::array<std::string_view, list.size()> copy{};
    std::copy(list.begin(), list.end(), copy.begin());
    return copy;
}();

/// True if `wide` selects every type that `narrow` selects. Each may have a `**` as its last segment only.
[[nodiscard]] constexpr bool covers(std::string_view wide, std::string_view narrow) noexcept {
    segment_reader wides{wide};
    segment_reader narrows{narrow};
    while (!wides.done() && !narrows.done()) {
        const auto outer = wides.next();
        const auto inner = narrows.next();
        if (outer == "**")
            return true;
        if (inner == "**" || (outer != "*" && outer != inner))
            return false;
    }
    return wides.done() && narrows.done();
}

/// All expansions of a pattern that select a type of the catalog. An expansion replaces each `**`, except one in the
/// last segment, by one or more `*`.
template <fixed_string Pattern, class Catalog>
class expansions_of {
    static constexpr std::size_t segments_in(std::string_view text) {
        return static_cast<std::size_t>(1 + std::count(text.begin(), text.end(), '.'));
    }

    static constexpr std::size_t longest = [] {
        std::size_t most = 1;
        for (const auto name : Catalog::names)
            most = std::max(most, segments_in(name));
        return most;
    }();

    /// The number of `**` that are not the last segment.
    static constexpr std::size_t inner = [] {
        std::size_t sum = 0;
        for (segment_reader segments{Pattern.view()}; !segments.done();)
            sum += segments.next() == "**" && !segments.done() ? 1U : 0U;
        return sum;
    }();

    static constexpr std::size_t ways = [] {
        std::size_t product = 1;
        for (std::size_t i = 0; i != inner; ++i)
            product *= longest;
        return product;
    }();

    static constexpr std::size_t capacity = Pattern.size() + inner * 2 * longest + 1;

    struct text {
        std::array<char, capacity> characters{};
        std::size_t size = 0;

        [[nodiscard]] constexpr std::string_view view() const { return {characters.data(), size}; }
    };

    /// Expansion number `way`: its digits in base `longest` are the numbers of stars, minus one.
    static constexpr text expansion(std::size_t way) {
        text made{};
        const auto put = [&](char c) { made.characters[made.size++] = c; };
        write_segments(
            Pattern.view(),
            [&](std::string_view segment, bool is_last) {
                if (segment != "**" || is_last) {
                    for (const char c : segment)
                        put(c);
                    return;
                }
                for (std::size_t stars = way % longest;; --stars) {
                    put('*');
                    if (stars == 0)
                        break;
                    put('.');
                }
                way /= longest;
            },
            put);
        return made;
    }

    struct list {
        std::array<text, ways> texts{};
        std::size_t size = 0;
    };

    static constexpr list all = [] {
        list found{};
        for (std::size_t way = 0; way != ways; ++way) {
            const auto made = expansion(way);
            const auto selects = [&](std::string_view name) { return matches(made.view(), name); };
            const auto covered = [&](const text& other) { return covers(other.view(), made.view()); };
            const auto end = found.texts.begin() + static_cast<std::ptrdiff_t>(found.size);
            if (std::none_of(Catalog::names.begin(), Catalog::names.end(), selects) && inner != 0)
                continue;
            if (std::any_of(found.texts.begin(), end, covered))
                continue;
            const auto narrower = [&](const text& other) { return covers(made.view(), other.view()); };
            found.size = static_cast<std::size_t>(std::remove_if(found.texts.begin(), end, narrower) -
                                                  found.texts.begin());
            found.texts[found.size++] = made;
        }
        return found;
    }();

public:
    static constexpr std::array<std::string_view, all.size> patterns = [] {
        std::array<std::string_view, all.size> views{};
        for (std::size_t i = 0; i != all.size; ++i)
            views[i] = all.texts[i].view();
        return views;
    }();
};

/// An event id, escaped for use as a header's value: an id can be any text, and a header's value is a single line.
[[nodiscard]] inline std::string message_id(std::string_view event_id) {
    std::string text;
    text.reserve(event_id.size());
    for (const char c : event_id) {
        if (c == '.' || c == '*' || c == '>')
            text.push_back(c);
        else
            write_escaped({&c, 1}, [&](char put) { text.push_back(put); });
    }
    return text;
}

} // namespace detail

} // namespace webhooks::nats
