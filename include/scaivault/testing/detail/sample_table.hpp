#pragma once

// Made from tests/data by .ci/samples; do not edit.

#include "../../events/types.hpp"

#include <array>
#include <string_view>

namespace scaivault::detail {

/// The vendor's example of each type as JSON text, in the order of the catalog.
inline constexpr std::array<std::string_view, catalog::size> sample_table{
    // secret.created
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y10","event_type":"secret.created","timestamp":"20)json"
    R"json(26-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_i)json"
    R"json(d":"system:rotation-scheduler","path":"environments/production/salesforce/oauth","data":{")json"
    R"json(version":1,"secret_type":"json","created_by":"user:alice@acme.example","tags":["salesforce)json"
    R"json(","production"],"expires_at":null},"request_id":"req_abc123"})json",
    // secret.updated
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y11","event_type":"secret.updated","timestamp":"20)json"
    R"json(26-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_i)json"
    R"json(d":"system:rotation-scheduler","path":"environments/production/salesforce/oauth","data":{")json"
    R"json(old_version":3,"new_version":4,"updated_by":"sa:provisioner","is_rotation":false},"request)json"
    R"json(_id":"req_abc123"})json",
    // secret.deleted
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y12","event_type":"secret.deleted","timestamp":"20)json"
    R"json(26-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_i)json"
    R"json(d":"system:rotation-scheduler","path":"environments/production/salesforce/oauth","data":{")json"
    R"json(version_count":4,"deleted_by":"user:bob@acme.example","permanent":false,"recoverable_until)json"
    R"json(":"2026-05-23T15:00:00Z"},"request_id":"req_abc123"})json",
    // secret.rotated
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z","event_type":"secret.rotated","timestamp":"20)json"
    R"json(26-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_i)json"
    R"json(d":"system:rotation-scheduler","path":"environments/production/salesforce/oauth","data":{")json"
    R"json(old_version":3,"new_version":4,"rotation_policy_id":"rot_quarterly","rotation_policy_name")json"
    R"json(:"quarterly","grace_period_ends":"2026-04-25T14:00:00Z","auto_generated":true},"request_id)json"
    R"json(":"req_abc123"})json",
    // secret.expiring
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y14","event_type":"secret.expiring","timestamp":"2)json"
    R"json(026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_)json"
    R"json(id":"system:rotation-scheduler","path":"environments/production/salesforce/oauth","data":{)json"
    R"json("expires_at":"2026-05-23T00:00:00Z","days_remaining":7,"threshold":"7d"},"request_id":"req)json"
    R"json(_abc123"})json",
    // secret.expired
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y15","event_type":"secret.expired","timestamp":"20)json"
    R"json(26-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_i)json"
    R"json(d":"system:rotation-scheduler","path":"environments/production/salesforce/oauth","data":{")json"
    R"json(expired_at":"2026-04-23T00:00:00Z","version":3,"auto_deleted":false},"request_id":"req_abc)json"
    R"json(123"})json",
    // secret.accessed
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y16","event_type":"secret.accessed","timestamp":"2)json"
    R"json(026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_)json"
    R"json(id":"system:rotation-scheduler","path":"environments/production/salesforce/oauth","data":{)json"
    R"json("version":3,"accessed_by":"sa:reporting","source_ip":"10.0.1.50","user_agent":"scaivault-p)json"
    R"json(ython/1.0"},"request_id":"req_abc123"})json",
    // policy.created
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y17","event_type":"policy.created","timestamp":"20)json"
    R"json(26-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_i)json"
    R"json(d":"system:rotation-scheduler","data":{"policy_id":"pol_abc","policy_name":"production-rea)json"
    R"json(d-only","actor":"user:admin@acme.example"},"request_id":"req_abc123"})json",
    // policy.updated
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y18","event_type":"policy.updated","timestamp":"20)json"
    R"json(26-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_i)json"
    R"json(d":"system:rotation-scheduler","data":{"policy_id":"pol_abc","policy_name":"production-rea)json"
    R"json(d-only","actor":"user:admin@acme.example"},"request_id":"req_abc123"})json",
    // policy.deleted
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y19","event_type":"policy.deleted","timestamp":"20)json"
    R"json(26-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_i)json"
    R"json(d":"system:rotation-scheduler","data":{"policy_id":"pol_abc","policy_name":"production-rea)json"
    R"json(d-only","actor":"user:admin@acme.example"},"request_id":"req_abc123"})json",
    // policy.binding.created
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1A","event_type":"policy.binding.created","timest)json"
    R"json(amp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","id)json"
    R"json(entity_id":"system:rotation-scheduler","data":{"policy_id":"pol_abc","binding_id":"bind_xy)json"
    R"json(z","identity_type":"group","identity_id":"group:developers","actor":"user:admin@acme.examp)json"
    R"json(le"},"request_id":"req_abc123"})json",
    // policy.binding.deleted
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1B","event_type":"policy.binding.deleted","timest)json"
    R"json(amp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","id)json"
    R"json(entity_id":"system:rotation-scheduler","data":{"policy_id":"pol_abc","binding_id":"bind_xy)json"
    R"json(z","identity_type":"group","identity_id":"group:developers","actor":"user:admin@acme.examp)json"
    R"json(le"},"request_id":"req_abc123"})json",
    // policy.violation
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1C","event_type":"policy.violation","timestamp":")json"
    R"json(2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity)json"
    R"json(_id":"system:rotation-scheduler","data":{"policy_id":null,"identity_id":"sa:reporting","pa)json"
    R"json(th":"infra/db/primary/credentials","permission":"read","reason":"no_matching_rule","failed)json"
    R"json(_condition":null,"source_ip":"10.0.1.50"},"request_id":"req_abc123"})json",
    // rotation.due
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1D","event_type":"rotation.due","timestamp":"2026)json"
    R"json(-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_id")json"
    R"json(:"system:rotation-scheduler","data":{"rotation_policy_id":"rot_quarterly","rotation_policy)json"
    R"json(_name":"quarterly","next_rotation_at":"2026-04-30T00:00:00Z","threshold":"7d","due_now":fa)json"
    R"json(lse,"auto_generate":false},"request_id":"req_abc123"})json",
    // rotation.overdue
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1F","event_type":"rotation.overdue","timestamp":")json"
    R"json(2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity)json"
    R"json(_id":"system:rotation-scheduler","data":{"rotation_policy_id":"rot_quarterly","due_at":"20)json"
    R"json(26-04-30T00:00:00Z","grace_ended_at":"2026-05-02T00:00:00Z","overdue_hours":6},"request_id)json"
    R"json(":"req_abc123"})json",
    // rotation.completed
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1G","event_type":"rotation.completed","timestamp")json"
    R"json(:"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identi)json"
    R"json(ty_id":"system:rotation-scheduler","data":{"rotation_policy_id":"rot_quarterly","secrets_r)json"
    R"json(otated":[{"path":"environments/production/salesforce/oauth","old_version":3,"new_version":)json"
    R"json(4}],"started_at":"2026-04-23T13:59:57Z","completed_at":"2026-04-23T14:00:00Z"},"request_id)json"
    R"json(":"req_abc123"})json",
    // rotation.failed
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1H","event_type":"rotation.failed","timestamp":"2)json"
    R"json(026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identity_)json"
    R"json(id":"system:rotation-scheduler","data":{"rotation_policy_id":"rot_quarterly","secret_path")json"
    R"json(:"environments/production/salesforce/oauth","error_code":"webhook_delivery_failed","error_)json"
    R"json(message":"Webhook returned 502 after 7 retries","next_retry_at":null},"request_id":"req_ab)json"
    R"json(c123"})json",
    // certificate.issued
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1J","event_type":"certificate.issued","timestamp")json"
    R"json(:"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","identi)json"
    R"json(ty_id":"system:rotation-scheduler","path":"certificates/billing.svc.cluster.local","data":)json"
    R"json({"certificate_id":"cert_abc","common_name":"billing.svc.cluster.local","issuer_ca_id":"ca_)json"
    R"json(intermediate_mtls","serial_number":"1A:2B:3C:4D:5E:6F:70:81:92:A3:B4:C5:D6:E7:F8:09","not_)json"
    R"json(before":"2026-04-23T14:00:00Z","not_after":"2026-04-30T14:00:00Z","issued_via":"internal_c)json"
    R"json(a"},"request_id":"req_abc123"})json",
    // certificate.renewed
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1K","event_type":"certificate.renewed","timestamp)json"
    R"json(":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","ident)json"
    R"json(ity_id":"system:rotation-scheduler","path":"certificates/api.acme.example","data":{"old_ce)json"
    R"json(rtificate_id":"cert_abc","new_certificate_id":"cert_def","common_name":"api.acme.example",)json"
    R"json("not_after":"2026-07-22T14:00:00Z","renewal_method":"acme_auto","days_before_expiry":32},")json"
    R"json(request_id":"req_abc123"})json",
    // certificate.revoked
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1M","event_type":"certificate.revoked","timestamp)json"
    R"json(":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","ident)json"
    R"json(ity_id":"system:rotation-scheduler","path":"certificates/billing.svc.cluster.local","data")json"
    R"json(:{"certificate_id":"cert_abc","common_name":"billing.svc.cluster.local","serial_number":"1)json"
    R"json(A:2B:3C:4D:5E:6F:70:81:92:A3:B4:C5:D6:E7:F8:09","reason":"key_compromise","revoked_by":"us)json"
    R"json(er:admin@acme.example","crl_updated_at":"2026-04-23T14:30:00Z"},"request_id":"req_abc123"})json",
    // certificate.expiring
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1N","event_type":"certificate.expiring","timestam)json"
    R"json(p":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","iden)json"
    R"json(tity_id":"system:rotation-scheduler","path":"certificates/api.acme.example","data":{"certi)json"
    R"json(ficate_id":"cert_abc","common_name":"api.acme.example","not_after":"2026-05-23T00:00:00Z",)json"
    R"json("days_remaining":30,"threshold":"30d","is_acme_managed":true,"auto_renew":true},"request_i)json"
    R"json(d":"req_abc123"})json",
    // certificate.renewal_failed
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1P","event_type":"certificate.renewal_failed","ti)json"
    R"json(mestamp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme")json"
    R"json(,"identity_id":"system:rotation-scheduler","path":"certificates/api.acme.example","data":{)json"
    R"json("certificate_id":"cert_abc","common_name":"api.acme.example","error_code":"acme_challenge_)json"
    R"json(failed","error_message":"DNS-01 propagation timeout after 300s","attempt":3,"next_retry_at)json"
    R"json(":"2026-04-23T16:00:00Z"},"request_id":"req_abc123"})json",
    // dynamic.lease.created
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1Q","event_type":"dynamic.lease.created","timesta)json"
    R"json(mp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","ide)json"
    R"json(ntity_id":"system:rotation-scheduler","data":{"lease_id":"lease_abc","engine":"support-db")json"
    R"json(,"role":"readonly","issued_to":"sa:reporting","ttl_seconds":7200,"expires_at":"2026-04-23T)json"
    R"json(22:00:00Z"},"request_id":"req_abc123"})json",
    // dynamic.lease.renewed
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1R","event_type":"dynamic.lease.renewed","timesta)json"
    R"json(mp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","ide)json"
    R"json(ntity_id":"system:rotation-scheduler","data":{"lease_id":"lease_abc","previous_expires_at")json"
    R"json(:"2026-04-23T22:00:00Z","new_expires_at":"2026-04-23T23:00:00Z","increment_seconds":3600},)json"
    R"json("request_id":"req_abc123"})json",
    // dynamic.lease.revoked
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1S","event_type":"dynamic.lease.revoked","timesta)json"
    R"json(mp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","ide)json"
    R"json(ntity_id":"system:rotation-scheduler","data":{"lease_id":"lease_abc","revoked_by":"sa:repo)json"
    R"json(rting","reason":"explicit","revocation_succeeded":true},"request_id":"req_abc123"})json",
    // dynamic.lease.expired
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1T","event_type":"dynamic.lease.expired","timesta)json"
    R"json(mp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","ide)json"
    R"json(ntity_id":"system:rotation-scheduler","data":{"lease_id":"lease_abc","engine":"support-db")json"
    R"json(,"role":"readonly","expired_at":"2026-04-23T22:00:00Z"},"request_id":"req_abc123"})json",
    // federation.sync.completed
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1V","event_type":"federation.sync.completed","tim)json"
    R"json(estamp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme",)json"
    R"json("identity_id":"system:rotation-scheduler","data":{"backend_id":"fed_abc","backend_name":"h)json"
    R"json(ashicorp-production","started_at":"2026-04-23T13:59:30Z","completed_at":"2026-04-23T13:59:)json"
    R"json(58Z","secrets_synced":127,"secrets_created":5,"secrets_updated":12,"secrets_deleted":0,"co)json"
    R"json(nflicts":0},"request_id":"req_abc123"})json",
    // federation.sync.failed
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1W","event_type":"federation.sync.failed","timest)json"
    R"json(amp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","id)json"
    R"json(entity_id":"system:rotation-scheduler","data":{"backend_id":"fed_abc","started_at":"2026-0)json"
    R"json(4-23T13:59:30Z","failed_at":"2026-04-23T14:00:00Z","error_code":"backend_timeout","error_m)json"
    R"json(essage":"Vault upstream did not respond within 30s","next_attempt_at":"2026-04-23T15:00:00)json"
    R"json(Z"},"request_id":"req_abc123"})json",
    // federation.backend.unreachable
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1X","event_type":"federation.backend.unreachable")json"
    R"json(,"timestamp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_a)json"
    R"json(cme","identity_id":"system:rotation-scheduler","data":{"backend_id":"fed_abc","consecutive)json"
    R"json(_failures":3,"last_success_at":"2026-04-22T14:00:00Z","next_attempt_at":"2026-04-23T14:30:)json"
    R"json(00Z"},"request_id":"req_abc123"})json",
    // identity.sync.completed
    R"json({"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y1Y","event_type":"identity.sync.completed","times)json"
    R"json(tamp":"2026-04-23T14:00:00.123456Z","tenant_id":"tnt_acme_prod","partner_id":"ptn_acme","i)json"
    R"json(dentity_id":"system:rotation-scheduler","data":{"sync_id":42,"sync_type":"FULL","tenant_id)json"
    R"json(":"tnt_acme_prod","partners_synced":1,"tenants_synced":1,"users_synced":150,"groups_synced)json"
    R"json(":25,"duration_ms":4500},"request_id":"req_abc123"})json",
};

} // namespace scaivault::detail
