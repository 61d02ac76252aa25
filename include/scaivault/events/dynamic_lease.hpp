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

template <>
struct fields<lease_created> {
    using list =
        field_list<field<"lease_id", &lease_created::lease_id>, field<"engine", &lease_created::engine>,
                   field<"role", &lease_created::role>, field<"issued_to", &lease_created::issued_to>,
                   field<"ttl_seconds", &lease_created::ttl_seconds>,
                   field<"expires_at", &lease_created::expires_at>>;
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

template <>
struct fields<lease_renewed> {
    using list = field_list<field<"lease_id", &lease_renewed::lease_id>,
                            field<"previous_expires_at", &lease_renewed::previous_expires_at>,
                            field<"new_expires_at", &lease_renewed::new_expires_at>,
                            field<"increment_seconds", &lease_renewed::increment_seconds>>;
};

/// Why a lease was revoked. Texts as in the JSON, but `explicit_` for `explicit`, which is a C++ keyword.
enum class lease_revocation_reason {
    explicit_,       ///< by request (DELETE)
    expired,         ///< the lease expired
    revoke_prefix,   ///< all leases under a prefix were revoked
    engine_disabled, ///< the engine that created it was disabled
};

template <>
struct enum_texts<lease_revocation_reason> {
    static constexpr std::array<std::pair<lease_revocation_reason, std::string_view>, 4> value{
        {{lease_revocation_reason::explicit_, "explicit"},
         {lease_revocation_reason::expired, "expired"},
         {lease_revocation_reason::revoke_prefix, "revoke_prefix"},
         {lease_revocation_reason::engine_disabled, "engine_disabled"}}};
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

template <>
struct fields<lease_revoked> {
    using list =
        field_list<field<"lease_id", &lease_revoked::lease_id>,
                   field<"revoked_by", &lease_revoked::revoked_by>, field<"reason", &lease_revoked::reason>,
                   field<"revocation_succeeded", &lease_revoked::revocation_succeeded>>;
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

template <>
struct fields<lease_expired> {
    using list =
        field_list<field<"lease_id", &lease_expired::lease_id>, field<"engine", &lease_expired::engine>,
                   field<"role", &lease_expired::role>, field<"expired_at", &lease_expired::expired_at>>;
};

} // namespace scaivault
