#pragma once

#include "../../events/catalog.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace scaivault::detail {

/// What differs between the vendor's examples.
struct sample_parts {
    std::string_view event_id;
    std::string_view path; ///< empty: left out
    std::string_view data;
};

/// The examples in the order of the catalog, from which their payloads are; where it prints "...", a plausible value
/// stands. Ids and paths are made up.
inline constexpr std::array<sample_parts, catalog::size> sample_table{{
    // secret.created
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y10", "environments/production/salesforce/oauth",
     R"({"version":1,"secret_type":"json","created_by":"user:alice@acme.example",)"
     R"("tags":["salesforce","production"],"expires_at":null})"},
    // secret.updated
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y11", "environments/production/salesforce/oauth",
     R"({"old_version":3,"new_version":4,"updated_by":"sa:provisioner","is_rotation":false})"},
    // secret.deleted
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y12", "environments/production/salesforce/oauth",
     R"({"version_count":4,"deleted_by":"user:bob@acme.example","permanent":false,)"
     R"("recoverable_until":"2026-05-23T15:00:00Z"})"},
    // secret.rotated
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z", "environments/production/salesforce/oauth",
     R"({"old_version":3,"new_version":4,"rotation_policy_id":"rot_quarterly",)"
     R"("rotation_policy_name":"quarterly","grace_period_ends":"2026-04-25T14:00:00Z",)"
     R"("auto_generated":true})"},
    // secret.expiring
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y14", "environments/production/salesforce/oauth",
     R"({"expires_at":"2026-05-23T00:00:00Z","days_remaining":7,"threshold":"7d"})"},
    // secret.expired
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y15", "environments/production/salesforce/oauth",
     R"({"expired_at":"2026-04-23T00:00:00Z","version":3,"auto_deleted":false})"},
    // secret.accessed
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y16", "environments/production/salesforce/oauth",
     R"({"version":3,"accessed_by":"sa:reporting","source_ip":"10.0.1.50",)"
     R"("user_agent":"scaivault-python/1.0"})"},
    // policy.created
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y17", "",
     R"({"policy_id":"pol_abc","policy_name":"production-read-only",)"
     R"("actor":"user:admin@acme.example"})"},
    // policy.updated
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y18", "",
     R"({"policy_id":"pol_abc","policy_name":"production-read-only",)"
     R"("actor":"user:admin@acme.example"})"},
    // policy.deleted
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y19", "",
     R"({"policy_id":"pol_abc","policy_name":"production-read-only",)"
     R"("actor":"user:admin@acme.example"})"},
    // policy.binding.created
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1A", "",
     R"({"policy_id":"pol_abc","binding_id":"bind_xyz","identity_type":"group",)"
     R"("identity_id":"group:developers","actor":"user:admin@acme.example"})"},
    // policy.binding.deleted
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1B", "",
     R"({"policy_id":"pol_abc","binding_id":"bind_xyz","identity_type":"group",)"
     R"("identity_id":"group:developers","actor":"user:admin@acme.example"})"},
    // policy.violation
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1C", "",
     R"({"policy_id":null,"identity_id":"sa:reporting","path":"infra/db/primary/credentials",)"
     R"("permission":"read","reason":"no_matching_rule","failed_condition":null,)"
     R"("source_ip":"10.0.1.50"})"},
    // rotation.due
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1D", "",
     R"({"rotation_policy_id":"rot_quarterly","rotation_policy_name":"quarterly",)"
     R"("next_rotation_at":"2026-04-30T00:00:00Z","threshold":"7d","due_now":false,)"
     R"("auto_generate":false})"},
    // rotation.overdue
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1F", "",
     R"({"rotation_policy_id":"rot_quarterly","due_at":"2026-04-30T00:00:00Z",)"
     R"("grace_ended_at":"2026-05-02T00:00:00Z","overdue_hours":6})"},
    // rotation.completed
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1G", "",
     R"({"rotation_policy_id":"rot_quarterly",)"
     R"("secrets_rotated":[{"path":"environments/production/salesforce/oauth","old_version":3,)"
     R"("new_version":4}],"started_at":"2026-04-23T13:59:57Z",)"
     R"("completed_at":"2026-04-23T14:00:00Z"})"},
    // rotation.failed
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1H", "",
     R"({"rotation_policy_id":"rot_quarterly",)"
     R"("secret_path":"environments/production/salesforce/oauth",)"
     R"("error_code":"webhook_delivery_failed",)"
     R"("error_message":"Webhook returned 502 after 7 retries","next_retry_at":null})"},
    // certificate.issued
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1J", "certificates/billing.svc.cluster.local",
     R"({"certificate_id":"cert_abc","common_name":"billing.svc.cluster.local",)"
     R"("issuer_ca_id":"ca_intermediate_mtls",)"
     R"("serial_number":"1A:2B:3C:4D:5E:6F:70:81:92:A3:B4:C5:D6:E7:F8:09",)"
     R"("not_before":"2026-04-23T14:00:00Z","not_after":"2026-04-30T14:00:00Z",)"
     R"("issued_via":"internal_ca"})"},
    // certificate.renewed
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1K", "certificates/api.acme.example",
     R"({"old_certificate_id":"cert_abc","new_certificate_id":"cert_def",)"
     R"("common_name":"api.acme.example","not_after":"2026-07-22T14:00:00Z",)"
     R"("renewal_method":"acme_auto","days_before_expiry":32})"},
    // certificate.revoked
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1M", "certificates/billing.svc.cluster.local",
     R"({"certificate_id":"cert_abc","common_name":"billing.svc.cluster.local",)"
     R"("serial_number":"1A:2B:3C:4D:5E:6F:70:81:92:A3:B4:C5:D6:E7:F8:09",)"
     R"("reason":"key_compromise","revoked_by":"user:admin@acme.example",)"
     R"("crl_updated_at":"2026-04-23T14:30:00Z"})"},
    // certificate.expiring
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1N", "certificates/api.acme.example",
     R"({"certificate_id":"cert_abc","common_name":"api.acme.example",)"
     R"("not_after":"2026-05-23T00:00:00Z","days_remaining":30,"threshold":"30d",)"
     R"("is_acme_managed":true,"auto_renew":true})"},
    // certificate.renewal_failed
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1P", "certificates/api.acme.example",
     R"({"certificate_id":"cert_abc","common_name":"api.acme.example",)"
     R"("error_code":"acme_challenge_failed",)"
     R"("error_message":"DNS-01 propagation timeout after 300s","attempt":3,)"
     R"("next_retry_at":"2026-04-23T16:00:00Z"})"},
    // dynamic.lease.created
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1Q", "",
     R"({"lease_id":"lease_abc","engine":"support-db","role":"readonly",)"
     R"("issued_to":"sa:reporting","ttl_seconds":7200,"expires_at":"2026-04-23T22:00:00Z"})"},
    // dynamic.lease.renewed
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1R", "",
     R"({"lease_id":"lease_abc","previous_expires_at":"2026-04-23T22:00:00Z",)"
     R"("new_expires_at":"2026-04-23T23:00:00Z","increment_seconds":3600})"},
    // dynamic.lease.revoked
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1S", "",
     R"({"lease_id":"lease_abc","revoked_by":"sa:reporting","reason":"explicit",)"
     R"("revocation_succeeded":true})"},
    // dynamic.lease.expired
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1T", "",
     R"({"lease_id":"lease_abc","engine":"support-db","role":"readonly",)"
     R"("expired_at":"2026-04-23T22:00:00Z"})"},
    // federation.sync.completed
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1V", "",
     R"({"backend_id":"fed_abc","backend_name":"hashicorp-production",)"
     R"("started_at":"2026-04-23T13:59:30Z","completed_at":"2026-04-23T13:59:58Z",)"
     R"("secrets_synced":127,"secrets_created":5,"secrets_updated":12,"secrets_deleted":0,)"
     R"("conflicts":0})"},
    // federation.sync.failed
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1W", "",
     R"({"backend_id":"fed_abc","started_at":"2026-04-23T13:59:30Z",)"
     R"("failed_at":"2026-04-23T14:00:00Z","error_code":"backend_timeout",)"
     R"("error_message":"Vault upstream did not respond within 30s",)"
     R"("next_attempt_at":"2026-04-23T15:00:00Z"})"},
    // federation.backend.unreachable
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1X", "",
     R"({"backend_id":"fed_abc","consecutive_failures":3,)"
     R"("last_success_at":"2026-04-22T14:00:00Z","next_attempt_at":"2026-04-23T14:30:00Z"})"},
    // identity.sync.completed
    {"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1Y", "",
     R"({"sync_id":42,"sync_type":"FULL","tenant_id":"tnt_acme_prod","partners_synced":1,)"
     R"("tenants_synced":1,"users_synced":150,"groups_synced":25,"duration_ms":4500})"},
}};

/// The JSON text of a sample, as the vendor would send it.
inline std::string sample_text(std::size_t index) {
    const auto& parts = sample_table[index];
    std::string text;
    text.reserve(640);
    text.append(R"({"event_id":")").append(parts.event_id);
    text.append(R"(","event_type":")").append(catalog::names[index]);
    text.append(R"(","timestamp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod",)");
    text.append(R"("partner_id":"ptn_acme","identity_id":"system:rotation-scheduler")");
    if (!parts.path.empty())
        text.append(R"(,"path":")").append(parts.path).append("\"");
    return text.append(R"(,"data":)").append(parts.data).append(R"(,"request_id":"req_abc123"})");
}

} // namespace scaivault::detail
