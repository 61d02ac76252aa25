#pragma once

#include "signing_secrets.hpp"
#include "json/error.hpp"
#include <webhooks/delivery.hpp>
#include <webhooks/trust/scheme.hpp>
#include <webhooks/trust/verifier.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace scaivault {

using webhooks::basic_verifier;
using webhooks::claim_by;
using webhooks::delivery;
using webhooks::delivery_from;
using webhooks::delivery_from_headers;
using webhooks::ed25519_scheme;
using webhooks::header_lookup;
using webhooks::header_range;
using webhooks::hmac_sha256_scheme;
using webhooks::public_keys;
using webhooks::repeated_header;
using webhooks::scheme_strings;
using webhooks::scheme_text;
using webhooks::sign;
using webhooks::signature_scheme;
using webhooks::verified_body;
using webhooks::verify_options;

namespace detail {
inline constexpr scheme_strings scaivault_strings{.signature_header = "X-ScaiVault-Signature",
                                                  .timestamp_header = "X-ScaiVault-Timestamp",
                                                  .id_header = "X-ScaiVault-Event-Id",
                                                  .type_header = "X-ScaiVault-Event-Type",
                                                  .tag = "sha256={hex}",
                                                  .signed_text = "{timestamp}.{body}"};
} // namespace detail

/// How ScaiVault signs: a time, a dot and the body, and `sha256=` before the HMAC.
struct scheme : hmac_sha256_scheme<detail::scaivault_strings> {};

/// The headers that ScaiVault sends with an event. HTTP compares header names without regard to case.
/// Each is followed by a NUL, so `.data()` serves interfaces that take a C string.
namespace header_names {
inline constexpr std::string_view event_id = scheme::id_header;         ///< the id, not signed
inline constexpr std::string_view event_type = scheme::type_header;     ///< the type, not signed
inline constexpr std::string_view timestamp = scheme::timestamp_header; ///< decimal Unix seconds
inline constexpr std::string_view signature =
    scheme::signature_header; ///< `sha256=` and the HMAC in hexadecimal
} // namespace header_names

/// Verifies ScaiVault's deliveries: see `basic_verifier`.
using verifier = basic_verifier<scheme>;

/// The signature header's value for a body: `sha256=` and 64 lower-case hexadecimal digits. See `sign<Scheme>`.
[[nodiscard]] inline std::string sign(std::string_view secret, std::chrono::sys_seconds at,
                                      std::string_view body) {
    return webhooks::sign<scheme>(secret, at, body);
}

/// A delivery of ScaiVault's from any HTTP library's request. See `delivery_from<Scheme>`.
template <header_lookup Lookup>
[[nodiscard]] delivery delivery_from(Lookup&& lookup, std::string_view body) {
    return webhooks::delivery_from<scheme>(std::forward<Lookup>(lookup), body);
}

/// A delivery of ScaiVault's from a list of all headers. See `delivery_from_headers<Scheme>`.
template <header_range Headers>
[[nodiscard]] delivery delivery_from_headers(Headers&& headers, std::string_view body) {
    return webhooks::delivery_from_headers<scheme>(std::forward<Headers>(headers), body);
}

} // namespace scaivault

// Instantiated where webhook.ipp is included.
#ifdef SCAIVAULT_SEPARATE
extern template class webhooks::basic_verifier<scaivault::scheme>;
#endif
