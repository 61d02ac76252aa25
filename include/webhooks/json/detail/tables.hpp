#pragma once

#include "../../describe/field.hpp"
#include "../../describe/layout.hpp"
#include "../../dispatch/catalog.hpp"
#include "../../dispatch/catalog_part.hpp"
#include "member_types.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <array>
#include <cstddef>
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

template <class Envelope>
inline constexpr auto envelope_entries = [] {
    static_assert(described<Envelope>,
                  "the catalog has no envelope with a field list: see enveloped<> and fields<T>");
    return entries_of(envelope_list<Envelope>{}, envelope_layout<Envelope>::id_key);
}();

template <class Item>
using is_member_item = std::bool_constant<is_member<Item>>;

template <class Envelope>
inline constexpr object_table envelope_table = make_table<Envelope>(
    envelope_entries<Envelope>, boost::mp11::mp_copy_if<typename fields<Envelope>::list, is_member_item>{});

/// Where the reader writes once it knows the event's type.
struct event_target {
    void* envelope = nullptr;
    void* data = nullptr;
};

/// One event type: makes the alternative of the variant, with the envelope read so far. Null for types that are not read.
struct event_entry {
    event_target (*emplace)(void* variant, void* envelope) = nullptr;
    const object_table* payload = nullptr;
};

struct catalog_table {
    std::size_t (*find)(std::string_view type) = nullptr; ///< `size` for an unknown type
    const event_entry* events = nullptr;
    std::size_t size = 0;
    event_target (*emplace_unknown)(void* variant, void* envelope, std::string_view type) = nullptr;
    const object_table* envelope = nullptr;
    const field_entry* id = nullptr;         ///< the member of the envelope that names the event, or null
    void (*clear)(void* envelope) = nullptr; ///< makes it as it was before anything was read
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

template <class Catalog, class Part>
inline constexpr auto event_entries = []<std::size_t... Index>(std::index_sequence<Index...>) {
    std::array<event_entry, Catalog::size> list{};
    ((list[indices_in_catalog<Part>[Index]] =
          event_entry{&emplace_event<Part, Index>,
                      &table_of<typename alternative_at<Part, Index>::payload_type>}),
     ...);
    return list;
}
(std::make_index_sequence<Part::size>{});

template <class Envelope>
constexpr const field_entry* identifying() {
    for (const auto& field : envelope_entries<Envelope>)
        if (field.identifies)
            return &field;
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
        .envelope = &envelope_table<envelope_type>,
        .id = identifying<envelope_type>(),
        .clear = [](void* envelope) { as<envelope_type>(envelope) = {}; },
    };
    return table;
}

} // namespace webhooks::detail
