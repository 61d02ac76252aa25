#pragma once

#include "../receiver.hpp"
#include "../trust/scheme.hpp"

/// Slack's requests: events, commands and interactions.
namespace webhooks::slack {

/// How Slack signs: `v0=` and the HMAC-SHA256 of `v0`, the time and the body, in hexadecimal.
/// Source: docs.slack.dev, "Verifying requests from Slack".
///
/// Slack sends no id in a header. The one in the body of an event, `event_id`, is signed.
struct scheme : hmac_sha256_scheme<scheme_strings{.signature_header = "X-Slack-Signature",
                                                  .timestamp_header = "X-Slack-Request-Timestamp",
                                                  .tag = "v0={hex}",
                                                  .signed_text = "v0:{timestamp}:{body}"}> {};

/// The receiver with the replay guard in memory. Slack has no envelope of its own here: commands are forms, and the type of an
/// event stands inside of its payload.
using receiver = webhooks::receiver<scheme>;

} // namespace webhooks::slack
