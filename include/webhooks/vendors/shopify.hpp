#pragma once

#include "../trust/scheme.hpp"

/// Shopify's webhooks.
namespace webhooks::shopify {

/// How Shopify signs: the HMAC-SHA256 of the body, in base64. The secret is the app's client secret.
/// Source: shopify.dev, "Verify webhook deliveries".
///
/// Shopify signs neither a time nor the headers. So no delivery is too old, and a receiver claims by signature: a captured
/// delivery that is sent again under another `X-Shopify-Webhook-Id` is a duplicate for as long as the replay guard
/// remembers it (`replay_options::max_age`), and is handled again after that.
struct scheme : hmac_sha256_scheme<scheme_strings{.signature_header = "X-Shopify-Hmac-Sha256",
                                                  .id_header = "X-Shopify-Webhook-Id",
                                                  .type_header = "X-Shopify-Topic",
                                                  .tag = "{base64}",
                                                  .signed_text = "{body}"}> {};

} // namespace webhooks::shopify
