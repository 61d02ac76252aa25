#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace webhooks {

/// The differences between a server's list of event types and a catalog.
struct catalog_differences {
    std::vector<std::string>
        missing_here; ///< types that only the server has, in its order; they are decoded as unknown events
    std::vector<std::string>
        missing_there; ///< types that only the catalog has, in its order; the server does not send them

    /// True if both have the same types.
    [[nodiscard]] bool empty() const noexcept { return missing_here.empty() && missing_there.empty(); }

    [[nodiscard]] bool operator==(const catalog_differences&) const = default;
};

/// Compares a server's list of event types with a catalog. Duplicates in `server_types` count once. Linear in the number of
/// common types, quadratic in the number of types that the catalog lacks.
/// \throws std::bad_alloc
template <class Catalog>
[[nodiscard]] catalog_differences catalog_difference(std::span<const std::string_view> server_types) {
    catalog_differences found;
    std::array<bool, Catalog::size> there{};
    for (const auto type : server_types) {
        if (const auto index = Catalog::find(type))
            there[*index] = true;
        else if (std::find(found.missing_here.begin(), found.missing_here.end(), type) ==
                 found.missing_here.end())
            found.missing_here.emplace_back(type);
    }
    for (std::size_t i = 0; i != Catalog::size; ++i)
        if (!there[i])
            found.missing_there.emplace_back(Catalog::names[i]);
    return found;
}

} // namespace webhooks
