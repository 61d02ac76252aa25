#pragma once

#include "../trust/scheme.hpp"

/// GitHub's webhooks.
namespace webhooks::github {

/// How GitHub signs: `sha256=` and the HMAC-SHA256 of the body, in hexadecimal.
/// Source: docs.github.com, "Validating webhook deliveries".
///
/// GitHub signs neither a time nor the headers. So no delivery is too old, and a receiver claims by signature: a captured
/// delivery that is sent again under another `X-GitHub-Delivery` is a duplicate for as long as the replay guard remembers
/// it (`replay_options::max_age`), and is handled again after that. A delivery that GitHub sends again has the same body,
/// so it is a duplicate as well, unless no handler took the first one.
struct scheme : hmac_sha256_scheme<scheme_strings{.signature_header = "X-Hub-Signature-256",
                                                  .id_header = "X-GitHub-Delivery",
                                                  .type_header = "X-GitHub-Event",
                                                  .tag = "sha256={hex}",
                                                  .signed_text = "{body}"}> {};

} // namespace webhooks::github
