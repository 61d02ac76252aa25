#pragma once

#include "diagnostics.hpp"
#include "fixed_string.hpp"
#include "pattern.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <string_view>
#include <utility>

namespace scaivault::detail {

/// A short text built at compile time; what does not fit is cut, which only makes a hint worse.
struct hint_text {
    std::array<char, 96> data{};
    std::size_t size = 0;

    constexpr hint_text() = default;
    constexpr explicit hint_text(std::string_view text) { append(text); }

    constexpr void append(std::string_view text) {
        for (const char c : text)
            if (size != data.size())
                data[size++] = c;
    }
    [[nodiscard]] constexpr std::string_view view() const { return {data.data(), size}; }
};

/// The segments of a name, at most eight of them.
struct segment_list {
    std::array<std::string_view, 8> items{};
    std::size_t size = 0;

    constexpr explicit segment_list(std::string_view text) {
        for (segment_reader reader{text}; !reader.done() && size != items.size();)
            items[size++] = reader.next();
    }
};

/// Levenshtein's distance between two texts, of which the first 32 characters count.
[[nodiscard]] constexpr std::size_t edit_distance(std::string_view left, std::string_view right) {
    left = left.substr(0, 32);
    right = right.substr(0, 32);
    std::array<std::size_t, 33> row{};
    for (std::size_t j = 0; j <= right.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t replaced = diagonal + (left[i - 1] == right[j - 1] ? 0U : 1U);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[right.size()];
}

/// The distance between a pattern and a name, segment by segment; a wildcard is any segment for nothing. Without
/// wildcards it is that of the whole texts, so that `secret_rotated` is near to `secret.rotated`.
[[nodiscard]] constexpr std::size_t pattern_distance(std::string_view pattern, std::string_view name) {
    if (find_character(pattern, '*') == std::string_view::npos)
        return edit_distance(pattern, name);
    const segment_list wanted{pattern};
    const segment_list given{name};
    std::array<std::array<std::size_t, 9>, 9> cost{};
    for (std::size_t i = 0; i <= wanted.size; ++i)
        for (std::size_t j = 0; j <= given.size; ++j) {
            if (i == 0 && j == 0)
                continue;
            std::size_t best = std::numeric_limits<std::size_t>::max();
            if (i != 0)
                best = std::min(best, cost[i - 1][j] + wanted.items[i - 1].size() + 1);
            if (j != 0) {
                const bool absorbs = i != 0 && wanted.items[i - 1] == "**";
                best = std::min(best, cost[i][j - 1] + (absorbs ? 0 : given.items[j - 1].size() + 1));
            }
            if (i != 0 && j != 0) {
                const auto segment = wanted.items[i - 1];
                const bool wildcard = segment == "*" || segment == "**";
                best = std::min(best, cost[i - 1][j - 1] +
                                          (wildcard ? 0 : edit_distance(segment, given.items[j - 1])));
            }
            cost[i][j] = best;
        }
    return cost[wanted.size][given.size];
}

/// The pattern with its literal segments taken from `name`, where the two line up; else the name.
[[nodiscard]] constexpr hint_text corrected(std::string_view pattern, std::string_view name) {
    const segment_list wanted{pattern};
    const segment_list given{name};
    const bool open_end = wanted.items[wanted.size - 1] == "**" && wanted.size <= given.size;
    if (wanted.size != given.size && !open_end)
        return hint_text{name};
    hint_text text;
    for (std::size_t i = 0; i != wanted.size; ++i) {
        const auto segment = wanted.items[i];
        if (i != 0)
            text.append(".");
        text.append(segment == "*" || segment == "**" ? segment : given.items[i]);
    }
    return text;
}

/// What was probably meant by a pattern that selects nothing of a catalog. Instantiated for mistakes alone.
template <class Catalog, fixed_string Pattern>
class nearest {
    static constexpr std::size_t most = 3;

    struct hints {
        std::array<hint_text, most> items{};
        std::size_t size = 0;

        constexpr void add(const hint_text& text) {
            for (std::size_t i = 0; i != size; ++i)
                if (items[i].view() == text.view())
                    return;
            if (size != most)
                items[size++] = text;
        }
    };

    static consteval bool selects_something(std::string_view pattern) {
        return std::ranges::any_of(Catalog::names,
                                   [&](std::string_view name) { return matches(pattern, name); });
    }

    // One constant evaluation a name, so that a large catalog stays inside the compilers' step limits.
    template <std::size_t Index>
    static constexpr std::size_t distance_to = pattern_distance(Pattern, Catalog::names[Index]);

    template <std::size_t... Index>
    static consteval std::array<std::size_t, Catalog::size> distances_to(std::index_sequence<Index...>) {
        return {distance_to<Index>...};
    }

    static consteval hints find() {
        hints near;
        const std::string_view pattern = Pattern;
        hint_text longer{pattern};
        if (pattern.ends_with(".*")) {
            longer.append("*"); // `dynamic.*` is one segment short: `dynamic.**`
            if (selects_something(longer.view()))
                return near.add(longer), near;
        }
        for (const std::string_view tail : {".*", ".**"}) {
            longer = hint_text{pattern};
            longer.append(tail);
            if (selects_something(longer.view()))
                return near.add(longer), near;
        }
        for (const std::string_view name : Catalog::names) // `lease.created` lacks a prefix
            if (name.size() > pattern.size() && name.ends_with(pattern) &&
                name[name.size() - pattern.size() - 1] == '.')
                near.add(hint_text{name});
        if (near.size != 0 || Catalog::size == 0)
            return near;
        const auto distances = distances_to(std::make_index_sequence<Catalog::size>{});
        const auto closest = std::ranges::min(distances);
        if (closest <= pattern.size() / 2)
            for (std::size_t i = 0; i != Catalog::size; ++i)
                if (distances[i] == closest)
                    near.add(corrected(pattern, Catalog::names[i]));
        return near;
    }

    static constexpr hints found = find();

    template <std::size_t Index>
    static constexpr auto text_at = fixed_string<found.items[Index].size>{found.items[Index].view()};

    template <std::size_t... Index>
    static auto as_hint(std::index_sequence<Index...>) -> diagnostics::did_you_mean<text_at<Index>...>;

public:
    using hint = decltype(as_hint(std::make_index_sequence<found.size>{}));
};

template <pattern_defect Defect>
struct rule_of;
template <>
struct rule_of<pattern_defect::empty_pattern> {
    using type = diagnostics::a_pattern_has_at_least_one_segment;
};
template <>
struct rule_of<pattern_defect::leading_dot> {
    using type = diagnostics::a_pattern_does_not_begin_with_a_dot;
};
template <>
struct rule_of<pattern_defect::trailing_dot> {
    using type = diagnostics::a_pattern_does_not_end_with_a_dot;
};
template <>
struct rule_of<pattern_defect::empty_segment> {
    using type = diagnostics::two_dots_have_a_segment_between_them;
};
template <>
struct rule_of<pattern_defect::too_many_stars> {
    using type = diagnostics::a_wildcard_has_one_star_or_two;
};
template <>
struct rule_of<pattern_defect::wildcard_in_segment> {
    using type = diagnostics::a_wildcard_stands_for_a_whole_segment;
};

/// The mistake in a pattern that selects nothing of `Catalog`.
template <class Catalog, fixed_string Pattern>
consteval auto mistake_in_pattern() {
    if constexpr (!is_valid_pattern<Pattern>)
        return diagnostics::malformed_pattern<Pattern, typename rule_of<defect_of(Pattern)>::type>{};
    else
        return diagnostics::no_event_type_matches<Pattern, typename nearest<Catalog, Pattern>::hint>{};
}

template <class Catalog, fixed_string Pattern>
using pattern_mistake = decltype(mistake_in_pattern<Catalog, Pattern>());

} // namespace scaivault::detail
