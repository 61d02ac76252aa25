#pragma once

#include "../describe/layout.hpp"
#include "../dispatch/catalog.hpp"
#include "../receiver.hpp"
#include "../trust/scheme.hpp"

#include <string>

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

/// Where GitHub has what. The id is `X-GitHub-Delivery`. The type is `X-GitHub-Event`, and the body's `action` if there is
/// one: `issues.opened`, or `push`. The payload is the whole body. Neither header is signed: see `scheme` and
/// `type_joined`.
struct envelope {
    std::string delivery; ///< the id of the delivery, a GUID; not authentic

    [[nodiscard]] bool operator==(const envelope&) const = default;
};

/// The event types of a program: `struct events : github::catalog<entry<"issues.opened", issue_opened>, ...> {};`.
template <class... Entries>
using catalog = basic_catalog<enveloped<envelope>, Entries...>;

/// The receiver with the replay guard in memory.
using receiver = webhooks::receiver<scheme>;

} // namespace webhooks::github

template <>
struct webhooks::fields<webhooks::github::envelope> {
    using list =
        field_list<id_in_header<&github::envelope::delivery>, type_joined<"action">, payload_is_body<>>;
};
