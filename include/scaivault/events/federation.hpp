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

} // namespace scaivault

template <>
struct webhooks::fields<scaivault::federation_sync_completed> {
    using self = scaivault::federation_sync_completed;
    using list =
        field_list<field<"backend_id", &self::backend_id>, field<"backend_name", &self::backend_name>,
                   field<"started_at", &self::started_at>, field<"completed_at", &self::completed_at>,
                   field<"secrets_synced", &self::secrets_synced>,
                   field<"secrets_created", &self::secrets_created>,
                   field<"secrets_updated", &self::secrets_updated>,
                   field<"secrets_deleted", &self::secrets_deleted>, field<"conflicts", &self::conflicts>>;
};

template <>
struct webhooks::fields<scaivault::federation_sync_failed> {
    using self = scaivault::federation_sync_failed;
    using list = field_list<field<"backend_id", &self::backend_id>, field<"started_at", &self::started_at>,
                            field<"failed_at", &self::failed_at>, field<"error_code", &self::error_code>,
                            field<"error_message", &self::error_message>,
                            field<"next_attempt_at", &self::next_attempt_at>>;
};

template <>
struct webhooks::fields<scaivault::federation_backend_unreachable> {
    using self = scaivault::federation_backend_unreachable;
    using list = field_list<
        field<"backend_id", &self::backend_id>, field<"consecutive_failures", &self::consecutive_failures>,
        field<"last_success_at", &self::last_success_at>, field<"next_attempt_at", &self::next_attempt_at>>;
};
