#pragma once

#include "requirements.hpp"

#include <string_view>

namespace webhooks::detail {

/// Whether `path` is `prefix` or below it, segment by segment.
[[nodiscard]] constexpr bool is_under(std::string_view prefix, std::string_view path) noexcept {
    return path.starts_with(prefix) && (prefix.empty() || prefix.ends_with('/') ||
                                        path.size() == prefix.size() || path[prefix.size()] == '/');
}

} // namespace webhooks::detail
