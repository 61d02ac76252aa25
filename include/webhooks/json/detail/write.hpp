#pragma once

#include "../../describe/field.hpp"
#include "../../describe/json_text.hpp"
#include "../../describe/layout.hpp"
#include "../../dispatch/fixed_string.hpp"
#include "write_scalar.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Appends data members to a string as JSON text.
namespace webhooks::detail {

template <described T>
requires(!converted<T>) void append_value(std::string& out, const T& object);

template <class T>
void append_value(std::string& out, const std::vector<T>& values);

template <map_of_texts Map>
void append_value(std::string& out, const Map& values);

template <class... Alternatives>
void append_value(std::string& out, const std::variant<Alternatives...>& value);

/// Writes a type that has a converter; defined in `<webhooks/json/converter.hpp>`.
template <class T>
void append_converted(std::string& out, const T& value);

template <converted T>
void append_value(std::string& out, const T& value) {
    append_converted(out, value);
}

/// JSON text, or `null` for none.
inline void append_json_text(std::string& out, std::string_view json) {
    out.append(json.empty() ? "null" : json);
}

inline void append_value(std::string& out, const json_text& value) {
    append_json_text(out, value.text);
}

template <class T>
void append_value(std::string& out, const std::optional<T>& value) {
    if (value)
        append_value(out, *value);
    else
        out.append("null");
}

/// Ends an object whose members, after a comma each, are in `out` from `begin` on.
inline void close_object(std::string& out, std::size_t begin) {
    if (out.size() == begin)
        out.push_back('{');
    else
        out[begin] = '{'; // in place of the first comma
    out.push_back('}');
}

template <class T>
void append_value(std::string& out, const std::vector<T>& values) {
    out.push_back('[');
    for (std::size_t i = 0; i != values.size(); ++i) {
        if (i != 0)
            out.push_back(',');
        append_value(out, values[i]);
    }
    out.push_back(']');
}

template <map_of_texts Map>
void append_value(std::string& out, const Map& values) {
    const std::size_t begin = out.size();
    for (const auto& [key, value] : values) {
        out.push_back(',');
        append_json_string(out, key);
        out.push_back(':');
        append_value(out, value);
    }
    close_object(out, begin);
}

template <class... Alternatives>
void append_value(std::string& out, const std::variant<Alternatives...>& value) {
    std::visit([&out](const auto& alternative) { append_value(out, alternative); }, value);
}

/// `,"key":`, made at compile time.
template <fixed_string Key>
inline constexpr auto key_text = [] {
    std::array<char, Key.size() + 4> text{};
    text[0] = ',';
    text[1] = '"';
    std::copy_n(Key.data, Key.size(), text.begin() + 2);
    text[Key.size() + 2] = '"';
    text[Key.size() + 3] = ':';
    return text;
}();

/// `,"key":`.
template <fixed_string Key>
void append_key(std::string& out) {
    if constexpr (std::ranges::none_of(Key.view(), must_escape)) {
        out.append(key_text<Key>.data(), key_text<Key>.size());
    } else {
        out.push_back(',');
        append_json_string(out, Key);
        out.push_back(':');
    }
}

/// A member of `object`, after a comma, unless it is omitted. Nothing for `type_here` and `payload_here`.
template <class Item, class T>
void append_member(std::string& out, const T& object) {
    if constexpr (is_member<Item>) {
        const auto& value = object.*Item::member;
        if constexpr (Item::may_be == presence::omittable)
            if (!value)
                return;
        append_key<Item::key>(out);
        append_value(out, value);
    }
}

template <class T, class... Items>
void append_members(std::string& out, const T& object, field_list<Items...>) {
    (append_member<Items>(out, object), ...);
}

template <described T>
requires(!converted<T>) void append_value(std::string& out, const T& object) {
    const std::size_t begin = out.size();
    append_members(out, object, typename fields<T>::list{});
    close_object(out, begin);
}

} // namespace webhooks::detail
