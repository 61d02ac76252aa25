#pragma once

#include "detail/requirements.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace scaivault {

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

[[nodiscard]] constexpr bool has_brace(std::string_view text) noexcept {
    return text.find_first_of("{}") != std::string_view::npos;
}

[[nodiscard]] constexpr bool is_valid_tag(std::string_view tag) noexcept {
    return tag.ends_with(hex_placeholder) && !has_brace(tag.substr(0, tag.size() - hex_placeholder.size()));
}

[[nodiscard]] constexpr bool signs_body_last(std::string_view signed_text) noexcept {
    return signed_text.ends_with(body_placeholder) &&
           signed_text.find(body_placeholder) + body_placeholder.size() == signed_text.size();
}

[[nodiscard]] constexpr bool signs_timestamp_once(std::string_view signed_text) noexcept {
    const std::size_t place = signed_text.find(timestamp_placeholder);
    return place != std::string_view::npos && place == signed_text.rfind(timestamp_placeholder);
}

/// Whether `{timestamp}` and `{body}` are the only placeholders.
[[nodiscard]] constexpr bool has_known_placeholders(std::string_view signed_text) noexcept {
    for (std::string_view rest = signed_text; has_brace(rest);) {
        rest.remove_prefix(rest.find_first_of("{}"));
        if (rest.starts_with(timestamp_placeholder))
            rest.remove_prefix(timestamp_placeholder.size());
        else if (rest.starts_with(body_placeholder))
            rest.remove_prefix(body_placeholder.size());
        else
            return false;
    }
    return true;
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

    /// The headers' names, each followed by a NUL.
    static constexpr std::string_view signature_header = strings.signature_header.view();
    static constexpr std::string_view timestamp_header = strings.timestamp_header.view();
    static constexpr std::string_view id_header = strings.id_header.view();
    static constexpr std::string_view type_header = strings.type_header.view();
    /// What is signed, with placeholders.
    static constexpr std::string_view signed_text = strings.signed_text.view();

    static_assert(!signature_header.empty(), "a scheme names the header of its signature");
    static_assert(!timestamp_header.empty(), "a scheme names the header of its timestamp");
    static_assert(detail::is_valid_tag(strings.tag.view()),
                  "the tag of a scheme is text without braces, and {hex} at its end");
    static_assert(detail::has_known_placeholders(signed_text),
                  "the signed text of a scheme has an unknown placeholder: {timestamp} and {body} are known");
    static_assert(detail::signs_body_last(signed_text),
                  "a scheme signs the body: {body} is at the end of its signed text, and nowhere else");
    static_assert(detail::signs_timestamp_once(signed_text),
                  "a scheme signs the time: {timestamp} is in its signed text, once");

    /// The text of a tag before its digits.
    static constexpr std::string_view tag_prefix =
        strings.tag.view().substr(0, strings.tag.view().find(detail::hex_placeholder));
};

namespace detail {

/// What is signed before the body. Not a member of the scheme, whose name in a backtrace is as long as all its texts.
/// \param timestamp  the timestamp header's value
/// \throws std::bad_alloc
template <class Scheme>
[[nodiscard]] std::string text_before_body(std::string_view timestamp) {
    constexpr std::string_view before =
        Scheme::signed_text.substr(0, Scheme::signed_text.find(body_placeholder));
    constexpr std::size_t place = before.find(timestamp_placeholder);
    std::string text(before.substr(0, place));
    return text.append(timestamp).append(before.substr(place + timestamp_placeholder.size()));
}

} // namespace detail

} // namespace scaivault
