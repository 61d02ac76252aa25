#pragma once

#include "dispatch/pattern.hpp"
#include "error.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace webhooks {

/// A pattern that is known at run time, such as one from a configuration file. Same rules as the patterns of `on`.
class pattern {
public:
    /// Copies a well-formed pattern. For a malformed pattern, `errc::malformed_pattern` with the rule that it breaks in
    /// `detail` and the character in `offset`. Does not ask whether any type matches: see `basic_pattern_set::idle`.
    [[nodiscard]] static result<pattern> parse(std::string_view text);

    /// Whether the pattern selects `type`; see `webhooks::matches`.
    [[nodiscard]] bool matches(std::string_view type) const noexcept {
        return webhooks::matches(text_, type);
    }

    /// The pattern as written. Valid as long as this object.
    [[nodiscard]] std::string_view text() const noexcept { return text_; }

    [[nodiscard]] bool operator==(const pattern&) const = default;

private:
    explicit pattern(std::string_view text) : text_(text) {}

    std::string text_;
};

namespace detail {

/// Patterns as a tree of their segments, so that a type is matched against all of them at once. A template, so that it is
/// compiled only where it is used.
template <class Catalog>
class pattern_tree {
public:
    void add(std::string_view pattern) {
        std::size_t at = 0;
        for (segment_reader segments{pattern}; !segments.done();) {
            const auto segment = segments.next();
            const auto next = nodes_.size();
            const auto [place, added] = nodes_[at].children.try_emplace(std::string(segment), next);
            at = place->second;
            if (added)
                nodes_.emplace_back().repeats = segment == "**";
        }
        nodes_[at].ends = true;
    }

    /// Follows every pattern one segment at a time. Linear in the segments of `type`, times the nodes that are reached at
    /// once: those behind wildcards, and one more.
    [[nodiscard]] bool matches(std::string_view type) const {
        std::vector<std::size_t> alive{0};
        std::vector<std::size_t> next;
        for (segment_reader segments{type}; !segments.done() && !alive.empty();) {
            const auto segment = segments.next();
            next.clear();
            for (const auto at : alive) {
                const auto& place = nodes_[at];
                if (place.repeats && !segment.empty())
                    insert(next, at); // `**` takes one segment more
                follow(place, segment, next);
                if (!segment.empty()) {
                    if (segment != "*")
                        follow(place, "*", next);
                    if (segment != "**")
                        follow(place, "**", next);
                }
            }
            std::swap(alive, next);
        }
        for (const auto at : alive)
            if (nodes_[at].ends)
                return true;
        return false;
    }

private:
    struct node {
        std::map<std::string, std::size_t, std::less<>> children{};
        bool repeats = false; ///< reached by `**`
        bool ends = false;    ///< a pattern ends here
    };

    static void insert(std::vector<std::size_t>& places, std::size_t at) {
        for (const auto place : places)
            if (place == at)
                return;
        places.push_back(at);
    }

    static void follow(const node& from, std::string_view segment, std::vector<std::size_t>& next) {
        if (const auto child = from.children.find(segment); child != from.children.end())
            insert(next, child->second);
    }

    std::vector<node> nodes_ = std::vector<node>(1);
};

} // namespace detail

/// Many patterns as one: the filter of a configuration file or of a subscription.
///
/// Adding a pattern decides which types of the catalog it selects, so matching an event costs one lookup, whatever the number
/// of patterns. Types that the catalog does not know are matched by segments.
template <class Catalog>
class basic_pattern_set {
public:
    /// An empty set, which matches nothing.
    basic_pattern_set() = default;

    /// The set of a range of texts, each convertible to `std::string_view`. For a malformed text, the failure of the first
    /// one; its `where` is the index in the range ("/2").
    template <std::ranges::input_range Texts>
    [[nodiscard]] static result<basic_pattern_set> parse(const Texts& texts) {
        basic_pattern_set set;
        std::size_t place = 0;
        for (const auto& text : texts) {
            auto one = pattern::parse(std::string_view(text));
            if (!one) {
                auto error = one.error();
                error.where = "/" + std::to_string(place);
                return error;
            }
            set.add(*std::move(one));
            ++place;
        }
        return set;
    }

    /// Adds a pattern. Linear in the size of the catalog.
    void add(pattern added) {
        for (std::size_t i = 0; i != Catalog::size; ++i)
            known_[i] = known_[i] || added.matches(Catalog::names[i]);
        tree_.add(added.text());
        patterns_.push_back(std::move(added));
    }

    /// Whether a pattern of the set selects `type`. One lookup for a type of the catalog.
    [[nodiscard]] bool matches(std::string_view type) const {
        if (const auto index = Catalog::find(type))
            return known_[*index];
        return tree_.matches(type);
    }

    /// Whether a pattern of the set selects the event's type. One load for a type of the catalog.
    /// Throws `std::bad_variant_access` for a variant without a value.
    [[nodiscard]] bool matches(const typename Catalog::variant& event) const {
        if (event.index() < Catalog::size)
            return known_[event.index()];
        return tree_.matches(std::get<Catalog::size>(event).event_type);
    }

    /// The patterns, in the order in which they were added. Valid until the next `add`.
    [[nodiscard]] const std::vector<pattern>& patterns() const noexcept { return patterns_; }

    /// The patterns that select no type of the catalog: typing mistakes, or types that the vendor will add.
    [[nodiscard]] std::vector<pattern> idle() const {
        std::vector<pattern> found;
        for (const auto& each : patterns_)
            if (std::ranges::none_of(Catalog::names,
                                     [&](std::string_view name) { return each.matches(name); }))
                found.push_back(each);
        return found;
    }

private:
    std::vector<pattern> patterns_;
    std::array<bool, Catalog::size> known_{};
    detail::pattern_tree<Catalog> tree_;
};

namespace detail {

/// The character at which a pattern breaks its rule.
[[nodiscard]] constexpr std::size_t offset_of(pattern_defect defect, std::string_view pattern) noexcept {
    if (defect == pattern_defect::trailing_dot)
        return pattern.size() - 1;
    std::size_t offset = 0;
    for (segment_reader segments{pattern}; !segments.done();) {
        const auto segment = segments.next();
        if (defect_of(segment) != pattern_defect::none)
            break;
        offset += segment.size() + 1;
    }
    return offset;
}

} // namespace detail

inline result<pattern> pattern::parse(std::string_view text) {
    const auto defect = defect_of(text);
    if (defect == pattern_defect::none)
        return pattern(text);
    return failure{.code = errc::malformed_pattern,
                   .offset = detail::offset_of(defect, text),
                   .detail = std::string(describe(defect))};
}

} // namespace webhooks
