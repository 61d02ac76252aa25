#pragma once

// The payloads of the catalog's section "Dynamic secrets".

#include "field.hpp"
#include "open_enum.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace scaivault {

/// Why a lease was revoked. Texts as in the JSON, but `explicit_` for `explicit`, which is a C++ keyword.
enum class lease_revocation_reason {
    explicit_,       ///< by request (DELETE)
    expired,         ///< the lease expired
    revoke_prefix,   ///< all leases under a prefix were revoked
    engine_disabled, ///< the engine that created it was disabled
};

} // namespace scaivault

template <>
struct webhooks::enum_texts<scaivault::lease_revocation_reason> {
    static constexpr std::array<std::pair<scaivault::lease_revocation_reason, std::string_view>, 4> value{
        {{scaivault::lease_revocation_reason::explicit_, "explicit"},
         {scaivault::lease_revocation_reason::expired, "expired"},
         {scaivault::lease_revocation_reason::revoke_prefix, "revoke_prefix"},
         {scaivault::lease_revocation_reason::engine_disabled, "engine_disabled"}}};
};

namespace scaivault {

/// `dynamic.lease.created`: temporary credentials were created.
struct lease_created {
    /// The lease, such as `lease_abc`.
    std::string lease_id;

    /// The engine that made the credentials, such as `support-db`.
    std::string engine;

    /// The role of the credentials in that engine.
    std::string role;

    /// Who requested them.
    std::string issued_to;

    /// The lifetime of the credentials, in seconds.
    std::int64_t ttl_seconds = 0;

    /// When they expire, unless renewed.
    time_point expires_at{};

    [[nodiscard]] bool operator==(const lease_created&) const = default;
};

/// `dynamic.lease.renewed`: a lease was extended.
struct lease_renewed {
    /// The lease, such as `lease_abc`.
    std::string lease_id;

    /// The expiry before the renewal.
    time_point previous_expires_at{};

    /// The expiry after the renewal.
    time_point new_expires_at{};

    /// The extension, in seconds.
    std::int64_t increment_seconds = 0;

    [[nodiscard]] bool operator==(const lease_renewed&) const = default;
};

/// `dynamic.lease.revoked`: a lease was revoked. Alert if `revocation_succeeded` is false: ScaiVault has marked the
/// lease as revoked, but the user may still exist in the source system and must be removed there.
struct lease_revoked {
    /// The lease, such as `lease_abc`.
    std::string lease_id;

    /// Who revoked it.
    std::string revoked_by;

    /// Why it was revoked.
    open_enum<lease_revocation_reason> reason;

    /// True if the source system carried out the revocation; if false, the user may still exist there.
    bool revocation_succeeded = false;

    [[nodiscard]] bool operator==(const lease_revoked&) const = default;
};

/// `dynamic.lease.expired`: a lease expired without being revoked.
struct lease_expired {
    /// The lease, such as `lease_abc`.
    std::string lease_id;

    /// The engine that made the credentials, such as `support-db`.
    std::string engine;

    /// The role of the credentials in that engine.
    std::string role;

    /// When they expired.
    time_point expired_at{};

    [[nodiscard]] bool operator==(const lease_expired&) const = default;
};

} // namespace scaivault

template <>
struct webhooks::fields<scaivault::lease_created> {
    using self = scaivault::lease_created;
    using list = field_list<field<"lease_id", &self::lease_id>, field<"engine", &self::engine>,
                            field<"role", &self::role>, field<"issued_to", &self::issued_to>,
                            field<"ttl_seconds", &self::ttl_seconds>, field<"expires_at", &self::expires_at>>;
};

template <>
struct webhooks::fields<scaivault::lease_renewed> {
    using self = scaivault::lease_renewed;
    using list = field_list<
        field<"lease_id", &self::lease_id>, field<"previous_expires_at", &self::previous_expires_at>,
        field<"new_expires_at", &self::new_expires_at>, field<"increment_seconds", &self::increment_seconds>>;
};

template <>
struct webhooks::fields<scaivault::lease_revoked> {
    using self = scaivault::lease_revoked;
    using list = field_list<field<"lease_id", &self::lease_id>, field<"revoked_by", &self::revoked_by>,
                            field<"reason", &self::reason>,
                            field<"revocation_succeeded", &self::revocation_succeeded>>;
};

template <>
struct webhooks::fields<scaivault::lease_expired> {
    using self = scaivault::lease_expired;
    using list = field_list<field<"lease_id", &self::lease_id>, field<"engine", &self::engine>,
                            field<"role", &self::role>, field<"expired_at", &self::expired_at>>;
};
