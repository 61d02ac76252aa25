#pragma once

#include "../../describe/layout.hpp"
#include "../../detail/json_values.hpp"
#include "write.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

/// Appends events to a string as JSON text.
namespace webhooks::detail {

/// The payload of an event, of which only `append` knows the type. So the envelope is compiled once, not once for each type:
/// a tenth of the compile time of a program that prints thirty types.
struct payload_writer {
    const void* payload;
    void (*append)(std::string& out, const void* payload);
    bool is_absent = false; ///< left out if the envelope's list allows it
    bool is_base64 = false;
};

template <class Payload>
[[nodiscard]] payload_writer writer_of(const Payload& payload) noexcept {
    payload_writer writer{&payload, [](std::string& text, const void* data) {
                              append_value(text, *static_cast<const Payload*>(data));
                          }};
    if constexpr (std::is_same_v<Payload, no_payload>)
        writer.is_absent = true;
    else if constexpr (requires { payload.has_value(); })
        writer.is_absent = !payload.has_value();
    writer.is_base64 = std::is_same_v<Payload, base64_bytes>;
    return writer;
}

inline void append_inside(std::string& out, const payload_writer& data, field_list<>) {
    data.append(out, data.payload);
}

/// The payload, in an object of its own for each key.
template <fixed_string Key, fixed_string... Inner>
void append_inside(std::string& out, const payload_writer& data,
                   field_list<type_here<Key>, type_here<Inner>...>) {
    const std::size_t begin = out.size();
    append_key<Key>(out);
    append_inside(out, data, field_list<type_here<Inner>...>{});
    out[begin] = '{'; // in place of a comma
    out.push_back('}');
}

template <fixed_string Key, fixed_string... Inner>
void append_nested(std::string& out, const payload_writer& data, const payload_at<Key, Inner...>*) {
    append_key<Key>(out);
    append_inside(out, data, field_list<type_here<Inner>...>{});
}

/// An item of the envelope's list, after a comma. Nothing if it is not in the body, or is the whole body.
template <class Item, class Envelope>
void append_item(std::string& out, const Envelope& envelope, std::string_view type,
                 const payload_writer& data) {
    constexpr auto places = places_of<Envelope>;
    if constexpr (is_type<Item>) {
        append_key<Item::key>(out);
        append_json_string(out, type);
    } else if constexpr (is_joined_type<Item>) {
        if (const auto dot = type.find('.'); dot != std::string_view::npos) {
            append_key<Item::key>(out);
            append_json_string(out, type.substr(dot + 1));
        }
    } else if constexpr (is_payload<Item> || is_base64_payload<Item>) {
        if ((places.may_be_absent && data.is_absent) ||
            (places.has_base64 && data.is_base64 != is_base64_payload<Item>))
            return;
        append_key<Item::key>(out);
        data.append(out, data.payload);
    } else if constexpr (is_payload_path<Item>) {
        append_nested(out, data, static_cast<const Item*>(nullptr));
    } else if constexpr (is_member<Item> && !is_id_in_header<Item>) {
        append_member<Item>(out, envelope);
    }
}

/// Whether the object has a member with the key of `member`, which is `,"key":value`.
[[nodiscard]] inline bool has_key_of(std::string_view object, std::string_view member) noexcept {
    const auto key = member.substr(1, json_string_end(member, 1) - 1);
    for (json_items members(object); members.next();)
        if (members.key() == key)
            return true;
    return false;
}

/// An event whose payload is the whole body: the payload's text, and before it what else the envelope has there, unless the
/// payload has it too.
template <class Envelope>
void append_body(std::string& out, const Envelope& envelope, std::string_view type,
                 const payload_writer& data) {
    constexpr auto places = places_of<Envelope>;
    if (places.may_be_absent && data.is_absent)
        return;
    std::string payload;
    data.append(payload, data.payload);
    std::string items;
    if (payload.starts_with('{'))
        [&]<class... Items>(field_list<Items...>) {
            const auto append = [&]<class Item>(std::type_identity<Item>) {
                const std::size_t begin = items.size();
                append_item<Item>(items, envelope, type, data);
                if (items.size() != begin && has_key_of(payload, std::string_view(items).substr(begin)))
                    items.resize(begin);
            };
            (append(std::type_identity<Items>{}), ...);
        }(envelope_list<Envelope>{});
    if (!items.empty()) {
        items.front() = '{';
        const bool is_empty = payload[json_space_end(payload, 1)] == '}';
        payload.replace(0, 1, is_empty ? "" : ",");
    }
    out.append(items).append(payload);
}

/// An event: the items of its envelope's list, after a comma each.
template <class Envelope>
void append_event(std::string& out, const Envelope& envelope, std::string_view type,
                  const payload_writer& data) {
    if constexpr (places_of<Envelope>.is_body) {
        append_body(out, envelope, type, data);
    } else {
        const std::size_t begin = out.size();
        [&]<class... Items>(field_list<Items...>) {
            (append_item<Items>(out, envelope, type, data), ...);
        }(envelope_list<Envelope>{});
        if (out.size() == begin)
            out.push_back('{');
        out[begin] = '{'; // in place of the first comma
        out.push_back('}');
    }
}

} // namespace webhooks::detail
