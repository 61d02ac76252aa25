#pragma once

#include "../../describe/calendar.hpp"
#include "../../describe/field.hpp"
#include "../../describe/open_enum.hpp"
#include "../../describe/places.hpp"
#include "../../describe/timestamp.hpp"
#include "../../detail/base64.hpp"
#include "../../error.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

/// One JSON scalar into one data member.
namespace webhooks::detail {

enum class scalar_kind : std::uint8_t {
    string,
    integer, ///< a whole number that fits 64 bits
    real,    ///< every other number, such as `7.0` and 2^63
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

/// The largest integer up to which every `double` is exact. RFC 7493, section 2.2.
inline constexpr std::uint64_t largest_exact_integer = std::uint64_t{1} << 53U;

inline constexpr errc no_error{};

/// `std::string::assign` for a text that is not part of the string: half the cost in libstdc++.
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

/// Reads a JSON number that is written with a fraction or an exponent as an integer: `7.0`, `1e2` and `-0.0` are integers.
/// Returns `wrong_type` if it is not a whole number, `out_of_range` if it is beyond 2^53.
///
/// Exact, because it reads the digits. As a `double`, `0.99999999999999999999` is 1 and `1e-400` is 0.
inline errc read_whole_number(std::string_view text, std::int64_t& integer) noexcept {
    const std::size_t mantissa_size = std::min(text.find_first_of("eE"), text.size());
    std::int64_t exponent = 0;
    if (mantissa_size != text.size()) {
        // As many digits as fit; Boost.JSON refuses more than 31 bits of an exponent.
        std::size_t at = mantissa_size + 1;
        const bool is_negative = text[at] == '-';
        at += is_negative || text[at] == '+' ? 1U : 0U;
        std::from_chars(text.data() + at, text.data() + text.size(), exponent);
        exponent = is_negative ? -exponent : exponent;
    }

    std::uint64_t magnitude = 0;
    const auto append = [&magnitude](unsigned digit) {
        if (magnitude <= largest_exact_integer) // beyond that it stays beyond
            magnitude = magnitude * 10 + digit;
    };
    std::int64_t zeros = 0; // at the end of the digits so far
    bool is_fraction = false;
    for (const char c : text.substr(0, mantissa_size)) {
        is_fraction |= c == '.';
        if (c < '0' || c > '9')
            continue;
        exponent -= is_fraction ? 1 : 0;
        if (c == '0') {
            ++zeros;
            continue;
        }
        for (; zeros != 0; --zeros)
            append(0);
        append(static_cast<unsigned>(c - '0'));
    }
    exponent += zeros;
    if (magnitude == 0)
        return integer = 0, no_error;
    if (exponent < 0)
        return errc::wrong_type;
    for (; exponent != 0 && magnitude <= largest_exact_integer; --exponent)
        append(0);
    if (magnitude > largest_exact_integer)
        return errc::out_of_range;
    integer = static_cast<std::int64_t>(magnitude);
    if (text.front() == '-')
        integer = -integer;
    return no_error;
}

template <std::integral Integer>
requires(!std::same_as<Integer, bool>) errc assign(Integer& member, const scalar& value) {
    std::int64_t integer = value.integer;
    if (value.kind == scalar_kind::real) {
        if constexpr (std::in_range<Integer>(std::uint64_t{1} << 63U)) // larger than any `scalar::integer`
            if (value.text.find_first_of(".eE-") == std::string_view::npos)
                return std::from_chars(value.text.data(), value.text.data() + value.text.size(), member).ec ==
                               std::errc{}
                           ? no_error
                           : errc::out_of_range;
        if (const errc error = read_whole_number(value.text, integer); error != no_error)
            return error;
    } else if (value.kind != scalar_kind::integer) {
        return errc::wrong_type;
    }
    if (!std::in_range<Integer>(integer))
        return errc::out_of_range;
    member = static_cast<Integer>(integer);
    return no_error;
}

/// Does not use `value.real`: Boost.JSON 1.81 rounds a third of all doubles to a neighbour, so text that `to_chars` wrote
/// would not read back equal.
template <std::same_as<double> Double> // a template, so that only catalogs with a double compile it
errc assign(Double& member, const scalar& value) {
    switch (value.kind) {
    case scalar_kind::integer:
        member = static_cast<double>(value.integer);
        return no_error;
    case scalar_kind::real:
        member = value.real;
#if defined(__cpp_lib_to_chars) // libc++ has no from_chars for double before version 20
        std::from_chars(value.text.data(), value.text.data() + value.text.size(), member);
#else
        if (std::isnan(member)) // Boost.JSON reads 0e400 so
            member = 0;
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

/// A template, so that only catalogs with one compile it.
template <std::same_as<base64_bytes> Bytes>
errc assign(Bytes& member, const scalar& value) {
    if (value.kind != scalar_kind::string)
        return errc::wrong_type;
    std::string bytes(bytes_in_base64(value.text), '\0');
    if (!read_base64(value.text, {reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()}))
        return errc::malformed_base64;
    member.bytes = std::move(bytes);
    return no_error;
}

inline errc assign(no_payload&, const scalar& value) {
    return value.kind == scalar_kind::null ? no_error : errc::wrong_type;
}

/// Unix seconds: a whole number, within the years that `parse_timestamp` accepts.
inline errc assign(std::chrono::sys_seconds& member, const scalar& value) {
    std::int64_t count = 0;
    if (const errc error = assign(count, value); error != no_error)
        return error;
    using std::chrono::floor, std::chrono::seconds, std::chrono::sys_seconds;
    const sys_seconds time{seconds{count}};
    if (time < floor<seconds>(first_time) || time > floor<seconds>(last_time))
        return errc::out_of_range;
    member = time;
    return no_error;
}

inline errc assign(std::chrono::year_month_day& member, const scalar& value) {
    if (value.kind != scalar_kind::string)
        return errc::wrong_type;
    const auto date = parse_date(value.text);
    if (!date)
        return errc::malformed_date;
    member = *date;
    return no_error;
}

template <enum_with_texts Enum>
errc assign(Enum& member, const scalar& value) {
    if (value.kind != scalar_kind::string)
        return errc::wrong_type;
    for (const auto& [enumerator, text] : enum_texts<Enum>::value)
        if (text == value.text) {
            member = enumerator;
            return no_error;
        }
    return errc::unknown_value;
}

template <class T>
errc assign(std::optional<T>& member, const scalar& value) {
    if (value.kind == scalar_kind::null) {
        member.reset();
        return no_error;
    }
    return assign(member.emplace(), value);
}

/// Whether a scalar can become a `T`.
template <class T>
inline constexpr bool readable = requires(T& member, const scalar& value) {
    assign(member, value);
};
template <class T>
inline constexpr bool readable<std::optional<T>> = readable<T>;

/// Whether a `std::variant` of these can be read: each is a scalar, but one may be a struct.
template <class... Alternatives>
concept readable_alternatives = boost::mp11::mp_is_set<boost::mp11::mp_list<Alternatives...>>::value &&
                                (... && (readable<Alternatives> || described<Alternatives>)) &&
                                (std::size_t{0} + ... + (described<Alternatives> ? 1U : 0U)) <= 1;

template <class T, class Variant>
errc assign_alternative(Variant& member, const scalar& value) {
    if constexpr (readable<T>) {
        T alternative{};
        const errc error = assign(alternative, value);
        if (error == no_error)
            member.template emplace<T>(std::move(alternative));
        return error;
    } else {
        return errc::wrong_type; // a struct
    }
}

/// The first alternative that takes the value. If none does, the error of the first one of the value's JSON type.
template <class... Alternatives>
requires readable_alternatives<Alternatives...> errc assign(std::variant<Alternatives...>& member,
                                                            const scalar& value) {
    errc first = errc::wrong_type;
    const auto note = [&first](errc error) {
        if (first == errc::wrong_type)
            first = error;
        return error == no_error;
    };
    return (note(assign_alternative<Alternatives>(member, value)) || ...) ? no_error : first;
}

} // namespace webhooks::detail
