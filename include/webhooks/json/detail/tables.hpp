#pragma once

#include "../../describe/layout.hpp"
#include "../../dispatch/catalog.hpp"
#include "../../dispatch/catalog_part.hpp"
#include "envelope_table.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/// The types of a catalog as tables of constants, so that one `event_builder`, and one instantiation of Boost.JSON's
/// parser, serves every catalog. member_types.hpp has those of structs and members.
///
///     catalog_table                        find("secret.rotated") -> 3
///       envelope -> object_table           the envelope's fields, with the type and the payload among them
///       events[3] -> event_entry           emplace(variant, envelope) makes event<"secret.rotated"> in the variant
///         payload -> object_table          locate(object, places) writes the address of each member into places[]
///           fields[1] -> field_entry       "new_version", required, its place is places[1]
///             type -> member_type          kind integer; assign(place, scalar) writes the member
///
/// To read a struct, the builder calls `locate` once, which fills an array with the addresses of the members. For each key
/// it finds the `field_entry`, takes the address from the array, and writes the value there: itself for the common kinds
/// (`as<T>`), through `assign` for the others. A member that is a struct or a vector of structs has an `open` function,
/// which returns the address of the struct to fill, and `elements`, which returns that struct's table. A map is read like a
/// struct whose table has no field, and makes a value for each key. Functions are
/// instantiated once for each type of member and for each struct, not for each field.
namespace webhooks::detail {

/// Where the reader writes once it knows the event's type.
struct event_target {
    void* envelope = nullptr;
    void* data = nullptr;
};

/// One event type: makes the alternative of the variant, with the envelope read so far. Null for types that are not read.
struct event_entry {
    event_target (*emplace)(void* variant, void* envelope) = nullptr;
    const object_table* payload = nullptr; ///< null if the payload is no struct, or is the whole body
    const field_entry* value = nullptr;    ///< the payload as a member, if `payload` is null
    bool may_be_absent = false;            ///< the payload, if the envelope's list says so too
    bool is_base64 = false;                ///< the payload is `base64_bytes`
};

/// What is needed of an envelope that does not have all its items as members of the outermost object.
struct envelope_places {
    envelope_place_flags flags{};
    const std::string_view* names = nullptr; ///< of the catalog's types
    const field_entry* joined = nullptr;     ///< the member whose text is joined to the type header
    std::uint64_t joined_bit = 0;            ///< of its key
    void (*set_id)(void* envelope, std::string_view id) = nullptr; ///< if that is in a header
};

struct catalog_table {
    std::size_t (*find)(std::string_view type) = nullptr; ///< `size` for an unknown type
    const event_entry* events = nullptr;
    std::size_t size = 0;
    event_target (*emplace_unknown)(void* variant, void* envelope, std::string_view type) = nullptr;
    const object_table* envelope = nullptr;
    const field_entry* id = nullptr;         ///< the member of the envelope that names the event, or null
    const envelope_places* places = nullptr; ///< null for most envelopes
    bool has_values = false;                 ///< some payload is no struct
};

/// The event without the struct that names it.
template <fixed_string Name, class Payload, class Envelope>
basic_event<Name, Payload, Envelope> basic_event_of(const basic_event<Name, Payload, Envelope>*);

/// `Index` is that in the part.
template <class Part, std::size_t Index>
event_target emplace_event(void* variant, void* envelope) {
    using event = alternative_at<Part, Index>;
    using envelope_type = typename event::envelope_type;
    using basic = decltype(basic_event_of(static_cast<const event*>(nullptr)));
    auto& place = as<typename Part::variant>(variant);
    auto& fields = as<envelope_type>(envelope);
    event* made = nullptr;
    if constexpr (std::is_same_v<event, basic>)
        made = &place.template emplace<Index>(std::move(fields));
    else
        made = &place.template emplace<Index>(basic{std::move(fields)});
    return {static_cast<envelope_type*>(made), &made->data};
}

template <class Part>
event_target emplace_unknown(void* variant, void* envelope, std::string_view type) {
    using envelope_type = typename alternative_at<Part, Part::size>::envelope_type;
    auto& made = as<typename Part::variant>(variant).template emplace<Part::size>(
        std::move(as<envelope_type>(envelope)));
    made.event_type = type;
    return {static_cast<envelope_type*>(&made), &made.data};
}

/// Null if no unknown event is read.
template <class Part>
constexpr auto unknown_entry() {
    event_target (*emplace)(void*, void*, std::string_view) = nullptr;
    if constexpr (has_unknown<Part>)
        emplace = &emplace_unknown<Part>;
    return emplace;
}

/// For the check of a payload that is no struct.
struct payload_of_an_event {
    static constexpr auto may_be = presence::required;
};

template <class Payload>
inline constexpr bool may_be_absent = is_optional<Payload> || std::is_same_v<Payload, no_payload>;

/// The key at which a payload of this type stands.
template <class Envelope, bool IsBase64, class... Items>
constexpr std::string_view payload_key(field_list<Items...>) {
    std::string_view key;
    const auto look_at = [&key]<class Item>(std::type_identity<Item>) {
        if constexpr (is_payload_path<Item>)
            key = payload_key<Envelope, IsBase64>(field_list<typename inside_container<Item>::item>{});
        else if constexpr (is_payload<Item> || (IsBase64 && is_base64_payload<Item>))
            key = Item::key.view();
    };
    (look_at(std::type_identity<Items>{}), ...);
    return key;
}

/// A payload as a member. Its place is behind those of the object that it stands in.
template <class Envelope, class Payload>
inline constexpr field_entry value_entry = [] {
    constexpr auto flags = places_of<Envelope>;
    field_entry entry;
    if constexpr (is_supported<payload_of_an_event, Payload>()) {
        entry.type = &member_type_of<Payload>;
        entry.kind = entry.type->kind;
    }
    if constexpr (!flags.is_body && !flags.is_nested)
        entry.member = static_cast<std::uint8_t>(envelope_table<Envelope>.members);
    constexpr auto key =
        payload_key<Envelope, std::is_same_v<Payload, base64_bytes>>(envelope_list<Envelope>{});
    entry.key = key.data();
    entry.size = static_cast<std::uint32_t>(key.size());
    return entry;
}();

template <class Envelope, class Payload>
constexpr void describe_payload(event_entry& entry) {
    if constexpr (described<Payload> && !places_of<Envelope>.is_body)
        entry.payload = &table_of<Payload>;
    else
        entry.value = &value_entry<Envelope, Payload>;
    entry.may_be_absent = is_optional<Payload> || std::is_same_v<Payload, no_payload>;
    entry.is_base64 = std::is_same_v<Payload, base64_bytes>;
}

template <class Catalog, class Part, std::size_t Index>
constexpr event_entry make_event_entry() {
    event_entry entry{.emplace = &emplace_event<Part, Index>};
    describe_payload<typename Catalog::envelope_type, typename alternative_at<Part, Index>::payload_type>(
        entry);
    return entry;
}

template <class Catalog, class Part>
inline constexpr auto event_entries = []<std::size_t... Index>(std::index_sequence<Index...>) {
    std::array<event_entry, Catalog::size> list{};
    ((list[indices_in_catalog<Part>[Index]] = make_event_entry<Catalog, Part, Index>()), ...);
    return list;
}
(std::make_index_sequence<Part::size>{});

/// Whether some payload is no struct, so that the envelope needs a place for it.
template <class Catalog, class Part>
constexpr bool has_values() {
    for (const auto& entry : event_entries<Catalog, Part>)
        if (entry.value != nullptr)
            return !places_of<typename Catalog::envelope_type>.is_body;
    return false;
}

template <class Envelope>
constexpr const field_entry* identifying() {
    for (const auto& field : envelope_entries<Envelope>)
        if (field.identifies)
            return &field;
    return nullptr;
}

/// The member whose text is joined to the type header.
template <class Item>
inline constexpr field_entry joined_entry = entries_of(field_list<type_here<Item::key>>{}, {})[0];

template <class Envelope, class... Items>
constexpr void describe_places(envelope_places& places, field_list<Items...>) {
    const auto look_at = [&places]<class Item>(std::type_identity<Item>) {
        if constexpr (is_joined_type<Item>) {
            places.joined = &joined_entry<Item>;
            places.joined_bit = key_bit(Item::key.view());
        }
        if constexpr (is_id_in_header<Item>) {
            static_assert(std::is_same_v<decltype(value_of(Item::member)), std::string>,
                          "the member of id_in_header is a std::string");
            places.set_id = [](void* envelope, std::string_view id) {
                as<Envelope>(envelope).*Item::member = id;
            };
        }
    };
    (look_at(std::type_identity<Items>{}), ...);
}

template <class Catalog>
inline constexpr envelope_places places_in = [] {
    using envelope_type = typename Catalog::envelope_type;
    envelope_places places{.flags = places_of<envelope_type>, .names = Catalog::names.data()};
    describe_places<envelope_type>(places, typename fields<envelope_type>::list{});
    return places;
}();

/// Null if all is at keys of the outermost object.
template <class Catalog>
constexpr const envelope_places* special_places() {
    if constexpr (places_of<typename Catalog::envelope_type>.are_special())
        return &places_in<Catalog>;
    else
        return nullptr;
}

/// The table of a catalog, to read events of `Part` into its variant. A function that is not inline, so that
/// `extern template` keeps it and all that it refers to out of a source file.
template <class Catalog, class Part = Catalog>
const catalog_table& table_of_catalog() noexcept {
    using envelope_type = typename Catalog::envelope_type;
    static constexpr catalog_table table{
        .find = [](std::string_view type) { return Catalog::find(type).value_or(Catalog::size); },
        .events = event_entries<Catalog, Part>.data(),
        .size = Catalog::size,
        .emplace_unknown = unknown_entry<Part>(),
        .envelope = &envelope_table<envelope_type, has_values<Catalog, Part>()>,
        .id = identifying<envelope_type>(),
        .places = special_places<Catalog>(),
        .has_values = has_values<Catalog, Part>(),
    };
    return table;
}

} // namespace webhooks::detail
