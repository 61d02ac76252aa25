#pragma once

#include "../../describe/layout.hpp"
#include "member_types.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <type_traits>

/// The table of an envelope; see `tables.hpp`.
namespace webhooks::detail {

template <class Item>
using is_at_a_key =
    std::bool_constant<!is_id_in_header<Item> && header_separator<Item> == '\0' && !is_body_payload<Item>>;
template <class Item>
using is_member_item = std::bool_constant<is_member<Item>>;

/// What of an envelope's list is read from the body, at a key of its outermost object.
template <class Envelope>
using list_in_body = boost::mp11::mp_copy_if<envelope_list<Envelope>, is_at_a_key>;

/// `with_values`: some payload is no struct.
template <class Envelope, bool WithValues = false>
inline constexpr auto envelope_entries = [] {
    static_assert(described<Envelope>,
                  "the catalog has no envelope with a field list: see enveloped<> and fields<T>");
    auto entries = entries_of(list_in_body<Envelope>{}, envelope_layout<Envelope>::id_key);
    if constexpr (WithValues || places_of<Envelope>.has_base64)
        for (auto& entry : entries) // not by the reader's shortest way, which knows structs at one key only
            entry.is_plain &= entry.kind != member_kind::payload && entry.kind != member_kind::base64_payload;
    return entries;
}();

/// `with_value`: with a place behind the members, for a payload that is no struct.
template <class Envelope, bool WithValue = false>
inline constexpr object_table envelope_table = [] {
    auto table = make_table<Envelope>(envelope_entries<Envelope, WithValue>,
                                      boost::mp11::mp_copy_if<list_in_body<Envelope>, is_member_item>{});
    if constexpr (WithValue) {
        ++table.members;
        table.locate = [](void* object, void** places) {
            const auto& members = envelope_table<Envelope>;
            members.locate(object, places);
            places[members.members] = nullptr;
        };
    }
    return table;
}();

/// The key of a `payload_at` is that of the envelope's member. Of the object there, what is known.
template <class Item>
struct inside_container;
template <fixed_string Key, fixed_string Inner>
struct inside_container<payload_at<Key, Inner>> {
    using item = payload_here<Inner>;
};
template <fixed_string Key, fixed_string... Inner>
struct inside_container<payload_at<Key, Inner...>> {
    using item = payload_at<Inner...>;
};

template <class Item>
inline constexpr auto container_entries = [] {
    auto entries = entries_of(field_list<typename inside_container<Item>::item>{}, {});
    entries[0].is_plain &= entries[0].kind != member_kind::payload;
    return entries;
}();

/// An object around the payload. It has one place, for a payload that is no struct.
template <class Item>
const object_table& container_table() {
    static constexpr object_table table{.fields = container_entries<Item>.data(),
                                        .size = 1,
                                        .members = 1,
                                        .required = 1,
                                        .key_bits = key_bit(container_entries<Item>[0].name()),
                                        .locate = [](void*, void** places) { *places = nullptr; }};
    return table;
}

template <fixed_string... Keys>
inline constexpr member_type container_member<payload_at<Keys...>>{
    .kind = member_kind::container, .elements = &container_table<payload_at<Keys...>>};

} // namespace webhooks::detail
