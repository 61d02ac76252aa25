#pragma once

#include "../describe/layout.hpp"
#include "../dispatch/catalog.hpp"
#include "../receiver.hpp"
#include "../trust/scheme.hpp"

#include <cstdint>
#include <optional>
#include <string>

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

/// Where Stripe has what: the members of an `event` object. The payload is its `data.object`. Source: docs.stripe.com/api/events.
struct envelope {
    std::string id;                         ///< of the event, such as `evt_1NG8Du2eZvKYlo2CUI79vXWy`
    std::optional<std::string> api_version; ///< in which the payload is written
    std::int64_t created = 0;               ///< Unix seconds
    bool livemode = false;                  ///< false for test data
    std::optional<std::string> account;     ///< of Connect: the account that the event is about

    [[nodiscard]] bool operator==(const envelope&) const = default;
};

/// The event types of a program: `struct events : stripe::catalog<entry<"invoice.paid", invoice>, ...> {};`.
template <class... Entries>
using catalog = basic_catalog<enveloped<envelope>, Entries...>;

/// The receiver with the replay guard in memory.
using receiver = webhooks::receiver<scheme>;

} // namespace webhooks::stripe

template <>
struct webhooks::fields<webhooks::stripe::envelope> {
    using self = stripe::envelope;
    using list = field_list<id_field<"id", &self::id>,                                     //
                            field<"account", &self::account, presence::omittable>,         //
                            field<"api_version", &self::api_version, presence::omittable>, //
                            field<"created", &self::created>,                              //
                            payload_at<"data", "object">,                                  //
                            field<"livemode", &self::livemode>,                            //
                            type_here<"type">>;
};
