#pragma once

#include "../../describe/field.hpp"
#include "../../describe/json_text.hpp"
#include "assign.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

/// Which members the reader can fill, and with what.
namespace webhooks::detail {

/// What the reader does with a member.
enum class member_kind : std::uint8_t {
    text,          ///< `std::string`, like the next five so common that the reader writes it itself
    identifier,    ///< `std::string`, of the envelope, that names the event
    optional_text, ///< `std::optional<std::string>`
    time,          ///< `time_point`
    integer,       ///< `std::int64_t`
    boolean,       ///< `bool`
    scalar,        ///< all else that is one scalar
    object,        ///< a struct or a map, or a variant that has a struct
    values,        ///< a vector of scalars
    objects,       ///< a vector of structs or maps
    list,          ///< a vector of anything else
    type,          ///< the event's type, in an envelope
    container,     ///< an object around the payload
    document,      ///< the text as a whole
    raw, ///< a value that the sink wants the text of; from here on, a key is not simply followed by its value
    payload,        ///< the event's data, in an envelope
    base64_payload, ///< the same, if it is `base64_bytes`
};

[[nodiscard]] constexpr bool is_array_kind(member_kind kind) noexcept {
    return kind >= member_kind::values && kind <= member_kind::list;
}

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

/// `T` without the `std::optional` around it.
template <class T>
struct optional_content {
    using type = T;
};
template <class T>
struct optional_content<std::optional<T>> {
    using type = T;
};
template <class T>
using content_of = typename optional_content<T>::type;

template <class T>
using described_constant = std::bool_constant<described<T>>;

/// The struct among the alternatives of a variant; `void` if `T` is no variant or has none.
template <class T>
struct struct_among {
    using type = void;
};
template <class... Alternatives>
requires readable_alternatives<Alternatives...>
struct struct_among<std::variant<Alternatives...>> {
    using structs =
        boost::mp11::mp_push_back<boost::mp11::mp_copy_if<std::variant<Alternatives...>, described_constant>,
                                  void>;
    using type = boost::mp11::mp_front<structs>;
};
template <class T>
using struct_of = typename struct_among<T>::type;

/// Whether the member is written from the text of its value: `json_text`, a type with a converter, and optionals and vectors
/// of these. (In a map, each value is.)
template <class T>
inline constexpr bool is_raw = std::is_same_v<T, json_text> || converted<T>;
template <class T>
inline constexpr bool is_raw<std::optional<T>> = is_raw<T>;
template <class T>
inline constexpr bool is_raw<std::vector<T>> = is_raw<T>;

/// Whether the reader can fill a `T`.
template <class T>
inline constexpr bool is_supported_type = is_raw<T> || described<T> || readable<T>;
template <class T>
inline constexpr bool is_supported_type<std::optional<T>> = is_supported_type<T> && !is_optional<T>;
template <class T>
inline constexpr bool is_supported_type<std::vector<T>> = is_supported_type<T>;
template <map_of_texts Map>
inline constexpr bool is_supported_type<Map> = is_supported_type<typename Map::mapped_type>;

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
    static constexpr bool is_readable = is_supported_type<Value>;
};

/// Whether `Field` is a member that the reader can fill; if not, a message that says why.
template <class Field, class Value>
consteval bool is_supported() {
    static_assert(checked_field<Field, Value>::is_rightly_optional,
                  "a nullable or omittable field is a std::optional member");
    static_assert(
        checked_field<Field, Value>::is_readable,
        "no JSON value becomes a member of this type: take std::string, bool, an integer, double, "
        "time_point, unix_seconds, calendar_date, an enum with texts, open_enum<E>, a struct with a "
        "field list, a std::variant of scalars and at most one struct, json_text, a type with a "
        "converter<T>, or a std::optional, std::vector or std::map<std::string, T> of these");
    return checked_field<Field, Value>::is_readable;
}

} // namespace webhooks::detail
