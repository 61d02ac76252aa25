#pragma once

#include "../../events/field.hpp"
#include "../../events/field_check.hpp"
#include "assign.hpp"
#include "plain_text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// What the reader knows of a struct: a table, so that there is one reader, and one instantiation of
/// Boost.JSON's parser, for all of them. Functions stand in it one a type and one a struct, none a field.
namespace scaivault::detail {

struct object_table;

/// What the reader does with a member.
enum class member_kind : std::uint8_t {
    text,          ///< `std::string`, like the next five so common that the reader writes it itself
    identifier,    ///< `std::string`, of the envelope, that names the event
    optional_text, ///< `std::optional<std::string>`
    time,          ///< `time_point`
    integer,       ///< `std::int64_t`
    boolean,       ///< `bool`
    scalar,        ///< all else that is one scalar
    values,        ///< a vector of scalars
    object,        ///< a struct
    objects,       ///< a vector of structs
    type,          ///< the event's type, in an envelope
    payload,       ///< the event's data, in an envelope
    document,      ///< the text as a whole
};

/// A type of members. A pointer to a member is one to an object of this type.
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
errc assign_to(void* member, const scalar& value) {
    return assign(*static_cast<T*>(member), value);
}

template <class T>
errc append_to(void* vector, const scalar& value) {
    return assign(static_cast<std::vector<T>*>(vector)->emplace_back(), value);
}

inline void* open_member(void* member) {
    return member;
}

template <class T>
void* open_element(void* vector) {
    return std::addressof(static_cast<std::vector<T>*>(vector)->emplace_back());
}

template <class T>
constexpr member_kind kind_of_scalar() {
    if constexpr (std::is_same_v<T, std::string>)
        return member_kind::text;
    else if constexpr (std::is_same_v<T, std::optional<std::string>>)
        return member_kind::optional_text;
    else if constexpr (std::is_same_v<T, time_point>)
        return member_kind::time;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return member_kind::integer;
    else if constexpr (std::is_same_v<T, bool>)
        return member_kind::boolean;
    else
        return member_kind::scalar;
}

template <class T>
constexpr member_type describe_member() {
    if constexpr (described<T>) {
        return {.kind = member_kind::object, .open = &open_member, .elements = &elements_of<T>};
    } else if constexpr (is_vector<T>) {
        using element_type = typename T::value_type;
        if constexpr (described<element_type>)
            return {.kind = member_kind::objects,
                    .open = &open_element<element_type>,
                    .elements = &elements_of<element_type>};
        else
            return {.kind = member_kind::values, .assign = &append_to<element_type>};
    } else {
        return {.kind = kind_of_scalar<T>(), .assign = &assign_to<T>};
    }
}

template <class T>
inline constexpr member_type member_type_of = describe_member<T>();

// Of members that have no C++ object of their own.
inline constexpr member_type type_member{.kind = member_kind::type};
inline constexpr member_type payload_member{.kind = member_kind::payload};
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

    [[nodiscard]] const field_entry* begin() const noexcept { return fields; }
    [[nodiscard]] const field_entry* end() const noexcept { return fields + size; }
};

inline constexpr std::size_t max_fields = 62;
inline constexpr field_entry no_field{.size = std::uint32_t(-1)};

template <class Class, class Value>
Class class_of(Value Class::*);
template <class Class, class Value>
Value value_of(Value Class::*);

/// A class, so that Clang names the field in a message.
template <class Field, class Value>
struct checked_field {
    static constexpr bool is_rightly_optional = Field::may_be == presence::required || is_optional<Value>;
    static constexpr bool is_readable = readable<Value>;
};

/// Whether `Field` is a member that the reader can fill; if not, a message that says why.
template <class Field, class Value>
consteval bool is_supported() {
    static_assert(checked_field<Field, Value>::is_rightly_optional,
                  "a nullable or omittable field is a std::optional member");
    if constexpr (described<Value>) {
        return true;
    } else if constexpr (is_vector<Value>) {
        using element_type = typename Value::value_type;
        // The elements of std::vector<bool> cannot be referred to.
        constexpr bool good =
            described<element_type> || (readable<element_type> && !std::is_same_v<element_type, bool>);
        static_assert(good, "no JSON array becomes a vector of this type");
        return good;
    } else {
        static_assert(checked_field<Field, Value>::is_readable,
                      "no JSON value becomes a member of this type: take std::string, bool, an integer, "
                      "double, time_point, open_enum<E>, a std::optional of these, a struct with a field "
                      "list, or a std::vector of one of these but bool");
        return readable<Value>;
    }
}

template <class Field>
constexpr field_entry entry_of(std::uint8_t position) {
    using value_type = decltype(value_of(Field::member));
    if constexpr (is_supported<Field, value_type>()) {
        constexpr const auto& type = member_type_of<value_type>;
        return {.key = Field::key.data,
                .type = &type,
                .bit = std::uint64_t{1} << position,
                .size = static_cast<std::uint32_t>(Field::key.size()),
                .kind = type.kind,
                .member = position,
                .required = Field::may_be != presence::omittable,
                .is_plain = is_plain(Field::key)};
    } else {
        return no_field;
    }
}

template <class... Fields>
constexpr std::array<field_entry, sizeof...(Fields) + 1> entries_of(field_list<Fields...>) {
    static_assert(sizeof...(Fields) <= max_fields, "a struct has at most 62 fields");
    std::uint8_t position = 0;
    return {entry_of<Fields>(position++)..., no_field};
}

constexpr std::uint64_t required_of(const field_entry* fields, std::size_t size) {
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i != size; ++i)
        if (fields[i].required)
            mask |= fields[i].bit;
    return mask;
}

template <class T, class... Fields>
constexpr locate_function* locate_of(field_list<Fields...>) {
    return [](void* object, [[maybe_unused]] void** members) {
        [[maybe_unused]] T& whole = *static_cast<T*>(object);
        ((*members++ = std::addressof(whole.*Fields::member)), ...);
    };
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
    constexpr auto& entries = entries_for<T>;
    constexpr std::size_t size = entries.size() - 1;
    return object_table{entries.data(), size, size, required_of(entries.data(), size),
                        locate_of<T>(typename fields<T>::list{})};
}();

template <class T>
const object_table& elements_of() {
    return table_of<T>;
}

} // namespace scaivault::detail
