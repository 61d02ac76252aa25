#pragma once

#include <webhooks/detail/requirements.hpp>

#include <compare>
#include <cstddef>
#include <string_view>

namespace scaivault {

/// A version by the rules of semver.org. Below 1.0.0, a new minor number can be a breaking change.
struct semantic_version {
    int major_number = 0; ///< incremented for breaking changes
    int minor_number = 0; ///< incremented for new features
    int patch_number = 0; ///< incremented for bug fixes

    [[nodiscard]] auto operator<=>(const semantic_version&) const = default;
};

/// The version of these headers as text. This is the only place: the build reads this line.
inline constexpr std::string_view version_text = "0.1.0";

/// The version of these headers for comparisons:
/// `static_assert(scaivault::library_version >= scaivault::semantic_version{0, 2})`.
inline constexpr semantic_version library_version = [] {
    semantic_version parsed;
    int* const parts[] = {&parsed.major_number, &parsed.minor_number, &parsed.patch_number};
    std::size_t part = 0;
    for (const char c : version_text)
        if (c == '.')
            ++part;
        else
            *parts[part] = *parts[part] * 10 + (c - '0');
    return parsed;
}();

} // namespace scaivault
