#pragma once

#include "../property.hpp"
#include "../reference/pattern.hpp"

#include <scaivault/pattern_set.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

/// A pattern is accepted if and only if it is well-formed, and is stored unchanged. Otherwise the failure has a
/// position in it.
inline void is_taken_if_well_formed(std::string_view text) {
    const auto parsed = scaivault::pattern::parse(text);
    const auto defect = scaivault::defect_of(text);
    require(parsed.has_value() == (defect == scaivault::pattern_defect::none),
            "pattern::parse and defect_of disagree", text);
    require(parsed.has_value() == reference::is_well_formed(text),
            "the reference disagrees with pattern::parse", text);
    if (parsed) {
        require(parsed->text() == text, "a pattern's text is not what it was parsed from", text);
        return;
    }
    const auto& error = parsed.error();
    require(error.code == scaivault::errc::malformed_pattern, "a malformed pattern has another error", text);
    require(error.where.empty(), "a pattern alone has a place in a list", text);
    require(error.detail == webhooks::describe(defect) && !error.detail.empty(),
            "the failure does not say which rule is broken", text);
    require(error.offset <= text.size(), "the offset is beyond the pattern", text);
}

/// `matches` agrees with the reference, also for malformed patterns.
inline void matches_as_the_reference(std::string_view pattern, std::string_view type) {
    require(scaivault::matches(pattern, type) == reference::matches(pattern, type),
            "matches and the reference disagree", pattern, " ", type);
}

/// A set of patterns matches if at least one of them matches.
inline void selects_as_any_of(std::span<const std::string_view> texts, std::string_view type) {
    const auto first_malformed = std::ranges::find_if_not(texts, reference::is_well_formed);
    const auto set = scaivault::pattern_set::parse(texts);
    require(set.has_value() == (first_malformed == texts.end()), "a set with a malformed pattern is taken",
            set ? std::string_view() : std::string_view(set.error().where));
    if (!set) {
        require(set.error().where == "/" + std::to_string(first_malformed - texts.begin()),
                "a set's failure points at another pattern", set.error().where);
        return;
    }
    const auto any = [texts](std::string_view name) {
        return std::ranges::any_of(texts,
                                   [name](std::string_view text) { return reference::matches(text, name); });
    };
    require(set->matches(type) == any(type), "a set and its patterns disagree", type);
    for (const auto name : scaivault::catalog::names)
        require(set->matches(name) == any(name), "a set and its patterns disagree on a type of the catalog",
                name);

    scaivault::unknown_event unknown;
    unknown.event_type = type;
    require(set->matches(scaivault::any_event(unknown)) == any(type),
            "a set and its patterns disagree on an unknown event", type);

    const auto is_idle = [](std::string_view text) {
        return std::ranges::none_of(scaivault::catalog::names,
                                    [text](std::string_view name) { return reference::matches(text, name); });
    };
    std::vector<std::string_view> idle;
    std::ranges::copy_if(texts, std::back_inserter(idle), is_idle);
    require(std::ranges::equal(set->idle(), idle, {}, &scaivault::pattern::text),
            "a set finds other patterns idle than the reference");
}

} // namespace fuzz
