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

/// How a vendor signs deliveries: the parameters of `hmac_sha256_scheme`.
struct scheme_strings {
    scheme_text signature_header{}; ///< the name of the header with the tag; required
    scheme_text
        timestamp_header{};    ///< the name of the header with the time, in decimal Unix seconds; required
    scheme_text id_header{};   ///< the name of the header with the event's id, not signed; may be empty
    scheme_text type_header{}; ///< the name of the header with the event's type, not signed; may be empty
    /// The value of the signature header: text, then `{hex}`, the HMAC in 64 hexadecimal digits.
    scheme_text tag = "{hex}";
    /// What is signed: text with `{timestamp}`, then `{body}` at its end. Both are required, because what is not
    /// signed can be forged, and without a signed time a captured delivery could be replayed for ever.
    scheme_text signed_text{};
};

namespace detail {

inline constexpr std::string_view hex_placeholder = "{hex}";
inline constexpr std::string_view timestamp_placeholder = "{timestamp}";
inline constexpr std::string_view body_placeholder = "{body}";

// Texts are taken by value: with -fsanitize=undefined, GCC 12 evaluates no `find` in a template's static member.

[[nodiscard]] constexpr std::size_t place_of(std::string_view part, scheme_text text) noexcept {
    return text.view().find(part);
}

/// Whether `part` is in the text, once.
[[nodiscard]] constexpr bool is_once_in(scheme_text text, std::string_view part) noexcept {
    const std::size_t place = place_of(part, text);
    return place != std::string_view::npos && place == text.view().rfind(part);
}

/// Whether all braces in the text are those of the two placeholders.
[[nodiscard]] constexpr bool has_only(scheme_text text, std::string_view placeholder,
                                      std::string_view other) noexcept {
    std::string_view rest = text.view();
    for (std::size_t place = 0; (place = rest.find_first_of("{}")) != std::string_view::npos;) {
        rest.remove_prefix(place);
        if (!rest.starts_with(placeholder) && !rest.starts_with(other))
            return false;
        rest.remove_prefix(rest.find('}') + 1);
    }
    return true;
}

[[nodiscard]] constexpr bool is_valid_tag(scheme_text tag) noexcept {
    return has_only(tag, hex_placeholder, hex_placeholder) && is_once_in(tag, hex_placeholder) &&
           tag.view().ends_with(hex_placeholder);
}

[[nodiscard]] constexpr bool has_known_placeholders(scheme_text signed_text) noexcept {
    return has_only(signed_text, timestamp_placeholder, body_placeholder);
}

[[nodiscard]] constexpr bool signs_body_last(scheme_text signed_text) noexcept {
    return is_once_in(signed_text, body_placeholder) && signed_text.view().ends_with(body_placeholder);
}

[[nodiscard]] constexpr bool signs_timestamp_once(scheme_text signed_text) noexcept {
    return is_once_in(signed_text, timestamp_placeholder);
}

} // namespace detail

/// A signature scheme: HMAC-SHA256 over the time and the body, in hexadecimal, with the time in a header.
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
/// `Strings` is checked when the scheme is declared.
template <scheme_strings Strings>
struct hmac_sha256_scheme {
    /// The arguments.
    static constexpr scheme_strings strings = Strings;

    /// The name of the signature header, followed by a NUL, as are the other names.
    static constexpr std::string_view signature_header = strings.signature_header.view();
    /// The name of the timestamp header.
    static constexpr std::string_view timestamp_header = strings.timestamp_header.view();
    /// The name of the id header; may be empty.
    static constexpr std::string_view id_header = strings.id_header.view();
    /// The name of the type header; may be empty.
    static constexpr std::string_view type_header = strings.type_header.view();
    /// What is signed, with placeholders.
    static constexpr std::string_view signed_text = strings.signed_text.view();

    static_assert(!signature_header.empty(), "a scheme names the header of its signature");
    static_assert(!timestamp_header.empty(), "a scheme names the header of its timestamp");
    static_assert(detail::is_valid_tag(Strings.tag),
                  "the tag of a scheme is text without braces, and {hex} at its end");
    static_assert(detail::has_known_placeholders(Strings.signed_text),
                  "the signed text of a scheme has an unknown placeholder: {timestamp} and {body} are known");
    static_assert(detail::signs_body_last(Strings.signed_text),
                  "a scheme signs the body: {body} is at the end of its signed text, and nowhere else");
    static_assert(detail::signs_timestamp_once(Strings.signed_text),
                  "a scheme signs the time: {timestamp} is in its signed text, once");

    /// The text of a tag before its digits.
    static constexpr std::string_view tag_prefix =
        strings.tag.view().substr(0, detail::place_of(detail::hex_placeholder, Strings.tag));
};

} // namespace webhooks
