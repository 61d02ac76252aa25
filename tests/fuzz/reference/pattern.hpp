#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

/// A second implementation of the pattern language: the rules as they are written, segment by segment.
namespace fuzz::reference {

using segments = std::vector<std::string_view>;

/// The texts between the dots; the empty text is one empty segment.
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

/// Whether each segment is a wildcard, or has characters and no star among them.
[[nodiscard]] inline bool is_well_formed(std::string_view pattern) {
    for (const auto segment : segments_of(pattern))
        if (segment != "*" && segment != "**" &&
            (segment.empty() || segment.find('*') != std::string_view::npos))
            return false;
    return true;
}

/// Matches what is left of a pattern with what is left of a type, and remembers what it has found out.
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
            return false; // a wildcard takes no empty segment
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
