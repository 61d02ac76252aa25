#pragma once

#include "../describe/field.hpp"
#include "../describe/open_enum.hpp"
#include "encode.hpp"

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>

// Events and payloads in streams, for logs and test reports: the JSON that `encode` writes, on one line.
//
// Characters that end a line, move a cursor or reverse the direction of writing are escaped too, so that no value can
// forge or hide another one. That holds for UTF-8, which is all that `decode` accepts.
namespace webhooks {

namespace detail {

/// How many bytes at the front of `text`, which is not empty, must not be printed as they are; 0 when the first one may.
/// They are one character.
[[nodiscard]] constexpr std::size_t unprintable_size(std::string_view text) noexcept {
    const auto byte = [text](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    if (byte(0) < 0x20 || byte(0) == 0x7F)
        return 1;
    if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) // C1 controls, U+0085 (next line) among them
        return 2;
    if (byte(0) == 0xE2 && byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE) // separators, direction
        return 3;
    if (byte(0) == 0xE2 && byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9) // isolates: direction too
        return 3;
    return 0;
}

/// The same JSON on one line of harmless characters.
[[nodiscard]] inline std::string one_line(std::string_view json) {
    std::string line;
    line.reserve(json.size());
    for (std::size_t at = 0; at < json.size();) {
        const auto byte = [&](std::size_t i) { return unsigned{static_cast<unsigned char>(json[at + i])}; };
        const std::size_t size = unprintable_size(json.substr(at));
        if (size == 0)
            line.push_back(json[at]);
        else if (size == 1 && byte(0) < 0x20)
            line.push_back(' '); // white space between tokens: in a string it is escaped already
        else if (size == 3)
            append_code_unit(line, 0x2000U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU));
        else
            append_code_unit(line, byte(size - 1)); // U+0080 to U+009F end with a byte of that value
        at += size == 0 ? 1 : size;
    }
    return line;
}

} // namespace detail

/// Writes a described struct: a payload, an envelope, or a struct of your own, whose namespace `operator<<` is not found
/// in.
template <described T>
void print_fields(std::ostream& out, const T& value) {
    std::string json;
    detail::append_value(json, value);
    out << detail::one_line(json);
}

/// Writes a payload or an envelope.
template <described T>
std::ostream& operator<<(std::ostream& out, const T& value) {
    print_fields(out, value);
    return out;
}

/// Writes the text of a known value as it is, and any other as a JSON string.
template <class E>
std::ostream& operator<<(std::ostream& out, const open_enum<E>& value) {
    if (value.known())
        return out << value.text();
    std::string json;
    detail::append_value(json, value);
    return out << detail::one_line(json);
}

/// Writes an event.
template <fixed_string Name, described Payload, described Envelope>
std::ostream& operator<<(std::ostream& out, const basic_event<Name, Payload, Envelope>& event) {
    return out << detail::one_line(encode(event));
}

/// Writes an event whose type the catalog does not know.
template <described Envelope>
std::ostream& operator<<(std::ostream& out, const basic_unknown_event<Envelope>& event) {
    return out << detail::one_line(encode(event));
}

/// Writes the event that a variant holds: `any_event`, or that of another catalog. Throws `std::bad_variant_access` for a
/// variant without a value.
template <class First, class... Events>
requires described<typename First::envelope_type> && described<typename First::payload_type> std::ostream&
operator<<(std::ostream& out, const std::variant<First, Events...>& event) {
    return out << detail::one_line(encode(event));
}

} // namespace webhooks
