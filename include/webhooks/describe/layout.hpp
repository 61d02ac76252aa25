#pragma once

#include "field.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <cstddef>
#include <string_view>

namespace webhooks {

namespace detail {

template <class Item>
inline constexpr bool is_id = false;
template <fixed_string Key, auto Member>
inline constexpr bool is_id<id_field<Key, Member>> = true;

template <class Item>
inline constexpr bool is_type = false;
template <fixed_string Key>
inline constexpr bool is_type<type_here<Key>> = true;

template <class Item>
inline constexpr bool is_payload = false;
template <fixed_string Key>
inline constexpr bool is_payload<payload_here<Key>> = true;

/// The keys of what has a role in an envelope. The defaults are for lists that do not say.
struct envelope_keys {
    std::string_view id = "event_id";
    std::string_view type = "event_type";
    std::string_view payload = "data";
};

template <class... Items>
consteval envelope_keys keys_of(field_list<Items...>) {
    envelope_keys keys;
    (static_cast<void>(is_id<Items> ? keys.id = Items::key.view() : keys.id), ...);
    (static_cast<void>(is_type<Items> ? keys.type = Items::key.view() : keys.type), ...);
    (static_cast<void>(is_payload<Items> ? keys.payload = Items::key.view() : keys.payload), ...);
    return keys;
}

} // namespace detail

/// The keys of an envelope's id, type and payload. `Envelope` has a field list, in which `id_field`, `type_here` and
/// `payload_here` say what they are and where they stand.
///
/// Specialise it only for an envelope whose list has neither `type_here` nor `payload_here`, as version 0.1 asked. Then
/// the two numbers say where the type and the payload stand.
template <class Envelope>
struct envelope_layout {
    /// The key of the member that names the event.
    static constexpr std::string_view id_key = detail::keys_of(typename fields<Envelope>::list{}).id;
    /// The key of the event's type.
    static constexpr std::string_view type_key = detail::keys_of(typename fields<Envelope>::list{}).type;
    /// The key of the payload.
    static constexpr std::string_view data_key = detail::keys_of(typename fields<Envelope>::list{}).payload;
    static constexpr std::size_t fields_before_type = 1; ///< members of `Envelope` written before the type
    static constexpr std::size_t fields_before_data = 1; ///< members of `Envelope` written before the payload
};

namespace detail {

/// The field list of an envelope with the type and the payload in it.
template <class Envelope, class... Items>
consteval auto with_type_and_payload(field_list<Items...> list) {
    constexpr int types = (0 + ... + int{is_type<Items>});
    constexpr int payloads = (0 + ... + int{is_payload<Items>});
    static_assert(types == payloads && types <= 1,
                  "the field list of an envelope has one type_here and one payload_here, or neither");
    if constexpr (types != 0) {
        return list;
    } else {
        using layout = envelope_layout<Envelope>;
        constexpr std::size_t type = layout::fields_before_type;
        constexpr std::size_t payload = layout::fields_before_data;
        static_assert(
            type <= sizeof...(Items) && payload <= sizeof...(Items),
            "envelope_layout<Envelope> places the type or the payload behind more members than there are");
        using with_payload =
            boost::mp11::mp_insert_c<field_list<Items...>, payload,
                                     payload_here<fixed_string<layout::data_key.size()>{layout::data_key}>>;
        return boost::mp11::mp_insert_c < with_payload, type <= payload ? type : type + 1,
               type_here < fixed_string<layout::type_key.size()>{layout::type_key} >> {};
    }
}

template <class Envelope>
using envelope_list = decltype(with_type_and_payload<Envelope>(typename fields<Envelope>::list{}));

/// True if one of the fields is the event's id.
template <class Envelope, class... Fields>
consteval bool names_events(field_list<Fields...>) {
    return ((Fields::key.view() == envelope_layout<Envelope>::id_key) || ...);
}

/// The event's id: the member whose key is `envelope_layout<Envelope>::id_key`.
template <class Envelope>
[[nodiscard]] std::string_view id_of(const Envelope& envelope) noexcept {
    static_assert(
        names_events<Envelope>(typename fields<Envelope>::list{}),
        "no member of the envelope has the key envelope_layout<Envelope>::id_key, so every event would "
        "be a duplicate of the first");
    std::string_view id;
    for_each_field<Envelope>([&]<class Field>(Field) {
        if constexpr (Field::key.view() == envelope_layout<Envelope>::id_key)
            id = envelope.*Field::member;
    });
    return id;
}

} // namespace detail

} // namespace webhooks
