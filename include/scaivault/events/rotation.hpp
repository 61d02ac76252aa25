#pragma once

// The payloads of the catalog's section "Rotation".

#include "field.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace scaivault {

/// `rotation.due`: a rotation is due soon, or now if `due_now`. If `auto_generate` is false, write a new value. If it
/// is true, ScaiVault writes one, and the event is for information only.
struct rotation_due {
    /// The policy, such as `rot_quarterly`.
    std::string rotation_policy_id;

    /// The policy's display name; absent if `due_now`.
    std::optional<std::string> rotation_policy_name;

    /// When the rotation is due.
    time_point next_rotation_at{};

    /// The `warn_before` threshold that was crossed, as configured: `7d`; `0` if `due_now`.
    std::string threshold;

    /// True if the rotation is due now; false for an advance warning.
    bool due_now = false;

    /// True if ScaiVault generates the new value; if false, it has to be written by hand.
    bool auto_generate = false;

    [[nodiscard]] bool operator==(const rotation_due&) const = default;
};

/// `rotation.overdue`: no new value was written before the grace period of a rotation without `auto_generate` ended.
/// Alert on it: the rotation pipeline is broken.
struct rotation_overdue {
    /// The policy, such as `rot_quarterly`.
    std::string rotation_policy_id;

    /// When the rotation was due.
    time_point due_at{};

    /// When the grace period after it ended.
    time_point grace_ended_at{};

    /// How long the rotation has been overdue, in hours.
    std::int64_t overdue_hours = 0;

    [[nodiscard]] bool operator==(const rotation_overdue&) const = default;
};

/// One secret of a completed rotation.
struct rotated_secret {
    /// The secret's path.
    std::string path;

    /// The version that was current before.
    std::int64_t old_version = 0;

    /// The version to use from now on.
    std::int64_t new_version = 0;

    [[nodiscard]] bool operator==(const rotated_secret&) const = default;
};

/// `rotation.completed`: a rotation succeeded. Each of its secrets also sends a `secret.rotated`, which describes it
/// from the secret's side.
struct rotation_completed {
    /// The policy, such as `rot_quarterly`.
    std::string rotation_policy_id;

    /// The rotated secrets, in the vendor's order.
    std::vector<rotated_secret> secrets_rotated;

    /// When the rotation began.
    time_point started_at{};

    /// When the rotation ended.
    time_point completed_at{};

    [[nodiscard]] bool operator==(const rotation_completed&) const = default;
};

/// `rotation.failed`: an attempt to rotate failed. If `next_retry_at` is `null`, there will be no retry: intervene.
struct rotation_failed {
    /// The policy, such as `rot_quarterly`.
    std::string rotation_policy_id;

    /// The secret that was not rotated.
    std::string secret_path;

    /// The machine-readable cause, such as `webhook_delivery_failed`.
    std::string error_code;

    /// The cause as text for people.
    std::string error_message;

    /// When ScaiVault retries; `null` if retries are exhausted and a person has to intervene.
    std::optional<time_point> next_retry_at;

    [[nodiscard]] bool operator==(const rotation_failed&) const = default;
};

} // namespace scaivault

template <>
struct webhooks::fields<scaivault::rotation_due> {
    using self = scaivault::rotation_due;
    using list =
        field_list<field<"rotation_policy_id", &self::rotation_policy_id>,
                   field<"rotation_policy_name", &self::rotation_policy_name, presence::omittable>,
                   field<"next_rotation_at", &self::next_rotation_at>, field<"threshold", &self::threshold>,
                   field<"due_now", &self::due_now>, field<"auto_generate", &self::auto_generate>>;
};

template <>
struct webhooks::fields<scaivault::rotation_overdue> {
    using self = scaivault::rotation_overdue;
    using list = field_list<field<"rotation_policy_id", &self::rotation_policy_id>,
                            field<"due_at", &self::due_at>, field<"grace_ended_at", &self::grace_ended_at>,
                            field<"overdue_hours", &self::overdue_hours>>;
};

template <>
struct webhooks::fields<scaivault::rotated_secret> {
    using self = scaivault::rotated_secret;
    using list = field_list<field<"path", &self::path>, field<"old_version", &self::old_version>,
                            field<"new_version", &self::new_version>>;
};

template <>
struct webhooks::fields<scaivault::rotation_completed> {
    using self = scaivault::rotation_completed;
    using list =
        field_list<field<"rotation_policy_id", &self::rotation_policy_id>,
                   field<"secrets_rotated", &self::secrets_rotated>, field<"started_at", &self::started_at>,
                   field<"completed_at", &self::completed_at>>;
};

template <>
struct webhooks::fields<scaivault::rotation_failed> {
    using self = scaivault::rotation_failed;
    using list = field_list<field<"rotation_policy_id", &self::rotation_policy_id>,
                            field<"secret_path", &self::secret_path>, field<"error_code", &self::error_code>,
                            field<"error_message", &self::error_message>,
                            field<"next_retry_at", &self::next_retry_at, presence::nullable>>;
};
