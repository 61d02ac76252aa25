#pragma once

#include "../../events/open_enum.hpp"
#include "../../events/timestamp.hpp"
#include "../error.hpp"

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// One JSON scalar into one data member.
namespace scaivault::detail {

enum class scalar_kind : std::uint8_t {
    string,
    integer,
    unrepresentable_integer, ///< a whole number outside of 64 bits
    real,
    boolean,
    null,
};

struct scalar {
    scalar_kind kind;
    bool boolean = false;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view text{}; ///< of a string; of a real number, as it was written
};

inline constexpr errc no_error{};

/// `std::string::assign` for a text that is not part of the string, which costs libstdc++ half as much.
inline void assign_text(std::string& member, std::string_view text) {
    member.clear();
    member.append(text);
}

inline errc assign(std::string& member, const scalar& value) {
    if (value.kind != scalar_kind::string)
        return errc::wrong_type;
    assign_text(member, value.text);
    return no_error;
}

inline errc assign(bool& member, const scalar& value) {
    if (value.kind != scalar_kind::boolean)
        return errc::wrong_type;
    member = value.boolean;
    return no_error;
}

template <std::integral Integer>
requires(!std::same_as<Integer, bool>) errc assign(Integer& member, const scalar& value) {
    if (value.kind == scalar_kind::unrepresentable_integer)
        return errc::out_of_range;
    if (value.kind != scalar_kind::integer)
        return errc::wrong_type;
    if (!std::in_range<Integer>(value.integer))
        return errc::out_of_range;
    member = static_cast<Integer>(value.integer);
    return no_error;
}

/// Not `value.real`: Boost.JSON 1.81 rounds a third of all doubles to a neighbour, so that text which
/// `to_chars` wrote would not read back equal.
template <std::same_as<double> Double> // a template, for those who have no such member
errc assign(Double& member, const scalar& value) {
    switch (value.kind) {
    case scalar_kind::integer:
        member = static_cast<double>(value.integer);
        return no_error;
    case scalar_kind::unrepresentable_integer:
    case scalar_kind::real:
        member = value.real;
#if defined(__cpp_lib_to_chars) // libc++ has no from_chars for double before version 20
        std::from_chars(value.text.data(), value.text.data() + value.text.size(), member);
#endif
        return std::isfinite(member) ? no_error : errc::out_of_range;
    default:
        return errc::wrong_type;
    }
}

inline errc assign(time_point& member, const scalar& value) {
    if (value.kind != scalar_kind::string)
        return errc::wrong_type;
    const auto time = parse_timestamp(value.text);
    if (!time)
        return errc::malformed_time;
    member = *time;
    return no_error;
}

template <class Enum>
errc assign(open_enum<Enum>& member, const scalar& value) {
    if (value.kind != scalar_kind::string)
        return errc::wrong_type;
    member.assign(value.text);
    return no_error;
}

template <class T>
errc assign(std::optional<T>& member, const scalar& value) {
    if (value.kind == scalar_kind::null) {
        member.reset();
        return no_error;
    }
    return assign(member.emplace(), value);
}

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// Whether a scalar can become a `T`.
template <class T>
inline constexpr bool readable = requires(T& member, const scalar& value) {
    assign(member, value);
};
template <class T>
inline constexpr bool readable<std::optional<T>> = readable<T>;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

} // namespace scaivault::detail
