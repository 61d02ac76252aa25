#pragma once

#include "detail/scheme_checks.hpp"
#include "scheme_strings.hpp"

#include <cstddef>
#include <string_view>

namespace webhooks {

/// HMAC-SHA256 with a secret that the vendor and the receiver share: see `signing_secrets`.
struct hmac_sha256 {
    static constexpr std::size_t tag_size = 32; ///< in bytes
};

/// Ed25519 (RFC 8032): the vendor has a private key, the receiver a public one. See `public_keys`.
struct ed25519 {
    static constexpr std::size_t tag_size = 64; ///< in bytes
};

/// How a vendor signs deliveries. A scheme is a type that derives from one of the aliases below.
///
///     struct shop_scheme : hmac_sha256_scheme<scheme_strings{
///         .signature_header = "X-Shop-Signature",
///         .timestamp_header = "X-Shop-Time",
///         .tag = "v1={hex}",
///         .signed_text = "{timestamp}:{body}"}> {};
///
///     const basic_verifier<shop_scheme> verifier{signing_secrets{secret}};
///     verifier.verify(delivery_from<shop_scheme>(lookup, body), now);
///
/// \tparam Strings    checked when the scheme is declared; a mistake is one compile error
/// \tparam Algorithm  `hmac_sha256` or `ed25519`
template <scheme_strings Strings, class Algorithm>
struct signature_scheme {
private:
    static constexpr detail::scheme_mistake mistake = detail::first_mistake(Strings);
    using is = detail::scheme_mistake;
    static_assert(mistake != is::no_signature_header, "a scheme names the header of its signature");
    static_assert(
        mistake != is::unknown_in_tag,
        "the tag of a scheme has an unknown placeholder: {hex}, {base64} and {timestamp} are known");
    static_assert(
        mistake != is::malformed_tag,
        "the tag of a scheme ends with {hex} or {base64}, as \"sha256={hex}\" does; a timestamp before it "
        "has text of its own and one character after it, as in \"t={timestamp},v1={hex}\"");
    static_assert(
        mistake != is::malformed_separator,
        "the tag separator of a scheme is a character that no tag has, such as ' ', and the one after "
        "{timestamp} if the tag has that");
    static_assert(
        mistake != is::unknown_in_signed_text,
        "the signed text of a scheme has an unknown placeholder: {id}, {timestamp} and {body} are known");
    static_assert(mistake != is::body_not_signed,
                  "a scheme signs the body: {body} is at the end of its signed text, and nowhere else");
    static_assert(mistake != is::timestamp_not_signed,
                  "a scheme with a timestamp signs it: {timestamp} is in its signed text, once");
    static_assert(
        mistake != is::timestamp_without_source,
        "the signed text of a scheme has {timestamp}: name the timestamp_header, or put {timestamp} into "
        "the tag");
    static_assert(mistake != is::timestamp_twice,
                  "a scheme has its timestamp in a header or in its tag, not in both");
    static_assert(mistake != is::id_without_source,
                  "the signed text of a scheme has {id}, at most once: name the id_header that it comes in");
    static_assert(mistake != is::id_without_end,
                  "in the signed text of a scheme, {id} ends at a character that no id has, such as '.'");
    static_assert(mistake != is::malformed_key,
                  "the key of a scheme is \"{bytes}\", or text and {base64} or {hex} at its end");

public:
    using algorithm = Algorithm; ///< the second argument
    /// The first argument.
    static constexpr scheme_strings strings = Strings;

    /// The name of the signature header, followed by a NUL, as are the other names.
    static constexpr std::string_view signature_header = strings.signature_header.view();
    /// The name of the timestamp header; empty if the time is in the signature header, or if there is none.
    static constexpr std::string_view timestamp_header = strings.timestamp_header.view();
    /// The name of the id header; may be empty.
    static constexpr std::string_view id_header = strings.id_header.view();
    /// The name of the type header; may be empty.
    static constexpr std::string_view type_header = strings.type_header.view();
    /// What is signed, with placeholders.
    static constexpr std::string_view signed_text = strings.signed_text.view();

    /// True if the time is signed. Without it, a verifier cannot refuse an old delivery: a captured one is acceptable
    /// for ever, and only a replay guard can tell that it came before.
    static constexpr bool signs_timestamp = detail::is_in(detail::timestamp_placeholder, Strings.signed_text);
    /// True if the id header is signed. If false, the header is only compared with the body.
    static constexpr bool signs_id = detail::is_in(detail::id_placeholder, Strings.signed_text);
    /// True if the signature header is a list in which any tag may match.
    static constexpr bool has_several_tags = detail::separator_of(Strings) != '\0';

    /// What a replay guard remembers unless `verify_options::claim` says otherwise. `claim_by::signature` if neither the
    /// time nor the id is signed: then a captured delivery could be sent again at any time, under a new id.
    static constexpr claim_by claim = signs_timestamp || signs_id ? claim_by::id : claim_by::signature;

    /// How the signature header is read.
    static constexpr detail::tag_format tag_format{
        .prefix =
            strings.tag.view().substr(detail::prefix_place(Strings.tag), detail::prefix_size(Strings.tag)),
        .timestamp_prefix = strings.tag.view().substr(0, detail::timestamp_prefix_size(Strings.tag)),
        .separator = detail::separator_of(Strings),
        .is_base64 = detail::is_in(detail::base64_placeholder, Strings.tag)};

    /// The text of a tag before its digits.
    static constexpr std::string_view tag_prefix = tag_format.prefix;
};

/// A scheme with a shared secret. See `signature_scheme`.
template <scheme_strings Strings>
using hmac_sha256_scheme = signature_scheme<Strings, hmac_sha256>;

/// A scheme with a key pair. See `signature_scheme`.
template <scheme_strings Strings>
using ed25519_scheme = signature_scheme<Strings, ed25519>;

} // namespace webhooks
