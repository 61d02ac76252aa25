#pragma once

#include "../describe/layout.hpp"
#include "../dispatch/catalog.hpp"
#include "../receiver.hpp"
#include "../trust/scheme.hpp"

#include <string>

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

/// Where Shopify has what. The id is `X-Shopify-Webhook-Id`. The type is `X-Shopify-Topic` with dots instead of slashes: the
/// topic `orders/create` is the type `orders.create`. The payload is the whole body. Neither header is signed: see `scheme`
/// and `type_in_header`.
struct envelope {
    std::string webhook_id; ///< not authentic

    [[nodiscard]] bool operator==(const envelope&) const = default;
};

/// The event types of a program: `struct events : shopify::catalog<entry<"orders.create", order>, ...> {};`.
template <class... Entries>
using catalog = basic_catalog<enveloped<envelope>, Entries...>;

/// The receiver with the replay guard in memory.
using receiver = webhooks::receiver<scheme>;

} // namespace webhooks::shopify

template <>
struct webhooks::fields<webhooks::shopify::envelope> {
    using list =
        field_list<id_in_header<&shopify::envelope::webhook_id>, type_in_header<'/'>, payload_is_body<>>;
};
