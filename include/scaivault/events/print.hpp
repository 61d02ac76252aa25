#pragma once

#include "../dispatch/match.hpp"
#include "envelope.hpp"
#include "field.hpp"
#include "open_enum.hpp"
#include "timestamp.hpp"

#include <concepts>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace scaivault {

/// Writes a described struct on one line, for logs and test reports, in the vendor's order:
/// `{old_version=3, new_version=4, rotation_policy_id="rot_quarterly"}`.
///
/// Strings stand in quotes, and whatever could end a line, move a cursor, reverse the direction of writing or
/// close the quotes is escaped, so no value can forge or hide another. That holds for UTF-8, which is all
/// that the decoder lets through; bytes that are not UTF-8 are written as they are. An empty optional is
/// `none`, a known value of an `open_enum` stands without quotes.
///
/// This is also how a described struct of another namespace is printed, where `operator<<` is not found.
/// Members may be bool, integers, strings, times, open enumerations, described structs, and optionals and
/// vectors of these.
template <described T>
void print_fields(std::ostream& out, const T& value);

/// Writes a payload or a bare envelope as `print_fields` does.
template <described T>
std::ostream& operator<<(std::ostream& out, const T& value);

/// Writes the text of a known value as it is, and any other in quotes and escaped.
template <class E>
std::ostream& operator<<(std::ostream& out, const open_enum<E>& value);

/// Writes the envelope, the type and the JSON text of the data on one line, as `print_fields` does.
template <std::derived_from<unknown_event> Event>
std::ostream& operator<<(std::ostream& out, const Event& event);

namespace detail {

/// An event of a type in a catalog: an envelope, a static `type` and a described `data`.
template <class E>
concept typed_event =
    std::derived_from<E, envelope> && described<std::remove_cvref_t<decltype(E::data)>> && requires {
    { E::type } -> std::convertible_to<std::string_view>;
};

} // namespace detail

/// Writes an event, envelope and data, on one line as `print_fields` does.
template <detail::typed_event E>
std::ostream& operator<<(std::ostream& out, const E& event);

namespace detail {

/// How many bytes at the front of `text`, which is not empty, must not be printed as they are; 0 when the
/// first one may. They are one character.
[[nodiscard]] constexpr std::size_t unprintable_size(std::string_view text) noexcept {
    const auto byte = [text](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    if (byte(0) < 0x20 || byte(0) == 0x7F || text[0] == '"' || text[0] == '\\')
        return 1;
    if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) // C1 controls, U+0085 (next line) among them
        return 2;
    if (byte(0) == 0xE2 && byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE) // separators, direction
        return 3;
    if (byte(0) == 0xE2 && byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9) // isolates: direction too
        return 3;
    return 0;
}

/// Appends the JSON escape of the one character that `text` is.
inline void append_escape(std::string& out, std::string_view text) {
    switch (text[0]) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    unsigned code = static_cast<unsigned char>(text[0]);
    if (text.size() > 1) {
        code &= text.size() == 2 ? 0x1Fu : 0x0Fu;
        for (const char c : text.substr(1))
            code = code << 6 | (static_cast<unsigned char>(c) & 0x3Fu);
    }
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += "0123456789abcdef"[code >> shift & 0xFu];
}

inline void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const std::size_t size = unprintable_size(text);
        if (size == 0)
            out += text[0];
        else
            append_escape(out, text.substr(0, size));
        text.remove_prefix(size == 0 ? 1 : size);
    }
    out += '"';
}

/// Composes the line. A stream's own flags (hex, width) have no say inside it.
class printer {
public:
    [[nodiscard]] const std::string& line() const noexcept { return line_; }

    void value(bool value) { line_ += value ? "true" : "false"; }
    void value(std::integral auto value) { line_ += std::to_string(value); }
    void value(std::string_view value) { append_quoted(line_, value); }
    void value(const std::string& value) { append_quoted(line_, value); }
    void value(time_point value) { append_timestamp(line_, value); }

    template <class E>
    void value(const open_enum<E>& value) {
        if (value.known())
            line_ += value.text();
        else
            append_quoted(line_, value.text());
    }

    template <class T>
    void value(const std::optional<T>& maybe) {
        if (maybe)
            value(*maybe);
        else
            line_ += "none";
    }

    template <class T>
    void value(const std::vector<T>& list) {
        const char* separator = "[";
        for (const T& item : list) {
            line_ += separator;
            value(item);
            separator = ", ";
        }
        line_ += list.empty() ? "[]" : "]";
    }

    template <described T>
    void value(const T& object) {
        begin();
        for_each_field<T>([&](auto item) { member(item.key.view(), object.*item.member); });
        end();
    }

    /// `type` and `data` at their places among the members of the envelope.
    template <class Data>
    void event(const envelope& head, std::string_view type, const Data& data) {
        begin();
        for_each_field<envelope>([&](auto item) {
            if constexpr (item.key == fixed_string{"request_id"})
                member("data", data);
            member(item.key.view(), head.*item.member);
            if constexpr (item.key == fixed_string{"event_id"})
                member("event_type", type);
        });
        end();
    }

private:
    void begin() {
        line_ += '{';
        separator_ = "";
    }

    void end() {
        line_ += '}';
        separator_ = ", ";
    }

    template <class T>
    void member(std::string_view key, const T& content) {
        line_.append(separator_).append(key) += '=';
        value(content);
        separator_ = ", ";
    }

    std::string line_{};
    const char* separator_ = "";
};

} // namespace detail

template <described T>
void print_fields(std::ostream& out, const T& value) {
    detail::printer printer;
    printer.value(value);
    out << printer.line();
}

template <described T>
std::ostream& operator<<(std::ostream& out, const T& value) {
    print_fields(out, value);
    return out;
}

template <class E>
std::ostream& operator<<(std::ostream& out, const open_enum<E>& value) {
    detail::printer printer;
    printer.value(value);
    return out << printer.line();
}

template <std::derived_from<unknown_event> Event>
std::ostream& operator<<(std::ostream& out, const Event& event) {
    detail::printer printer;
    printer.event(event, event.event_type, event.data);
    return out << printer.line();
}

template <detail::typed_event E>
std::ostream& operator<<(std::ostream& out, const E& event) {
    detail::printer printer;
    printer.event(event, E::type, event.data);
    return out << printer.line();
}

/// Prints the event that a variant holds: `any_event`, or that of an extended catalog. Throws
/// `std::bad_variant_access` for a variant without a value. (Not of an empty list of types: that could be deduced
/// for `std::endl`, and `std::variant<>` does not compile.)
template <std::derived_from<envelope> First, std::derived_from<envelope>... Events>
std::ostream& operator<<(std::ostream& out, const std::variant<First, Events...>& event) {
    return detail::with_alternative<std::ostream&>(
        event, [&](auto index) -> std::ostream& { return out << *std::get_if<index>(&event); });
}

} // namespace scaivault
