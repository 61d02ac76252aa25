#pragma once

#include "fixed_string.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace webhooks {

namespace detail {

/// `text.find(wanted, from)`, which in GCC 12 is no constant expression under -fsanitize=undefined when the text is
/// a template argument: it compares a pointer with null (GCC bug 71962).
[[nodiscard]] constexpr std::size_t find_character(std::string_view text, char wanted,
                                                   std::size_t from = 0) noexcept {
    for (std::size_t i = from; i < text.size(); ++i)
        if (text[i] == wanted)
            return i;
    return std::string_view::npos;
}

/// The segments of a dotted name, in order. "a..b" has an empty segment in the middle.
class segment_reader {
public:
    constexpr explicit segment_reader(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] constexpr bool done() const noexcept { return done_; }

    [[nodiscard]] constexpr std::string_view next() noexcept {
        const auto dot = find_character(rest_, '.');
        const auto segment = rest_.substr(0, dot);
        done_ = dot == std::string_view::npos;
        rest_ = done_ ? std::string_view{} : rest_.substr(dot + 1);
        return segment;
    }

private:
    std::string_view rest_;
    bool done_ = false;
};

} // namespace detail

/// Whether `pattern` selects `type`, segment by segment. `*` stands for exactly one segment and `**` for one or more; any other
/// segment is literal, `sec*` too (see `defect_of`). A wildcard does not stand for an empty segment: `secret.*` does not match
/// `secret.`.
///
/// The same function is used at compile time and at run time. Linear in the length of `type` for patterns with one `**`, at
/// worst the product of both lengths. Does not allocate.
/// Source: the vendor's pages on subscriptions and webhooks.
[[nodiscard]] constexpr bool matches(std::string_view pattern, std::string_view type) noexcept {
    detail::segment_reader patterns{pattern};
    detail::segment_reader types{type};
    // Where to continue when a later segment differs: the last `**` takes one segment more.
    detail::segment_reader retry_patterns{{}};
    detail::segment_reader retry_types{{}};
    bool can_retry = false;
    while (true) {
        bool agree = false;
        if (patterns.done() && types.done())
            return true;
        if (!patterns.done() && !types.done()) {
            const auto wanted = patterns.next();
            const auto given = types.next();
            if (wanted == "**") {
                agree = !given.empty();
                retry_patterns = patterns;
                retry_types = types;
                can_retry = agree;
            } else {
                agree = wanted == "*" ? !given.empty() : wanted == given;
            }
        }
        if (agree)
            continue;
        if (!can_retry || retry_types.done() || retry_types.next().empty())
            return false;
        patterns = retry_patterns;
        types = retry_types;
    }
}

/// The rule that a malformed pattern breaks.
enum class pattern_defect : std::uint8_t {
    none,
    empty_pattern,       ///< ""
    leading_dot,         ///< ".rotated"
    trailing_dot,        ///< "secret."
    empty_segment,       ///< "secret..rotated"
    too_many_stars,      ///< "secret.***"
    wildcard_in_segment, ///< "sec*": a wildcard is a whole segment
};

/// The first rule that `pattern` breaks, or `pattern_defect::none`. Linear in its length.
[[nodiscard]] constexpr pattern_defect defect_of(std::string_view pattern) noexcept {
    if (pattern.empty())
        return pattern_defect::empty_pattern;
    if (pattern.front() == '.')
        return pattern_defect::leading_dot;
    if (pattern.back() == '.')
        return pattern_defect::trailing_dot;
    for (detail::segment_reader segments{pattern}; !segments.done();) {
        const auto segment = segments.next();
        if (segment.empty())
            return pattern_defect::empty_segment;
        if (segment == "*" || segment == "**")
            continue;
        if (segment.find_first_not_of('*') == std::string_view::npos)
            return pattern_defect::too_many_stars;
        if (detail::find_character(segment, '*') != std::string_view::npos)
            return pattern_defect::wildcard_in_segment;
    }
    return pattern_defect::none;
}

/// The rule in words, for messages; empty for `pattern_defect::none`.
[[nodiscard]] constexpr std::string_view describe(pattern_defect defect) noexcept {
    switch (defect) {
    case pattern_defect::none:
        return "";
    case pattern_defect::empty_pattern:
        return "a pattern has at least one segment";
    case pattern_defect::leading_dot:
        return "a pattern does not begin with a dot";
    case pattern_defect::trailing_dot:
        return "a pattern does not end with a dot";
    case pattern_defect::empty_segment:
        return "two dots have a segment between them";
    case pattern_defect::too_many_stars:
        return "a wildcard is '*' or '**', no more stars";
    case pattern_defect::wildcard_in_segment:
        return "a wildcard stands for a whole segment, not for part of one";
    }
    return "";
}

/// Whether a pattern is well formed. Whether it selects any type is another question: see `catalog::count_matching`.
template <fixed_string Pattern>
inline constexpr bool is_valid_pattern = defect_of(Pattern) == pattern_defect::none;

} // namespace webhooks
