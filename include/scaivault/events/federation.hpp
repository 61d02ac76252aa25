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

    /// Its name, for people.
    std::string backend_name;

    /// When the synchronisation began.
    time_point started_at{};

    /// When it was done.
    time_point completed_at{};

    /// How many secrets the synchronisation took in.
    std::int64_t secrets_synced = 0;

    /// How many of them were new.
    std::int64_t secrets_created = 0;

    /// How many were changed.
    std::int64_t secrets_updated = 0;

    /// How many were deleted.
    std::int64_t secrets_deleted = 0;

    /// How many conflicts there were; look into them when not 0.
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

/// `federation.sync.failed`: a synchronisation failed; there will be another at `next_attempt_at`.
struct federation_sync_failed {
    /// The backend, such as `fed_abc`.
    std::string backend_id;

    /// When the synchronisation began.
    time_point started_at{};

    /// When it failed.
    time_point failed_at{};

    /// The cause, for programs, such as `backend_timeout`.
    std::string error_code;

    /// The cause, for people.
    std::string error_message;

    /// When ScaiVault tries again.
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

/// `federation.backend.unreachable`: alert on this. Several attempts in a row (3 unless set otherwise) have
/// failed. Comes once, and again only after the backend has recovered and failed anew: silence is no sign of
/// recovery.
struct federation_backend_unreachable {
    /// The backend, such as `fed_abc`.
    std::string backend_id;

    /// How many attempts in a row have failed.
    std::int64_t consecutive_failures = 0;

    /// When it was last reached.
    time_point last_success_at{};

    /// When ScaiVault tries again.
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
