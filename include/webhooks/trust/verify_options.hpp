#pragma once

#include "scheme_strings.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

namespace webhooks {

/// How strict a verifier is, and what it says.
struct verify_options {
    /// The longest accepted distance between the signed time and now, in either direction. 300 s is the usual window,
    /// and exactly 300 s is accepted. Zero accepts the current second only. At most 24 h: this check alone refuses old
    /// replays, so it cannot be turned off. Has no effect if the scheme signs no time.
    std::chrono::seconds tolerance{300};

    /// Called by the constructor with a sentence for each secret that is probably a mistake: shorter than
    /// `signing_secrets::recommended_size`, with white space at its ends, or in quotation marks. A binary secret may
    /// end so by chance. The sentence names the secret by its place and shows no other part of its text.
    /// Exceptions propagate from the constructor. If empty, warnings are dropped. Not called for public keys.
    std::function<void(std::string_view)> on_warning{};

    /// Whether `failure::detail` of a `signature_mismatch` names the cause: a secret with white space or quotation
    /// marks around it, a body that was parsed and written again, another signed text, and more. A cause is named only
    /// if its HMAC is the signature. The verifier then keeps the secrets, and a mismatch costs up to 14 further HMACs
    /// for each secret: for tools and while a webhook is set up, not for a receiver that anyone can send to. Has no
    /// effect on public keys.
    bool explain = false;

    /// Deprecated: another name of `explain`.
    bool diagnose = false;

    /// What the replay guard of a receiver remembers. If empty, the scheme's own default, `Scheme::claim`, which is the
    /// safer one. `claim_by::id` with a scheme that signs neither the id nor the time accepts a captured delivery under
    /// each new id.
    std::optional<claim_by> claim{};
};

} // namespace webhooks
