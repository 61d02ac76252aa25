#pragma once

#include "../../describe/field.hpp"
#include "../../describe/field_check.hpp"
#include "../../describe/layout.hpp"
#include "field_support.hpp"
#include "plain_text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// The types of a catalog as tables of constants, so that one `event_builder`, and one instantiation of Boost.JSON's
/// parser, serves every catalog. This is the only file that casts from `void*`.
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
/// which returns the address of the struct to fill, and `elements`, which returns that struct's table. Functions are
/// instantiated once for each type of member and for each struct, not for each field.
namespace webhooks::detail {

struct object_table;

/// The member at a place of which only the builder knows the type.
template <class T>
[[nodiscard]] T& as(void* place) noexcept {
    return *static_cast<T*>(place);
}

/// How members of one type are written. `member` points to one.
struct member_type {
    member_kind kind;
    /// Writes a scalar; for `member_kind::values`, as a new element. Null where there is none to write.
    errc (*assign)(void* member, const scalar& value) = nullptr;
    /// The struct to fill: the member, or a new element of it. Null where there is none.
    void* (*open)(void* member) = nullptr;
    /// The table of that struct; a function, for structs that hold vectors of themselves.
    const object_table& (*elements)() = nullptr;
};

template <class T>
const object_table& elements_of();

template <class T>
constexpr member_type describe_member() {
    if constexpr (described<T>) {
        return {.kind = member_kind::object,
                .open = [](void* member) { return member; },
                .elements = &elements_of<T>};
    } else if constexpr (is_vector<T>) {
        using element_type = typename T::value_type;
        if constexpr (described<element_type>)
            return {
                .kind = member_kind::objects,
                .open = [](void* vector) -> void* { return std::addressof(as<T>(vector).emplace_back()); },
                .elements = &elements_of<element_type>};
        else
            return {.kind = member_kind::values, .assign = [](void* vector, const scalar& value) {
                        return assign(as<T>(vector).emplace_back(), value);
                    }};
    } else {
        return {.kind = kind_of_scalar<T>(),
                .assign = [](void* member, const scalar& value) { return assign(as<T>(member), value); }};
    }
}

template <class T>
inline constexpr member_type member_type_of = describe_member<T>();

// Of members that have no C++ object of their own.
inline constexpr member_type type_member{.kind = member_kind::type};
inline constexpr member_type payload_member{.kind = member_kind::payload};
inline constexpr member_type base64_member{.kind = member_kind::base64_payload};
/// Of an object around the payload. `Item` is a `payload_at`; see `catalog_table.hpp`.
template <class Item>
inline constexpr member_type container_member{};
inline constexpr member_type whole_document{.kind = member_kind::document};

struct field_entry {
    const char* key = nullptr;
    const member_type* type = nullptr;
    std::uint64_t bit = 0;   ///< of the field, in a set of those of the struct
    std::uint32_t size = 0;  ///< of the key
    member_kind kind{};      ///< that of `type`, a load nearer
    std::uint8_t member = 0; ///< its place among those that are members of the struct
    bool required = true;
    bool identifies = false; ///< names the event, so is read even where the event is not wanted
    bool is_plain = false;   ///< whether the key stands in the text as it is, without escapes

    [[nodiscard]] constexpr std::string_view name() const noexcept { return {key, size}; }
};

/// Puts the addresses of the members of `object` into `members`, in the order of the field list.
using locate_function = void(void* object, void** members);

/// At most 64 fields: the reader keeps those it has seen in one word.
struct object_table {
    const field_entry* fields = nullptr; ///< and behind the last one an entry whose key is no key
    std::size_t size = 0;
    std::size_t members = 0; ///< fields that are members of the struct
    std::uint64_t required = 0;
    locate_function* locate = nullptr;

    [[nodiscard]] constexpr const field_entry* begin() const noexcept { return fields; }
    [[nodiscard]] constexpr const field_entry* end() const noexcept { return fields + size; }
};

inline constexpr std::size_t max_fields = 62;
inline constexpr field_entry no_field{.size = std::uint32_t(-1)};

/// The entry of an item of a field list, at `position` among all items and at `member` among the members.
template <class Item>
constexpr field_entry entry_of(std::uint8_t position, std::uint8_t member) {
    field_entry entry{.key = Item::key.data,
                      .bit = std::uint64_t{1} << position,
                      .size = static_cast<std::uint32_t>(Item::key.size()),
                      .member = member,
                      .is_plain = is_plain(Item::key)};
    if constexpr (is_type<Item>) {
        entry.type = &type_member;
    } else if constexpr (is_payload<Item>) {
        entry.type = &payload_member;
    } else if constexpr (is_base64_payload<Item>) {
        entry.type = &base64_member;
        entry.required = false;
    } else if constexpr (is_payload_path<Item>) {
        entry.type = &container_member<Item>;
    } else if constexpr (is_supported<Item, decltype(value_of(Item::member))>()) {
        entry.type = &member_type_of<decltype(value_of(Item::member))>;
        entry.required = Item::may_be != presence::omittable;
    } else {
        return no_field;
    }
    entry.kind = entry.type->kind;
    return entry;
}

/// `id_key`: that of the member that names the event; empty for a struct that is no envelope.
template <class... Items>
constexpr std::array<field_entry, sizeof...(Items) + 1> entries_of(field_list<Items...>,
                                                                   std::string_view id_key) {
    static_assert(sizeof...(Items) <= max_fields, "a struct has at most 62 fields");
    [[maybe_unused]] std::uint8_t position = 0;
    std::uint8_t member = 0;
    [[maybe_unused]] const auto with_id = [&](field_entry entry, bool is_a_member) {
        if (is_a_member)
            ++member;
        entry.identifies = !id_key.empty() && entry.name() == id_key;
        if (entry.identifies && entry.kind == member_kind::text)
            entry.kind = member_kind::identifier;
        return entry;
    };
    return {with_id(entry_of<Items>(position++, member), is_member<Items>)..., no_field};
}

/// Of a struct whose members are `Members`; `entries` has them, and the type and the payload of an envelope.
template <class T, std::size_t Size, class... Members>
constexpr object_table make_table(const std::array<field_entry, Size>& entries, field_list<Members...>) {
    object_table table{.fields = entries.data(), .size = Size - 1, .members = sizeof...(Members)};
    for (const auto& field : table)
        table.required |= field.required ? field.bit : 0;
    table.locate = [](void* object, [[maybe_unused]] void** places) {
        [[maybe_unused]] T& whole = as<T>(object);
        ((*places++ = std::addressof(whole.*Members::member)), ...);
    };
    return table;
}

template <class T>
inline constexpr auto entries_for = entries_of(typename fields<T>::list{}, {});

/// Clang names the struct in a message if it is the argument of a class, not of a function.
template <class T>
struct field_list_of {
    static constexpr bool is_complete = webhooks::fields_are_complete<T>();
};

template <class T>
inline constexpr object_table table_of = [] {
    static_assert(field_list_of<T>::is_complete,
                  "the field list of this struct leaves out a member of it, or names "
                  "one twice: see fields<T>");
    return make_table<T>(entries_for<T>, typename fields<T>::list{});
}();

template <class T>
const object_table& elements_of() {
    return table_of<T>;
}

} // namespace webhooks::detail
