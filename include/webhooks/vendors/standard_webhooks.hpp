#pragma once

#include "../describe/layout.hpp"
#include "../dispatch/catalog.hpp"
#include "../receiver.hpp"
#include "../trust/scheme.hpp"

#include <string>

/// Standard Webhooks (standardwebhooks.com), version 1: the convention of many vendors.
namespace webhooks::standard {

namespace detail {
inline constexpr scheme_strings symmetric{.signature_header = "webhook-signature",
                                          .timestamp_header = "webhook-timestamp",
                                          .id_header = "webhook-id",
                                          .tag = "v1,{base64}",
                                          .signed_text = "{id}.{timestamp}.{body}",
                                          .tag_separator = ' ',
                                          .key = "whsec_{base64}"};

inline constexpr scheme_strings asymmetric = [] {
    scheme_strings strings = symmetric;
    strings.tag = "v1a,{base64}";
    strings.key = "whpk_{base64}";
    return strings;
}();
} // namespace detail

/// The symmetric signature: `v1,` and the HMAC-SHA256 of the id, the time and the body, in base64. The header may have
/// several, separated by spaces; any may match, and those of other versions are ignored. The secret is base64 after
/// `whsec_`, which may be missing.
/// Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
///
/// All roles are signed. The id stays the same when a delivery is retried.
struct scheme : hmac_sha256_scheme<detail::symmetric> {};

/// The asymmetric signature: `v1a,` and the Ed25519 signature of the same text. For `public_keys` that are base64 after
/// `whpk_`, which may be missing.
struct public_key_scheme : ed25519_scheme<detail::asymmetric> {};

/// The body that the specification recommends: `type`, `timestamp` and `data`. The id is the header `webhook-id`, which is
/// signed. Vendors with another body need an envelope of their own.
struct envelope {
    std::string id;         ///< the value of `webhook-id`
    time_point timestamp{}; ///< when the event happened

    [[nodiscard]] bool operator==(const envelope&) const = default;
};

/// The event types of a program: `struct events : standard::catalog<entry<"user.created", user>, ...> {};`.
template <class... Entries>
using catalog = basic_catalog<enveloped<envelope>, Entries...>;

/// The receiver with the replay guard in memory, for shared secrets.
using receiver = webhooks::receiver<scheme>;

} // namespace webhooks::standard

template <>
struct webhooks::fields<webhooks::standard::envelope> {
    using self = standard::envelope;
    using list = field_list<id_in_header<&self::id>, type_here<"type">, field<"timestamp", &self::timestamp>,
                            payload_here<"data">>;
};
