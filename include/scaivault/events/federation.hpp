#pragma once

// The payloads of the catalog's section "Federation".

#include "field.hpp"

#include <cstdint>
#include <string>

namespace scaivault {

/// `federation.sync.completed`: a synchronisation with another vault succeeded.
struct federation_sync_completed {
    /// The backend, such as `fed_abc`.
    std::string backend_id;

    /// The backend's display name.
    std::string backend_name;

    /// When the synchronisation began.
    time_point started_at{};

    /// When the synchronisation ended.
    time_point completed_at{};

    /// The number of secrets that were synchronised.
    std::int64_t secrets_synced = 0;

    /// The number of new secrets among them.
    std::int64_t secrets_created = 0;

    /// The number of changed secrets.
    std::int64_t secrets_updated = 0;

    /// The number of deleted secrets.
    std::int64_t secrets_deleted = 0;

    /// The number of conflicts. Investigate if it is not 0.
    std::int64_t conflicts = 0;

    [[nodiscard]] bool operator==(const federation_sync_completed&) const = default;
};

template <>
struct fields<federation_sync_completed> {
    using list = field_list<field<"backend_id", &federation_sync_completed::backend_id>,
                            field<"backend_name", &federation_sync_completed::backend_name>,
                            field<"started_at", &federation_sync_completed::started_at>,
                            field<"completed_at", &federation_sync_completed::completed_at>,
                            field<"secrets_synced", &federation_sync_completed::secrets_synced>,
                            field<"secrets_created", &federation_sync_completed::secrets_created>,
                            field<"secrets_updated", &federation_sync_completed::secrets_updated>,
                            field<"secrets_deleted", &federation_sync_completed::secrets_deleted>,
                            field<"conflicts", &federation_sync_completed::conflicts>>;
};

/// `federation.sync.failed`: a synchronisation failed. ScaiVault retries at `next_attempt_at`.
struct federation_sync_failed {
    /// The backend, such as `fed_abc`.
    std::string backend_id;

    /// When the synchronisation began.
    time_point started_at{};

    /// When the synchronisation failed.
    time_point failed_at{};

    /// The machine-readable cause, such as `backend_timeout`.
    std::string error_code;

    /// The cause as text for people.
    std::string error_message;

    /// When ScaiVault retries.
    time_point next_attempt_at{};

    [[nodiscard]] bool operator==(const federation_sync_failed&) const = default;
};

template <>
struct fields<federation_sync_failed> {
    using list = field_list<field<"backend_id", &federation_sync_failed::backend_id>,
                            field<"started_at", &federation_sync_failed::started_at>,
                            field<"failed_at", &federation_sync_failed::failed_at>,
                            field<"error_code", &federation_sync_failed::error_code>,
                            field<"error_message", &federation_sync_failed::error_message>,
                            field<"next_attempt_at", &federation_sync_failed::next_attempt_at>>;
};

/// `federation.backend.unreachable`: several consecutive attempts (by default 3) have failed. Alert on it. It is sent
/// once, and again only after the backend has recovered and failed anew. So the absence of further events does not
/// mean recovery.
struct federation_backend_unreachable {
    /// The backend, such as `fed_abc`.
    std::string backend_id;

    /// The number of consecutive failed attempts.
    std::int64_t consecutive_failures = 0;

    /// When it was last reached.
    time_point last_success_at{};

    /// When ScaiVault retries.
    time_point next_attempt_at{};

    [[nodiscard]] bool operator==(const federation_backend_unreachable&) const = default;
};

template <>
struct fields<federation_backend_unreachable> {
    using list =
        field_list<field<"backend_id", &federation_backend_unreachable::backend_id>,
                   field<"consecutive_failures", &federation_backend_unreachable::consecutive_failures>,
                   field<"last_success_at", &federation_backend_unreachable::last_success_at>,
                   field<"next_attempt_at", &federation_backend_unreachable::next_attempt_at>>;
};

} // namespace scaivault
