#pragma once

#include "diagnostics.hpp"
#include "fixed_string.hpp"
#include "pattern.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace webhooks::detail {

/// A short text built at compile time; what does not fit is cut, which only makes a hint worse.
struct hint_text {
    std::array<char, 96> data{};
    std::size_t size = 0;

    constexpr hint_text() = default;
    constexpr explicit hint_text(std::string_view text) { append(text); }

    constexpr hint_text& append(std::string_view text) {
        for (const char c : text)
            if (size != data.size())
                data[size++] = c;
        return *this;
    }
    [[nodiscard]] constexpr std::string_view view() const { return {data.data(), size}; }
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

/// Whether a pattern with wildcards has a segment for each of `name`; a `**` at its end takes all that remain.
[[nodiscard]] constexpr bool lines_up(std::string_view pattern, std::string_view name) {
    const auto wanted = std::count(pattern.begin(), pattern.end(), '.');
    const auto given = std::count(name.begin(), name.end(), '.');
    return find_character(pattern, '*') != std::string_view::npos &&
           (wanted == given || (wanted < given && pattern.ends_with("**")));
}

/// The distance between a pattern and a name. Where they line up, it is the sum over the literal segments; otherwise it is that
/// of the whole texts, so that `secret_rotated` is near to `secret.rotated`.
[[nodiscard]] constexpr std::size_t pattern_distance(std::string_view pattern, std::string_view name) {
    if (!lines_up(pattern, name))
        return edit_distance(pattern, name);
    std::size_t sum = 0;
    segment_reader given{name};
    for (segment_reader wanted{pattern}; !wanted.done();) {
        const auto segment = wanted.next();
        const auto text = given.next();
        sum += segment == "*" || segment == "**" ? 0 : edit_distance(segment, text);
    }
    return sum;
}

/// The pattern with its literal segments taken from `name`, where they line up; otherwise the name.
[[nodiscard]] constexpr hint_text corrected(std::string_view pattern, std::string_view name) {
    if (!lines_up(pattern, name))
        return hint_text{name};
    hint_text text;
    segment_reader given{name};
    for (segment_reader wanted{pattern}; !wanted.done();) {
        const auto segment = wanted.next();
        const auto literal = given.next();
        text.append(segment == "*" || segment == "**" ? segment : literal).append(wanted.done() ? "" : ".");
    }
    return text;
}

/// What was probably meant by a pattern that selects nothing of a catalog. Instantiated for mistakes alone.
template <class Catalog, fixed_string Pattern>
class nearest {
    struct hints {
        std::array<hint_text, 3> items{};
        std::size_t size = 0;

        constexpr hints& add(const hint_text& text) {
            for (std::size_t i = 0; i != size; ++i)
                if (items[i].view() == text.view())
                    return *this;
            if (size != items.size())
                items[size++] = text;
            return *this;
        }
    };

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
        // `dynamic.*` is one segment short: `dynamic.**`. `policy.binding` is a prefix.
        for (const std::string_view tail : {"*", ".*", ".**"}) {
            const auto longer = hint_text{pattern}.append(tail);
            if (tail == "*" && !pattern.ends_with(".*"))
                continue;
            for (const std::string_view name : Catalog::names)
                if (matches(longer.view(), name))
                    return near.add(longer);
        }
        for (const std::string_view name : Catalog::names) // `lease.created` lacks a prefix
            if (name.ends_with(pattern) && name.substr(0, name.size() - pattern.size()).ends_with('.'))
                near.add(hint_text{name});
        if (near.size != 0 || Catalog::size == 0)
            return near;
        const auto distances = distances_to(std::make_index_sequence<Catalog::size>{});
        const auto closest = *std::min_element(distances.begin(), distances.end());
        if (closest <= pattern.size() / 2)
            for (std::size_t i = 0; i != Catalog::size; ++i)
                if (distances[i] == closest)
                    near.add(corrected(pattern, Catalog::names[i]));
        return near;
    }

    static constexpr hints found = find();

    template <std::size_t... Index>
    static auto as_hint(std::index_sequence<Index...>)
        -> diagnostics::did_you_mean<fixed_string<found.items[Index].size>{found.items[Index].view()}...>;

public:
    using hint = decltype(as_hint(std::make_index_sequence<found.size>{}));
};

/// What a message says of each `pattern_defect` after `none`, in its order.
using pattern_rules = boost::mp11::mp_list<
    diagnostics::a_pattern_has_at_least_one_segment, diagnostics::a_pattern_does_not_begin_with_a_dot,
    diagnostics::a_pattern_does_not_end_with_a_dot, diagnostics::two_dots_have_a_segment_between_them,
    diagnostics::a_wildcard_has_one_star_or_two, diagnostics::a_wildcard_stands_for_a_whole_segment>;

/// The mistake in a pattern that selects nothing of `Catalog`.
template <class Catalog, fixed_string Pattern>
consteval auto mistake_in_pattern() {
    constexpr auto defect = static_cast<std::size_t>(defect_of(Pattern));
    if constexpr (defect != 0)
        return diagnostics::malformed_pattern<Pattern, boost::mp11::mp_at_c<pattern_rules, defect - 1>>{};
    else
        return diagnostics::no_event_type_matches<Pattern, typename nearest<Catalog, Pattern>::hint>{};
}

template <class Catalog, fixed_string Pattern>
using pattern_mistake = decltype(mistake_in_pattern<Catalog, Pattern>());

} // namespace webhooks::detail
