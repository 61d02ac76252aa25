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

/// Structs and the types of their members as tables of constants; see tables.hpp.
namespace webhooks::detail {

struct object_table;
struct field_entry;

/// The member at a place of which only the builder knows the type.
template <class T>
[[nodiscard]] T& as(void* place) noexcept {
    return *static_cast<T*>(place);
}

/// How members of one type are written. `member` points to one. A function that there is no use for is null.
struct member_type {
    member_kind kind;
    /// Writes a scalar; for `member_kind::values`, as a new element.
    errc (*assign)(void* member, const scalar& value) = nullptr;
    /// The struct or map to fill, or a new element of a vector.
    void* (*open)(void* member) = nullptr;
    /// The table of that struct or map; a function, for structs that hold vectors of themselves.
    const object_table& (*elements)() = nullptr;
    /// Makes an optional vector present and empty.
    void (*begin)(void* member) = nullptr;
    /// What `null` does to an optional struct, vector or map.
    void (*reset)(void* member) = nullptr;
    /// Writes a value from its text.
    errc (*take)(void* member, std::string_view text) = nullptr;
    /// The elements of a vector that is a `list` or `raw`. No key is that of this field.
    const field_entry* element = nullptr;
};

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

template <class T>
const object_table& elements_of();

/// Writes a type that has a converter; defined in `<webhooks/json/converter.hpp>`.
template <class T>
errc convert_text(std::string_view text, T& member);

template <class T>
[[nodiscard]] content_of<T>& content(void* member) noexcept {
    if constexpr (is_optional<T>)
        return *as<T>(member);
    else
        return as<T>(member);
}

/// The member, or a new value of its optional.
template <class T>
[[nodiscard]] content_of<T>& new_content(void* member) {
    if constexpr (is_optional<T>)
        return as<T>(member).emplace();
    else
        return as<T>(member);
}

template <class T>
errc assign_element(void* vector, const scalar& value) {
    using element_type = typename content_of<T>::value_type;
    if constexpr (std::is_same_v<element_type, bool>) { // elements of std::vector<bool> cannot be referred to
        bool element = false;
        const errc error = assign(element, value);
        content<T>(vector).push_back(element);
        return error;
    } else {
        return assign(content<T>(vector).emplace_back(), value);
    }
}

template <class T>
void* open_element(void* vector) {
    return std::addressof(content<T>(vector).emplace_back());
}

template <class T>
errc take_text(void* member, std::string_view text) {
    if constexpr (std::is_same_v<content_of<T>, json_text>)
        return new_content<T>(member).text.assign(text), no_error;
    else
        return convert_text(text, new_content<T>(member));
}

template <class T>
constexpr member_type describe_member();

template <class T>
inline constexpr member_type member_type_of = describe_member<T>();

/// Of an element of a vector, or a value of a map: a field that no key is that of.
template <class T>
inline constexpr field_entry element_entry{
    .type = &member_type_of<T>, .size = std::uint32_t(-1), .kind = member_type_of<T>.kind};

template <class T>
constexpr member_type describe_vector() {
    using element_type = typename content_of<T>::value_type;
    if constexpr (is_raw<T>)
        return {.kind = member_kind::raw, .open = &open_element<T>, .element = &element_entry<element_type>};
    else if constexpr (described<element_type> || map_of_texts<element_type>)
        return {
            .kind = member_kind::objects, .open = &open_element<T>, .elements = &elements_of<element_type>};
    else if constexpr (readable<element_type> && std::is_void_v<struct_of<content_of<element_type>>>)
        return {.kind = member_kind::values, .assign = &assign_element<T>};
    else
        return {.kind = member_kind::list, .open = &open_element<T>, .element = &element_entry<element_type>};
}

template <class T>
constexpr member_type describe_member() {
    using content_type = content_of<T>;
    member_type type{};
    if constexpr (is_vector<content_type>) {
        type = describe_vector<T>();
        if constexpr (is_optional<T>)
            type.begin = [](void* member) { as<T>(member).emplace(); };
    } else if constexpr (is_raw<T>) {
        type = {.kind = member_kind::raw, .take = &take_text<T>};
    } else if constexpr (described<content_type> || map_of_texts<content_type>) {
        type = {.kind = member_kind::object,
                .open = [](void* member) -> void* { return std::addressof(new_content<T>(member)); },
                .elements = &elements_of<content_type>};
    } else if constexpr (!std::is_void_v<struct_of<content_type>>) {
        using struct_type = struct_of<content_type>;
        return {.kind = member_kind::object,
                .assign = [](void* member, const scalar& value) { return assign(as<T>(member), value); },
                .open = [](void* member) -> void* {
                    return std::addressof(new_content<T>(member).template emplace<struct_type>());
                },
                .elements = &elements_of<struct_type>};
    } else {
        return {.kind = kind_of_scalar<T>(),
                .assign = [](void* member, const scalar& value) { return assign(as<T>(member), value); }};
    }
    if constexpr (is_optional<T>)
        type.reset = [](void* member) { as<T>(member).reset(); };
    return type;
}

inline constexpr member_type type_member{.kind = member_kind::type};
inline constexpr member_type payload_member{.kind = member_kind::payload};
inline constexpr member_type base64_member{.kind = member_kind::base64_payload};
template <class Item>
inline constexpr member_type container_member{}; // of an object around the payload; see envelope_table.hpp
inline constexpr member_type whole_document{.kind = member_kind::document};

/// Puts the addresses of the members of `object` into `members`, in the order of the field list.
using locate_function = void(void* object, void** members);

/// At most 64 fields: the reader keeps those it has seen in one word.
struct object_table {
    const field_entry* fields = nullptr; ///< and behind the last one an entry whose key is no key
    std::size_t size = 0;
    std::size_t members = 0; ///< fields that are members of the struct
    std::uint64_t required = 0;
    std::uint64_t key_bits = 0; ///< those of all keys; of a map, every bit
    locate_function* locate = nullptr;
    /// Of a map: makes the value of a key, puts its address and the key's into `members`; whether the key is new.
    bool (*insert)(void** members, std::string_view key) = nullptr;

    [[nodiscard]] constexpr const field_entry* begin() const noexcept { return fields; }
    [[nodiscard]] constexpr const field_entry* end() const noexcept { return fields + size; }
};

inline constexpr std::size_t max_fields = 62;
inline constexpr field_entry no_field{.size = std::uint32_t(-1)};

/// The entry of an item of a list, at `position` among all items and at `member` among the members.
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
    return entry.kind = entry.type->kind, entry;
}

/// `id_key`: that of the member that names the event; empty for a struct that is no envelope.
template <class... Items>
constexpr std::array<field_entry, sizeof...(Items) + 1> entries_of(field_list<Items...>,
                                                                   std::string_view id_key) {
    static_assert(sizeof...(Items) <= max_fields, "a struct has at most 62 fields");
    [[maybe_unused]] std::uint8_t position = 0, member = 0;
    [[maybe_unused]] const auto with_id = [&](field_entry entry, std::uint8_t members) {
        member = static_cast<std::uint8_t>(member + members);
        entry.identifies = !id_key.empty() && entry.name() == id_key;
        if (entry.identifies && entry.kind == member_kind::text)
            entry.kind = member_kind::identifier;
        return entry;
    };
    return {with_id(entry_of<Items>(position++, member), is_member<Items> ? 1 : 0)..., no_field};
}

/// Of a struct whose members are `Members`; `entries` has them, and the type and the payload of an envelope.
template <class T, std::size_t Size, class... Members>
constexpr object_table make_table(const std::array<field_entry, Size>& entries, field_list<Members...>) {
    object_table table{.fields = entries.data(), .size = Size - 1, .members = sizeof...(Members)};
    for (const auto& field : table) {
        table.required |= field.required ? field.bit : 0;
        table.key_bits |= field.key == nullptr ? 0 : key_bit(field.name()); // null: an unsupported member
    }
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

/// Of a map, the members are the current value, its key and the map.
inline constexpr std::size_t map_value = 0;
inline constexpr std::size_t map_key = 1;
inline constexpr std::size_t map_itself = 2;

template <class Map>
bool insert_into(void** members, std::string_view key) {
    const auto [at, is_new] = as<Map>(members[map_itself]).try_emplace(std::string(key));
    members[map_value] = std::addressof(at->second);
    members[map_key] = const_cast<std::string*>(std::addressof(at->first)); // read only
    return is_new;
}

template <class Map>
inline constexpr object_table map_table{
    .fields = &element_entry<typename Map::mapped_type>,
    .members = map_itself + 1,
    .key_bits = ~std::uint64_t{},
    .locate = [](void* map, void** members) { members[map_itself] = map; },
    .insert = &insert_into<Map>,
};

template <class T>
const object_table& elements_of() {
    if constexpr (map_of_texts<T>)
        return map_table<T>;
    else
        return table_of<T>;
}

} // namespace webhooks::detail
