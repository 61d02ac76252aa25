/// The module `scaivault`: the names of <scaivault/webhook.hpp>, for `import scaivault;`. Adapters and testing.hpp are headers
/// only. For clang 16 and above; see README.md.
module;

#include "webhook.hpp"

export module scaivault;

export namespace scaivault {

// Events.
using scaivault::any_event;
using scaivault::catalog;
using scaivault::envelope;
using scaivault::event;
using scaivault::payload_t;
using scaivault::unknown_event;
using scaivault::basic_catalog;
using scaivault::basic_event;
using scaivault::basic_unknown_event;
using scaivault::catalog_for;
using scaivault::entry;
using scaivault::enveloped;
using scaivault::fixed_string;
using scaivault::named_entry;
using scaivault::open_enum;
using scaivault::time_point;

// Payloads.
using scaivault::certificate_expiring;
using scaivault::certificate_issued;
using scaivault::certificate_renewal_failed;
using scaivault::certificate_renewed;
using scaivault::certificate_revoked;
using scaivault::federation_backend_unreachable;
using scaivault::federation_sync_completed;
using scaivault::federation_sync_failed;
using scaivault::handlers;
using scaivault::identity_sync_completed;
using scaivault::identity_sync_type;
using scaivault::issuance_method;
using scaivault::lease_created;
using scaivault::lease_expired;
using scaivault::lease_renewed;
using scaivault::lease_revocation_reason;
using scaivault::lease_revoked;
using scaivault::policy_binding_change;
using scaivault::policy_change;
using scaivault::policy_violation;
using scaivault::rotated_secret;
using scaivault::rotation_completed;
using scaivault::rotation_due;
using scaivault::rotation_failed;
using scaivault::rotation_overdue;
using scaivault::secret_accessed;
using scaivault::secret_created;
using scaivault::secret_deleted;
using scaivault::secret_expired;
using scaivault::secret_expiring;
using scaivault::secret_rotated;
using scaivault::secret_updated;
using scaivault::violation_condition;
using scaivault::violation_reason;

// What describes a struct of one's own.
using scaivault::calendar_date;
using scaivault::converter;
using scaivault::enum_texts;
using scaivault::base64_bytes;
using scaivault::base64_payload_here;
using scaivault::envelope_layout;
using scaivault::id_in_header;
using scaivault::no_payload;
using scaivault::payload_at;
using scaivault::payload_is_body;
using scaivault::type_in_header;
using scaivault::type_joined;
using scaivault::field;
using scaivault::field_list;
using scaivault::fields;
using scaivault::id_field;
using scaivault::json_text;
using scaivault::payload_here;
using scaivault::presence;
using scaivault::type_here;
using scaivault::unix_seconds;

// Handlers and patterns.
using scaivault::handlers;
using scaivault::pattern_set;
using scaivault::handlers_for;
using scaivault::ignore_rest;
using scaivault::is_valid_pattern;
using scaivault::match;
using scaivault::match_all;
using scaivault::matches;
using scaivault::on;
using scaivault::on_unknown;
using scaivault::otherwise;
using scaivault::overloaded;
using scaivault::pattern;

// JSON.
using scaivault::decode;
using scaivault::decode_as;
using scaivault::decode_for;
using scaivault::decode_options;
using scaivault::event_headers;
using scaivault::encode;
using scaivault::missing_fields;
using scaivault::operator<<;

// Deliveries.
using scaivault::basic_receiver;
using scaivault::delivery_from;
using scaivault::delivery_from_headers;
using scaivault::receiver;
using scaivault::scheme;
using scaivault::sign;
using scaivault::verifier;
using scaivault::claim_result;
using scaivault::delivery;
using scaivault::errc;
using scaivault::failure;
using scaivault::http_status;
using scaivault::http_statuses;
using scaivault::memory_replay_guard;
using scaivault::outcome;
using scaivault::receiver_options;
using scaivault::repeated_header;
using scaivault::replay_guard;
using scaivault::replay_options;
using scaivault::result;
using scaivault::signing_secrets;
using scaivault::to_string;
using scaivault::verified_body;
using scaivault::verify_options;

} // namespace scaivault
