#pragma once

#include "../../dispatch/name_index.hpp"
#include "../../events/field.hpp"
#include "../../events/field_check.hpp"
#include "../../events/layout.hpp"
#include "assign.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// What the reader knows of a struct and of a catalog: tables of functions, so that there is one reader,
/// and one instantiation of Boost.JSON's parser, for all of them.
namespace scaivault::detail {

struct object_table;

enum class field_shape : std::uint8_t {
    value,   ///< one scalar
    values,  ///< an array of scalars
    object,  ///< a struct
    objects, ///< an array of structs
    type,    ///< the event's type, in an envelope
    payload, ///< the event's data, in an envelope
};

struct field_entry {
    std::string_view key{};
    name_ends ends{};
    field_shape shape = field_shape::value;
    bool required = true;
    bool identifies = false; ///< names the event, so is read even where the event is not wanted
    /// Writes the member of `object`, or appends to it for `field_shape::values`.
    errc (*write)(void* object, const scalar& value) = nullptr;
    /// The struct to fill: the member of `object`, or a new element of it.
    void* (*open)(void* object) = nullptr;
    const object_table& (*elements)() =
        nullptr; ///< the table of that struct; a function, for structs of themselves
};

/// At most 64 fields: the reader keeps those it has seen in one word.
struct object_table {
    std::span<const field_entry> fields;
    std::uint64_t required = 0;
};

template <class T>
const object_table& elements_of();

template <class Class, class Value>
Class class_of(Value Class::*);
template <class Class, class Value>
Value value_of(Value Class::*);

/// A class, so that Clang names the field in a message.
template <class Field>
struct scalar_field {
    static constexpr bool is_readable = readable<decltype(value_of(Field::member))>;
};

template <class Field>
struct field_access {
    using object_type = decltype(class_of(Field::member));
    using value_type = decltype(value_of(Field::member));

    static value_type& member_of(void* object) { return static_cast<object_type*>(object)->*Field::member; }

    static errc write(void* object, const scalar& value) { return assign(member_of(object), value); }

    static errc append(void* object, const scalar& value) {
        return assign(member_of(object).emplace_back(), value);
    }

    static void* open(void* object) { return std::addressof(member_of(object)); }

    static void* open_element(void* object) { return std::addressof(member_of(object).emplace_back()); }

    static constexpr field_entry entry() {
        static_assert(Field::may_be == presence::required || is_optional<value_type>,
                      "a nullable or omittable field is a std::optional member");
        field_entry made{.key = Field::key.view(),
                         .ends = name_ends::of(Field::key.view()),
                         .required = Field::may_be != presence::omittable};
        if constexpr (described<value_type>) {
            made.shape = field_shape::object;
            made.open = &open;
            made.elements = &elements_of<value_type>;
        } else if constexpr (is_vector<value_type>) {
            if constexpr (described<typename value_type::value_type>) {
                made.shape = field_shape::objects;
                made.open = &open_element;
                made.elements = &elements_of<typename value_type::value_type>;
            } else {
                using element_type = typename value_type::value_type;
                // The elements of std::vector<bool> cannot be referred to.
                constexpr bool good = readable<element_type> && !std::is_same_v<element_type, bool>;
                static_assert(good, "no JSON array becomes a vector of this type");
                made.shape = field_shape::values;
                if constexpr (good)
                    made.write = &append;
            }
        } else {
            static_assert(scalar_field<Field>::is_readable,
                          "no JSON value becomes a member of this type: take std::string, bool, an integer, "
                          "double, time_point, open_enum<E>, a std::optional of these, a struct with a field "
                          "list, or a std::vector of one of these but bool");
            if constexpr (readable<value_type>)
                made.write = &write;
        }
        return made;
    }
};

template <class... Fields>
constexpr std::array<field_entry, sizeof...(Fields)> entries_of(field_list<Fields...>) {
    static_assert(sizeof...(Fields) <= 62, "a struct has at most 62 fields");
    return {field_access<Fields>::entry()...};
}

constexpr std::uint64_t required_of(std::span<const field_entry> fields) {
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i != fields.size(); ++i)
        if (fields[i].required)
            mask |= std::uint64_t{1} << i;
    return mask;
}

template <class T>
inline constexpr auto entries_for = entries_of(typename fields<T>::list{});

/// Clang names the struct in a message if it is the argument of a class, not of a function.
template <class T>
struct field_list_of {
    static constexpr bool is_complete = scaivault::fields_are_complete<T>();
};

template <class T>
inline constexpr object_table table_of = [] {
    static_assert(field_list_of<T>::is_complete,
                  "the field list of this struct leaves out a member of it, or names "
                  "one twice: see fields<T>");
    return object_table{entries_for<T>, required_of(entries_for<T>)};
}();

template <class T>
const object_table& elements_of() {
    return table_of<T>;
}

/// The fields of an envelope with the type and the payload among them, in the order of the wire.
template <class Envelope>
inline constexpr auto envelope_entries = [] {
    using layout = envelope_layout<Envelope>;
    static_assert(described<Envelope>,
                  "the catalog has no envelope with a field list: see enveloped<> and fields<T>");
    constexpr auto& own = entries_for<Envelope>;
    static_assert(
        layout::fields_before_type <= own.size() && layout::fields_before_data <= own.size(),
        "envelope_layout<Envelope> places the type or the payload behind more members than there are");
    std::array<field_entry, own.size() + 2> all{};
    std::size_t next = 0;
    for (std::size_t i = 0; i <= own.size(); ++i) {
        if (i == layout::fields_before_type)
            all[next++] = {
                .key = layout::type_key, .ends = name_ends::of(layout::type_key), .shape = field_shape::type};
        if (i == layout::fields_before_data)
            all[next++] = {.key = layout::data_key,
                           .ends = name_ends::of(layout::data_key),
                           .shape = field_shape::payload};
        if (i != own.size()) {
            all[next] = own[i];
            all[next].identifies = own[i].key == layout::id_key;
            ++next;
        }
    }
    return all;
}();

template <class Envelope>
inline constexpr object_table envelope_table{envelope_entries<Envelope>,
                                             required_of(envelope_entries<Envelope>)};

/// Where the reader writes once it knows the event's type.
struct event_target {
    void* envelope = nullptr;
    void* data = nullptr;
};

/// One event type: makes the alternative of the variant, with the envelope read so far.
struct event_entry {
    event_target (*emplace)(void* variant, void* envelope) = nullptr;
    const object_table* payload = nullptr;
};

struct catalog_table {
    std::size_t (*find)(std::string_view type) = nullptr; ///< `events.size()` for an unknown type
    std::span<const event_entry> events;
    event_target (*emplace_unknown)(void* variant, void* envelope, std::string_view type) = nullptr;
    const object_table* envelope = nullptr;
};

template <class Catalog, std::size_t Index>
event_target emplace_event(void* variant, void* envelope) {
    using envelope_type = typename Catalog::envelope_type;
    auto& made = static_cast<typename Catalog::variant*>(variant)->template emplace<Index>(
        std::move(*static_cast<envelope_type*>(envelope)));
    return {static_cast<envelope_type*>(&made), &made.data};
}

template <class Catalog>
event_target emplace_unknown(void* variant, void* envelope, std::string_view type) {
    using envelope_type = typename Catalog::envelope_type;
    auto& made = static_cast<typename Catalog::variant*>(variant)->template emplace<Catalog::size>(
        std::move(*static_cast<envelope_type*>(envelope)));
    made.event_type = type;
    return {static_cast<envelope_type*>(&made), &made.data};
}

template <class Catalog>
inline constexpr auto event_entries = []<std::size_t... Index>(std::index_sequence<Index...>) {
    return std::array<event_entry, Catalog::size>{event_entry{
        &emplace_event<Catalog, Index>, &table_of<typename Catalog::template payload_at<Index>>}...};
}
(std::make_index_sequence<Catalog::size>{});

template <class Catalog>
std::size_t find_type(std::string_view type) {
    return Catalog::find(type).value_or(Catalog::size);
}

template <class Catalog>
inline constexpr catalog_table table_of_catalog{
    .find = &find_type<Catalog>,
    .events = event_entries<Catalog>,
    .emplace_unknown = &emplace_unknown<Catalog>,
    .envelope = &envelope_table<typename Catalog::envelope_type>,
};

} // namespace scaivault::detail
