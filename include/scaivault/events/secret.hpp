#pragma once

// The payloads of the catalog's section "Secrets".

#include "field.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace scaivault {

/// `secret.created`: a first version was written to a new path, which is `envelope::path`.
struct secret_created {
    /// The version that was written, 1 for a new secret.
    std::int64_t version = 0;

    /// The kind of secret, such as `json`.
    std::string secret_type;

    /// Who wrote it, such as `user:alice@acme.example`.
    std::string created_by;

    /// The secret's tags, in the vendor's order; may be empty.
    std::vector<std::string> tags;

    /// When the secret expires; `null` if it never does.
    std::optional<time_point> expires_at;

    [[nodiscard]] bool operator==(const secret_created&) const = default;
};

/// `secret.updated`: a new version was written to an existing path.
struct secret_updated {
    /// The version that was current before.
    std::int64_t old_version = 0;

    /// The version that was written.
    std::int64_t new_version = 0;

    /// Who wrote it, such as `sa:provisioner`.
    std::string updated_by;

    /// True if a rotation policy wrote it; then a `secret.rotated` may follow. False for an update by a person.
    bool is_rotation = false;

    [[nodiscard]] bool operator==(const secret_updated&) const = default;
};

/// `secret.deleted`: a secret was deleted, permanently or recoverably.
struct secret_deleted {
    /// The number of versions that it had.
    std::int64_t version_count = 0;

    /// Who deleted it.
    std::string deleted_by;

    /// True if the deletion is permanent; false while the secret can be recovered.
    bool permanent = false;

    /// Until when it can be recovered; absent if `permanent`.
    std::optional<time_point> recoverable_until;

    [[nodiscard]] bool operator==(const secret_deleted&) const = default;
};

/// `secret.rotated`: a rotation policy created a new version. The same rotation also sends `rotation.completed`,
/// which describes it from the policy's side, and possibly `secret.updated` with `is_rotation`.
struct secret_rotated {
    /// The version that was current before.
    std::int64_t old_version = 0;

    /// The version to use from now on.
    std::int64_t new_version = 0;

    /// The policy that rotated it.
    std::string rotation_policy_id;

    /// The policy's display name.
    std::string rotation_policy_name;

    /// When the grace period of the old version ends. Switch to the new version before.
    time_point grace_period_ends{};

    /// True if ScaiVault generated the new value; false if the value was supplied.
    bool auto_generated = false;

    [[nodiscard]] bool operator==(const secret_rotated&) const = default;
};

/// `secret.expiring`: a secret will expire soon. Sent at each threshold in the secret's `notify_before`, by default
/// 30, 7 and 1 days. Write a new value or extend the date before `expires_at`.
struct secret_expiring {
    /// When the secret expires.
    time_point expires_at{};

    /// Days until then.
    std::int64_t days_remaining = 0;

    /// The threshold that was crossed, as configured: `7d`.
    std::string threshold;

    [[nodiscard]] bool operator==(const secret_expiring&) const = default;
};

/// `secret.expired`: a secret has passed its expiry.
struct secret_expired {
    /// When it expired.
    time_point expired_at{};

    /// The version that expired.
    std::int64_t version = 0;

    /// True if ScaiVault deleted the secret because it expired.
    bool auto_deleted = false;

    [[nodiscard]] bool operator==(const secret_expired&) const = default;
};

/// `secret.accessed`: a secret was read. High volume: subscribe to it for one path or with a `path_prefix` filter,
/// never for a whole tenant. The pattern `secret.*` includes it.
struct secret_accessed {
    /// The version that was read.
    std::int64_t version = 0;

    /// Who read it, such as `sa:reporting`.
    std::string accessed_by;

    /// The address that the request came from, as text.
    std::string source_ip;

    /// The client's user agent. It is the client's claim; do not trust it.
    std::string user_agent;

    [[nodiscard]] bool operator==(const secret_accessed&) const = default;
};

} // namespace scaivault

template <>
struct webhooks::fields<scaivault::secret_created> {
    using self = scaivault::secret_created;
    using list = field_list<field<"version", &self::version>, field<"secret_type", &self::secret_type>,
                            field<"created_by", &self::created_by>, field<"tags", &self::tags>,
                            field<"expires_at", &self::expires_at, presence::nullable>>;
};

template <>
struct webhooks::fields<scaivault::secret_updated> {
    using self = scaivault::secret_updated;
    using list =
        field_list<field<"old_version", &self::old_version>, field<"new_version", &self::new_version>,
                   field<"updated_by", &self::updated_by>, field<"is_rotation", &self::is_rotation>>;
};

template <>
struct webhooks::fields<scaivault::secret_deleted> {
    using self = scaivault::secret_deleted;
    using list = field_list<field<"version_count", &self::version_count>,
                            field<"deleted_by", &self::deleted_by>, field<"permanent", &self::permanent>,
                            field<"recoverable_until", &self::recoverable_until, presence::omittable>>;
};

template <>
struct webhooks::fields<scaivault::secret_rotated> {
    using self = scaivault::secret_rotated;
    using list =
        field_list<field<"old_version", &self::old_version>, field<"new_version", &self::new_version>,
                   field<"rotation_policy_id", &self::rotation_policy_id>,
                   field<"rotation_policy_name", &self::rotation_policy_name>,
                   field<"grace_period_ends", &self::grace_period_ends>,
                   field<"auto_generated", &self::auto_generated>>;
};

template <>
struct webhooks::fields<scaivault::secret_expiring> {
    using self = scaivault::secret_expiring;
    using list =
        field_list<field<"expires_at", &self::expires_at>, field<"days_remaining", &self::days_remaining>,
                   field<"threshold", &self::threshold>>;
};

template <>
struct webhooks::fields<scaivault::secret_expired> {
    using self = scaivault::secret_expired;
    using list = field_list<field<"expired_at", &self::expired_at>, field<"version", &self::version>,
                            field<"auto_deleted", &self::auto_deleted>>;
};

template <>
struct webhooks::fields<scaivault::secret_accessed> {
    using self = scaivault::secret_accessed;
    using list = field_list<field<"version", &self::version>, field<"accessed_by", &self::accessed_by>,
                            field<"source_ip", &self::source_ip>, field<"user_agent", &self::user_agent>>;
};
