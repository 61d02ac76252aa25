#pragma once

#include "field.hpp"
#include "places.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace webhooks {

namespace detail {

template <class Item>
inline constexpr bool is_id = false;
template <fixed_string Key, auto Member>
inline constexpr bool is_id<id_field<Key, Member>> = true;
template <auto Member>
inline constexpr bool is_id<id_in_header<Member>> = true;

template <class Item>
inline constexpr bool is_id_in_header = false;
template <auto Member>
inline constexpr bool is_id_in_header<id_in_header<Member>> = true;

/// Whether an item is the event's type as a member of the body.
template <class Item>
inline constexpr bool is_type = false;
template <fixed_string Key>
inline constexpr bool is_type<type_here<Key>> = true;

template <class Item>
inline constexpr char header_separator = '\0'; // of an item that is no type in a header
template <char Separator>
inline constexpr char header_separator<type_in_header<Separator>> = Separator;
template <fixed_string Key>
inline constexpr char header_separator<type_joined<Key>> = '.';

template <class Item>
inline constexpr bool is_joined_type = false;
template <fixed_string Key>
inline constexpr bool is_joined_type<type_joined<Key>> = true;

/// Whether an item is the payload at a key of the envelope.
template <class Item>
inline constexpr bool is_payload = false;
template <fixed_string Key, presence Presence>
inline constexpr bool is_payload<payload_here<Key, Presence>> = true;

template <class Item>
inline constexpr bool is_base64_payload = false;
template <fixed_string Key>
inline constexpr bool is_base64_payload<base64_payload_here<Key>> = true;

template <class Item>
inline constexpr bool is_payload_path = false;
template <fixed_string... Keys>
inline constexpr bool is_payload_path<payload_at<Keys...>> = true;

template <class Item>
inline constexpr bool is_body_payload = false;
template <presence Presence>
inline constexpr bool is_body_payload<payload_is_body<Presence>> = true;

/// The keys of what has a role in an envelope. The defaults are for lists that do not say.
struct envelope_keys {
    std::string_view id = "event_id";
    std::string_view type = "event_type";
    std::string_view payload = "data";
};

template <class... Items>
consteval envelope_keys keys_of(field_list<Items...>) {
    envelope_keys keys;
    const auto look_at = [&keys]<class Item>(std::type_identity<Item>) {
        if constexpr (is_id<Item>)
            keys.id = Item::key.view();
        else if constexpr (is_type<Item> || is_joined_type<Item>)
            keys.type = Item::key.view();
        else if constexpr (header_separator<Item> != '\0')
            keys.type = {};
        else if constexpr (is_payload<Item> || is_payload_path<Item>)
            keys.payload = Item::key.view();
        else if constexpr (is_body_payload<Item>)
            keys.payload = {};
    };
    (look_at(std::type_identity<Items>{}), ...);
    return keys;
}

} // namespace detail

/// The keys of an envelope's id, type and payload. `Envelope` has a field list, in which `id_field`, `type_here` and
/// `payload_here` say what they are and where they stand, or the markers of `describe/places.hpp`. The key of what is not in
/// the body, or is the whole body, is empty.
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
    constexpr int types = (0 + ... + int{is_type<Items> || header_separator<Items> != '\0'});
    constexpr int payloads =
        (0 + ... + int{is_payload<Items> || is_payload_path<Items> || is_body_payload<Items>});
    static_assert(types == payloads && types <= 1,
                  "the field list of an envelope has one item for the type and one for the payload, such as "
                  "type_here and payload_here, or neither");
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

template <class Envelope, class Item>
consteval bool names_the_event() {
    if constexpr (is_member<Item>)
        return Item::key.view() == envelope_layout<Envelope>::id_key;
    return false;
}

/// True if one of the fields is the event's id.
template <class Envelope, class... Fields>
consteval bool names_events(field_list<Fields...>) {
    return (names_the_event<Envelope, Fields>() || ...);
}

template <class Id>
[[nodiscard]] std::string_view id_text(const Id& id) noexcept {
    return id;
}
[[nodiscard]] std::string id_text(std::integral auto id) {
    return std::to_string(id);
}

template <class Envelope, class Item, class... Items>
[[nodiscard]] auto id_among(const Envelope& envelope, field_list<Item, Items...>) {
    if constexpr (names_the_event<Envelope, Item>())
        return id_text(envelope.*Item::member);
    else
        return id_among(envelope, field_list<Items...>{});
}

/// The event's id: the member whose key is `envelope_layout<Envelope>::id_key`. A view into the envelope, or a `std::string` if
/// the id is a number.
template <class Envelope>
[[nodiscard]] auto id_of(const Envelope& envelope) {
    constexpr bool has_id = names_events<Envelope>(typename fields<Envelope>::list{});
    static_assert(
        has_id,
        "no member of the envelope has the key envelope_layout<Envelope>::id_key, so every event would "
        "be a duplicate of the first");
    if constexpr (has_id)
        return id_among(envelope, typename fields<Envelope>::list{});
    else
        return std::string_view();
}

/// What the envelope's list says of headers and of the body.
struct envelope_place_flags {
    bool id_in_header = false;
    char type_separator = '\0'; ///< of a type in a header
    bool is_joined = false;     ///< the type is in a header and in a member
    bool is_nested = false;     ///< the payload stands in an object inside of the outermost one
    bool is_body = false;       ///< the payload is the whole body
    bool may_be_absent = false; ///< the payload, for types that say so too
    bool has_base64 = false;    ///< the payload has a second key, for base64
    bool reads_body = false;    ///< some item besides the payload is read from the body

    /// True if an event cannot be read from its body alone.
    [[nodiscard]] constexpr bool reads_headers() const noexcept {
        return id_in_header || type_separator != '\0';
    }
    /// True unless all items are members of the outermost object, and required.
    [[nodiscard]] constexpr bool are_special() const noexcept {
        return reads_headers() || is_nested || is_body || may_be_absent || has_base64;
    }
};

template <class... Items>
consteval envelope_place_flags place_flags(field_list<Items...>) {
    envelope_place_flags flags;
    const auto look_at = [&flags]<class Item>(std::type_identity<Item>) {
        flags.id_in_header |= is_id_in_header<Item>;
        if (header_separator<Item> != '\0')
            flags.type_separator = header_separator<Item>;
        flags.is_joined |= is_joined_type<Item>;
        flags.is_nested |= is_payload_path<Item>;
        flags.is_body |= is_body_payload<Item>;
        flags.has_base64 |= is_base64_payload<Item>;
        flags.reads_body |= is_type<Item> || (is_member<Item> && !is_id_in_header<Item>);
        if constexpr (is_payload<Item> || is_body_payload<Item>)
            flags.may_be_absent |= Item::may_be == presence::omittable;
    };
    (look_at(std::type_identity<Items>{}), ...);
    return flags;
}

/// Of an envelope without a field list: none.
template <class Envelope>
inline constexpr envelope_place_flags places_of{};
template <described Envelope>
inline constexpr envelope_place_flags places_of<Envelope> = place_flags(typename fields<Envelope>::list{});

/// The type as a header has it: dots and the vendor's separator change places.
[[nodiscard]] inline std::string with_separator(std::string_view type, char separator) {
    std::string text(type);
    for (char& c : text)
        if (c == '.' || c == separator)
            c = c == '.' ? separator : '.';
    return text;
}

/// The value of the type header of an event of this type.
template <class Envelope>
[[nodiscard]] std::string type_header_of(std::string_view type) {
    constexpr auto places = places_of<Envelope>;
    if constexpr (places.is_joined)
        return std::string(type.substr(0, type.find('.')));
    else if constexpr (places.type_separator != '\0')
        return with_separator(type, places.type_separator);
    else
        return std::string(type);
}

} // namespace detail

} // namespace webhooks
