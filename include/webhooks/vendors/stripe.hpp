#pragma once

#include "../trust/scheme.hpp"

/// Stripe's webhooks.
namespace webhooks::stripe {

/// How Stripe signs: `t=1492774577,v1=...`, with the HMAC-SHA256 of the time, a dot and the body, in hexadecimal. While
/// a secret is rolled, the header has a `v1` for each; any may match. Items such as `v0` are ignored.
/// Source: docs.stripe.com/webhooks, "Verify webhook signatures manually".
///
/// The secret is the whole text, `whsec_` included. The event's id is in the body, which is signed.
struct scheme : hmac_sha256_scheme<scheme_strings{.signature_header = "Stripe-Signature",
                                                  .tag = "t={timestamp},v1={hex}",
                                                  .signed_text = "{timestamp}.{body}"}> {};

} // namespace webhooks::stripe
