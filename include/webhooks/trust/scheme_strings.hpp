#pragma once

#include "../detail/requirements.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace webhooks {

/// A text of at most 63 characters that can be part of a template argument.
struct scheme_text {
    char characters[64]{}; ///< the text and NULs; public, as the language requires of a template argument

    /// Empty: the scheme has no such part.
    consteval scheme_text() = default;
    /// From a literal. A longer one does not compile.
    template <std::size_t Size>
    requires(Size <= sizeof characters) consteval scheme_text(const char (&text)[Size]) {
        std::copy_n(text, Size, characters);
    }
    /// Followed by a NUL. Lives as long as this object.
    [[nodiscard]] constexpr std::string_view view() const noexcept { return characters; }
};

/// How a vendor signs deliveries: the parameters of `hmac_sha256_scheme` and `ed25519_scheme`.
///
/// A placeholder in braces stands for a part of the delivery. What is not signed can be forged: see `docs/schemes.md`.
struct scheme_strings {
    scheme_text signature_header{}; ///< the name of the header with the tag; required
    scheme_text
        timestamp_header{};  ///< the name of the header with the time, in decimal Unix seconds; may be empty
    scheme_text id_header{}; ///< the name of the header with the event's id; may be empty
    scheme_text type_header{}; ///< the name of the header with the event's type, not signed; may be empty

    /// The value of the signature header: text, then the signature as `{hex}` or `{base64}`: "sha256={hex}". If the time
    /// is in this header as well: "t={timestamp},v1={hex}". That is a list whose items come in any order, `v1` several
    /// times; any of them may match, and items with other beginnings are ignored.
    scheme_text tag = "{hex}";

    /// What is signed: text with `{id}`, `{timestamp}`, and `{body}` at its end. The body is required. A scheme without
    /// a timestamp cannot tell an old delivery from a new one.
    scheme_text signed_text{};

    /// If not NUL, the signature header is a list of tags with this character between them, any of which may match. Tags
    /// with other beginnings are ignored. With `{timestamp}` in the tag, the default is the character after it.
    char tag_separator = '\0';

    /// How the secret or the public key is written: `{bytes}` as it is; "whsec_{base64}" in base64 (RFC 4648, section 4)
    /// after a text that may be missing; likewise `{hex}`.
    scheme_text key = "{bytes}";
};

/// What a replay guard remembers of a delivery.
enum class claim_by {
    id, ///< the event's id. A retry that the vendor signs again is a duplicate
    signature, ///< the signature. The same bytes are a duplicate whatever id they come under, and two events whose signed
    ///< bytes are equal count as one
};

} // namespace webhooks
