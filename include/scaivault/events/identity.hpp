#pragma once

// The payloads of the catalog's section "Identity (system events)".

#include "field.hpp"
#include "open_enum.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace scaivault {

/// The extent of a synchronisation of the identity cache. The JSON has `FULL`.
enum class identity_sync_type {
    full, ///< the whole cache
};

} // namespace scaivault

template <>
struct webhooks::enum_texts<scaivault::identity_sync_type> {
    static constexpr std::array<std::pair<scaivault::identity_sync_type, std::string_view>, 1> value{
        {{scaivault::identity_sync_type::full, "FULL"}}};
};

namespace scaivault {

/// `identity.sync.completed`: the identity cache was synchronised from ScaiKey.
struct identity_sync_completed {
    /// The id of the synchronisation.
    std::int64_t sync_id = 0;

    /// The extent of the synchronisation.
    open_enum<identity_sync_type> sync_type;

    /// The tenant that was synchronised.
    std::string tenant_id;

    /// The number of partners.
    std::int64_t partners_synced = 0;

    /// The number of tenants.
    std::int64_t tenants_synced = 0;

    /// The number of users.
    std::int64_t users_synced = 0;

    /// The number of groups.
    std::int64_t groups_synced = 0;

    /// The duration in milliseconds.
    std::int64_t duration_ms = 0;

    [[nodiscard]] bool operator==(const identity_sync_completed&) const = default;
};

} // namespace scaivault

template <>
struct webhooks::fields<scaivault::identity_sync_completed> {
    using self = scaivault::identity_sync_completed;
    using list =
        field_list<field<"sync_id", &self::sync_id>, field<"sync_type", &self::sync_type>,
                   field<"tenant_id", &self::tenant_id>, field<"partners_synced", &self::partners_synced>,
                   field<"tenants_synced", &self::tenants_synced>, field<"users_synced", &self::users_synced>,
                   field<"groups_synced", &self::groups_synced>, field<"duration_ms", &self::duration_ms>>;
};
