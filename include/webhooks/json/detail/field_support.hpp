#pragma once

#include "../../describe/field.hpp"
#include "assign.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

/// Which members the reader can fill, and with what.
namespace webhooks::detail {

/// What the reader does with a member.
enum class member_kind : std::uint8_t {
    text,           ///< `std::string`, like the next five so common that the reader writes it itself
    identifier,     ///< `std::string`, of the envelope, that names the event
    optional_text,  ///< `std::optional<std::string>`
    time,           ///< `time_point`
    integer,        ///< `std::int64_t`
    boolean,        ///< `bool`
    scalar,         ///< all else that is one scalar
    values,         ///< a vector of scalars
    object,         ///< a struct
    objects,        ///< a vector of structs
    type,           ///< the event's type, in an envelope
    payload,        ///< the event's data, in an envelope
    base64_payload, ///< the same, if it is `base64_bytes`
    container,      ///< an object around the payload
    document,       ///< the text as a whole
};

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

} // namespace webhooks::detail
