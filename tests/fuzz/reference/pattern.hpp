#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

/// An independent implementation of the pattern language: the documented rules, segment by segment.
namespace fuzz::reference {

using segments = std::vector<std::string_view>;

/// The texts between the dots. The empty text has one empty segment.
[[nodiscard]] inline segments segments_of(std::string_view text) {
    segments found;
    for (;;) {
        const auto dot = text.find('.');
        found.push_back(text.substr(0, dot));
        if (dot == std::string_view::npos)
            return found;
        text.remove_prefix(dot + 1);
    }
}

/// True if each segment is a wildcard, or is not empty and contains no star.
[[nodiscard]] inline bool is_well_formed(std::string_view pattern) {
    for (const auto segment : segments_of(pattern))
        if (segment != "*" && segment != "**" &&
            (segment.empty() || segment.find('*') != std::string_view::npos))
            return false;
    return true;
}

/// Matches the rest of a pattern with the rest of a type, with memoisation.
class matcher {
public:
    matcher(std::string_view pattern, std::string_view type)
        : pattern_(segments_of(pattern)), type_(segments_of(type)),
          known_((pattern_.size() + 1) * (type_.size() + 1)) {}

    [[nodiscard]] bool matches() { return matches(0, 0); }

private:
    [[nodiscard]] bool matches(std::size_t pattern, std::size_t type) {
        auto& known = known_[pattern * (type_.size() + 1) + type];
        if (!known)
            known = decide(pattern, type);
        return *known;
    }

    [[nodiscard]] bool decide(std::size_t pattern, std::size_t type) {
        if (pattern == pattern_.size() || type == type_.size())
            return pattern == pattern_.size() && type == type_.size();
        const auto wanted = pattern_[pattern];
        const auto given = type_[type];
        if (wanted != "*" && wanted != "**")
            return wanted == given && matches(pattern + 1, type + 1);
        if (given.empty())
            return false; // a wildcard does not match an empty segment
        return matches(pattern + 1, type + 1) || (wanted == "**" && matches(pattern, type + 1));
    }

    segments pattern_;
    segments type_;
    std::vector<std::optional<bool>> known_;
};

[[nodiscard]] inline bool matches(std::string_view pattern, std::string_view type) {
    return matcher(pattern, type).matches();
}

} // namespace fuzz::reference
