#pragma once

#include "../scheme_strings.hpp"

#include <cstddef>
#include <initializer_list>
#include <string_view>

/// Reads and checks the strings of a scheme, at compile time.
namespace webhooks::detail {

inline constexpr std::string_view hex_placeholder = "{hex}";
inline constexpr std::string_view base64_placeholder = "{base64}";
inline constexpr std::string_view bytes_placeholder = "{bytes}";
inline constexpr std::string_view id_placeholder = "{id}";
inline constexpr std::string_view timestamp_placeholder = "{timestamp}";
inline constexpr std::string_view body_placeholder = "{body}";

/// How a signature header is read.
struct tag_format {
    std::string_view prefix;           ///< the text before the signature
    std::string_view timestamp_prefix; ///< the text before the time; empty if the header has none
    char separator;                    ///< between the items of a list; NUL if the header has one tag
    bool is_base64;                    ///< of the signature; otherwise it is hexadecimal
};

// Texts are taken by value: with -fsanitize=undefined, GCC 12 evaluates no `find` in a template's static member.

[[nodiscard]] constexpr std::size_t place_of(std::string_view part, scheme_text text) noexcept {
    return text.view().find(part);
}

[[nodiscard]] constexpr bool is_in(std::string_view part, scheme_text text) noexcept {
    return place_of(part, text) != std::string_view::npos;
}

/// Whether `part` is in the text, once.
[[nodiscard]] constexpr bool is_once_in(scheme_text text, std::string_view part) noexcept {
    const std::size_t place = place_of(part, text);
    return place != std::string_view::npos && place == text.view().rfind(part);
}

/// Whether all braces in the text are those of known placeholders.
[[nodiscard]] constexpr bool has_only(scheme_text text,
                                      std::initializer_list<std::string_view> known) noexcept {
    std::string_view rest = text.view();
    for (std::size_t place = 0; (place = rest.find_first_of("{}")) != std::string_view::npos;) {
        rest.remove_prefix(place);
        bool is_known = false;
        for (const std::string_view each : known)
            is_known = is_known || rest.starts_with(each);
        if (!is_known)
            return false;
        rest.remove_prefix(rest.find('}') + 1);
    }
    return true;
}

/// Whether a sender could write the character in an id or in a tag. A separator must be another.
[[nodiscard]] constexpr bool is_of_a_word(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-' || c == '+' || c == '/' || c == '=' || c == '{' || c == '}' || c == '\0';
}

/// Where `{timestamp}` is in a tag, or npos.
[[nodiscard]] constexpr std::size_t timestamp_place(scheme_text tag) noexcept {
    return place_of(timestamp_placeholder, tag);
}

/// The character after `{timestamp}` in a tag; NUL if there is none.
[[nodiscard]] constexpr char after_timestamp(scheme_text tag) noexcept {
    const std::size_t place = timestamp_place(tag);
    const std::string_view text = tag.view();
    return place == std::string_view::npos || place + timestamp_placeholder.size() == text.size()
               ? '\0'
               : text[place + timestamp_placeholder.size()];
}

/// Where the text before the signature begins in a tag: after the time and the separator, if it has them.
[[nodiscard]] constexpr std::size_t prefix_place(scheme_text tag) noexcept {
    return after_timestamp(tag) == '\0' ? 0 : timestamp_place(tag) + timestamp_placeholder.size() + 1;
}

[[nodiscard]] constexpr std::string_view tag_prefix_in(std::string_view tag, std::size_t place) noexcept {
    const std::string_view last = tag.substr(place);
    return last.substr(0, last.find('{'));
}

[[nodiscard]] constexpr std::string_view timestamp_prefix_in(std::string_view tag,
                                                             std::size_t place) noexcept {
    return place == std::string_view::npos ? std::string_view() : tag.substr(0, place);
}

[[nodiscard]] constexpr char separator_of(scheme_strings strings) noexcept {
    return strings.tag_separator != '\0' ? strings.tag_separator : after_timestamp(strings.tag);
}

[[nodiscard]] constexpr bool is_valid_tag(scheme_text tag) noexcept {
    const std::string_view text = tag.view();
    const std::string_view last = text.substr(prefix_place(tag));
    const std::string_view prefix = last.substr(0, last.find('{'));
    const std::string_view placeholder = last.substr(prefix.size());
    if (placeholder != hex_placeholder && placeholder != base64_placeholder)
        return false;
    if (!is_in(timestamp_placeholder, tag))
        return true;
    // An item of the list is a time or a signature by how it begins.
    const std::string_view before_time = text.substr(0, timestamp_place(tag));
    return !before_time.empty() && !prefix.empty() && !before_time.starts_with(prefix) &&
           !prefix.starts_with(before_time) && before_time.find('{') == std::string_view::npos;
}

[[nodiscard]] constexpr bool is_valid_separator(scheme_strings strings) noexcept {
    const char separator = separator_of(strings);
    if (separator == '\0')
        return !is_in(timestamp_placeholder, strings.tag);
    const std::string_view prefix = tag_prefix_in(strings.tag.view(), prefix_place(strings.tag));
    return !is_of_a_word(separator) && prefix.find(separator) == std::string_view::npos &&
           (after_timestamp(strings.tag) == '\0' || after_timestamp(strings.tag) == separator);
}

[[nodiscard]] constexpr bool has_known_placeholders(scheme_text signed_text) noexcept {
    return has_only(signed_text, {id_placeholder, timestamp_placeholder, body_placeholder});
}

[[nodiscard]] constexpr bool signs_body_last(scheme_text signed_text) noexcept {
    return is_once_in(signed_text, body_placeholder) && signed_text.view().ends_with(body_placeholder);
}

[[nodiscard]] constexpr bool signs_timestamp_once(scheme_text signed_text) noexcept {
    return is_once_in(signed_text, timestamp_placeholder);
}

/// The character after `{id}` in a signed text; NUL if there is none. No id may contain it, or a part of the id could be
/// passed off as what follows.
[[nodiscard]] constexpr char end_of_id(scheme_text signed_text) noexcept {
    const std::size_t place = place_of(id_placeholder, signed_text);
    return place == std::string_view::npos ? '\0'
                                           : signed_text.view().substr(place + id_placeholder.size())[0];
}

[[nodiscard]] constexpr bool is_valid_key(scheme_text key) noexcept {
    const std::string_view text = key.view();
    return text == bytes_placeholder || (has_only(key, {base64_placeholder, hex_placeholder}) &&
                                         text.find('{') == text.rfind('{') && text.ends_with('}'));
}

/// The first thing that is wrong with a scheme's strings. Each has its sentence in `signature_scheme`.
enum class scheme_mistake {
    none,
    no_signature_header,
    unknown_in_tag,
    malformed_tag,
    malformed_separator,
    unknown_in_signed_text,
    body_not_signed,
    timestamp_not_signed,
    timestamp_without_source,
    timestamp_twice,
    id_without_source,
    id_without_end,
    malformed_key,
};

[[nodiscard]] consteval scheme_mistake first_mistake(scheme_strings strings) {
    using enum scheme_mistake;
    if (strings.signature_header.view().empty())
        return no_signature_header;
    if (!has_only(strings.tag, {hex_placeholder, base64_placeholder, timestamp_placeholder}))
        return unknown_in_tag;
    if (!is_valid_tag(strings.tag))
        return malformed_tag;
    if (!is_valid_separator(strings))
        return malformed_separator;
    if (!has_known_placeholders(strings.signed_text))
        return unknown_in_signed_text;
    if (!signs_body_last(strings.signed_text))
        return body_not_signed;
    const bool in_header = !strings.timestamp_header.view().empty();
    const bool in_tag = is_in(timestamp_placeholder, strings.tag);
    if ((in_header || in_tag) && !signs_timestamp_once(strings.signed_text))
        return timestamp_not_signed;
    if (!in_header && !in_tag && is_in(timestamp_placeholder, strings.signed_text))
        return timestamp_without_source;
    if (in_header && in_tag)
        return timestamp_twice;
    if (is_in(id_placeholder, strings.signed_text)) {
        if (strings.id_header.view().empty() || !is_once_in(strings.signed_text, id_placeholder))
            return id_without_source;
        if (is_of_a_word(end_of_id(strings.signed_text)))
            return id_without_end;
    }
    return is_valid_key(strings.key) ? none : malformed_key;
}

} // namespace webhooks::detail
