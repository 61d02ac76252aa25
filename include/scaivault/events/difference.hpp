#pragma once

#include "types.hpp"
#include <webhooks/catalog_difference.hpp>

namespace scaivault {

using webhooks::catalog_differences;

/// Compares the types that `GET /v1/events/types` returns with the catalog. See `webhooks::catalog_difference`.
template <class Catalog = catalog>
[[nodiscard]] catalog_differences catalog_difference(std::span<const std::string_view> server_types) {
    return webhooks::catalog_difference<Catalog>(server_types);
}

} // namespace scaivault
