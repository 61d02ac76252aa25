#pragma once

// The payloads of the catalog's section "Certificates".

#include "field.hpp"
#include "open_enum.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace scaivault {

/// The origin of a certificate. Texts as in the JSON.
enum class issuance_method {
    internal_ca, ///< issued by a certificate authority inside ScaiVault
    acme,        ///< issued through ACME
    csr_sign,    ///< issued for a certificate signing request
    import,      ///< issued elsewhere and imported
};

} // namespace scaivault

template <>
struct webhooks::enum_texts<scaivault::issuance_method> {
    static constexpr std::array<std::pair<scaivault::issuance_method, std::string_view>, 4> value{
        {{scaivault::issuance_method::internal_ca, "internal_ca"},
         {scaivault::issuance_method::acme, "acme"},
         {scaivault::issuance_method::csr_sign, "csr_sign"},
         {scaivault::issuance_method::import, "import"}}};
};

namespace scaivault {

/// `certificate.issued`: a certificate was issued or imported.
struct certificate_issued {
    /// The certificate, such as `cert_abc`.
    std::string certificate_id;

    /// The subject's common name.
    std::string common_name;

    /// The authority that issued it, such as `ca_intermediate_mtls`.
    std::string issuer_ca_id;

    /// The serial number, as hexadecimal octets parted by colons.
    std::string serial_number;

    /// When its validity starts.
    time_point not_before{};

    /// When its validity ends.
    time_point not_after{};

    /// Its origin.
    open_enum<issuance_method> issued_via;

    [[nodiscard]] bool operator==(const certificate_issued&) const = default;
};

/// `certificate.renewed`: a certificate was replaced by a new one. Deploy the new one before the old one expires.
struct certificate_renewed {
    /// The old certificate.
    std::string old_certificate_id;

    /// The new certificate.
    std::string new_certificate_id;

    /// The subject's common name.
    std::string common_name;

    /// When the new certificate's validity ends.
    time_point not_after{};

    /// How it was renewed, such as `acme_auto`.
    std::string renewal_method;

    /// The number of days for which the old certificate was still valid.
    std::int64_t days_before_expiry = 0;

    [[nodiscard]] bool operator==(const certificate_renewed&) const = default;
};

/// `certificate.revoked`: a certificate must not be trusted any more.
struct certificate_revoked {
    /// The certificate, such as `cert_abc`.
    std::string certificate_id;

    /// The subject's common name.
    std::string common_name;

    /// The serial number, as hexadecimal octets parted by colons.
    std::string serial_number;

    /// Why, such as `key_compromise`.
    std::string reason;

    /// Who revoked it.
    std::string revoked_by;

    /// When the certificate revocation list was updated with it.
    time_point crl_updated_at{};

    [[nodiscard]] bool operator==(const certificate_revoked&) const = default;
};

/// `certificate.expiring`: a certificate will expire soon. ScaiVault renews it if both `is_acme_managed` and
/// `auto_renew` are true. Otherwise renew it yourself.
struct certificate_expiring {
    /// The certificate, such as `cert_abc`.
    std::string certificate_id;

    /// The subject's common name.
    std::string common_name;

    /// When it ceases to be valid.
    time_point not_after{};

    /// Days until then.
    std::int64_t days_remaining = 0;

    /// The threshold that was crossed, as configured: `30d`.
    std::string threshold;

    /// Whether it is issued through ACME.
    bool is_acme_managed = false;

    /// Whether ScaiVault is set to renew it.
    bool auto_renew = false;

    [[nodiscard]] bool operator==(const certificate_expiring&) const = default;
};

/// `certificate.renewal_failed`: an attempt to renew a certificate failed. ScaiVault retries at `next_retry_at`. Find
/// the cause before the certificate expires.
struct certificate_renewal_failed {
    /// The certificate, such as `cert_abc`.
    std::string certificate_id;

    /// The subject's common name.
    std::string common_name;

    /// The machine-readable cause, such as `acme_challenge_failed`.
    std::string error_code;

    /// The cause as text for people.
    std::string error_message;

    /// Which attempt this was, counted from 1.
    std::int64_t attempt = 0;

    /// When ScaiVault retries.
    time_point next_retry_at{};

    [[nodiscard]] bool operator==(const certificate_renewal_failed&) const = default;
};

} // namespace scaivault

template <>
struct webhooks::fields<scaivault::certificate_issued> {
    using self = scaivault::certificate_issued;
    using list =
        field_list<field<"certificate_id", &self::certificate_id>, field<"common_name", &self::common_name>,
                   field<"issuer_ca_id", &self::issuer_ca_id>, field<"serial_number", &self::serial_number>,
                   field<"not_before", &self::not_before>, field<"not_after", &self::not_after>,
                   field<"issued_via", &self::issued_via>>;
};

template <>
struct webhooks::fields<scaivault::certificate_renewed> {
    using self = scaivault::certificate_renewed;
    using list = field_list<field<"old_certificate_id", &self::old_certificate_id>,
                            field<"new_certificate_id", &self::new_certificate_id>,
                            field<"common_name", &self::common_name>, field<"not_after", &self::not_after>,
                            field<"renewal_method", &self::renewal_method>,
                            field<"days_before_expiry", &self::days_before_expiry>>;
};

template <>
struct webhooks::fields<scaivault::certificate_revoked> {
    using self = scaivault::certificate_revoked;
    using list =
        field_list<field<"certificate_id", &self::certificate_id>, field<"common_name", &self::common_name>,
                   field<"serial_number", &self::serial_number>, field<"reason", &self::reason>,
                   field<"revoked_by", &self::revoked_by>, field<"crl_updated_at", &self::crl_updated_at>>;
};

template <>
struct webhooks::fields<scaivault::certificate_expiring> {
    using self = scaivault::certificate_expiring;
    using list =
        field_list<field<"certificate_id", &self::certificate_id>, field<"common_name", &self::common_name>,
                   field<"not_after", &self::not_after>, field<"days_remaining", &self::days_remaining>,
                   field<"threshold", &self::threshold>, field<"is_acme_managed", &self::is_acme_managed>,
                   field<"auto_renew", &self::auto_renew>>;
};

template <>
struct webhooks::fields<scaivault::certificate_renewal_failed> {
    using self = scaivault::certificate_renewal_failed;
    using list =
        field_list<field<"certificate_id", &self::certificate_id>, field<"common_name", &self::common_name>,
                   field<"error_code", &self::error_code>, field<"error_message", &self::error_message>,
                   field<"attempt", &self::attempt>, field<"next_retry_at", &self::next_retry_at>>;
};
