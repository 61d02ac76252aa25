#pragma once

#include "../../events/open_enum.hpp"
#include "../../events/timestamp.hpp"
#include "../error.hpp"

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
    std::string_view text{};
};

inline constexpr errc no_error{};

inline errc assign(std::string& member, const scalar& value) {
    if (value.kind != scalar_kind::string)
        return errc::wrong_type;
    member.assign(value.text);
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

inline errc assign(double& member, const scalar& value) {
    switch (value.kind) {
    case scalar_kind::integer:
        member = static_cast<double>(value.integer);
        return no_error;
    case scalar_kind::unrepresentable_integer:
    case scalar_kind::real:
        member = value.real;
        return no_error;
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
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

} // namespace scaivault::detail
