#pragma once

#include "detail/requirements.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <ranges>
#include <string_view>
#include <type_traits>
#include <utility>

namespace scaivault {

/// The headers that ScaiVault sends with an event. HTTP compares header names without regard to case.
/// Each is followed by a NUL, so `.data()` serves interfaces that take a C string.
namespace header_names {
inline constexpr std::string_view event_id = "X-ScaiVault-Event-Id";     ///< the id, not signed
inline constexpr std::string_view event_type = "X-ScaiVault-Event-Type"; ///< the type, not signed
inline constexpr std::string_view timestamp =
    "X-ScaiVault-Timestamp"; ///< when it was signed, in decimal Unix seconds
inline constexpr std::string_view signature =
    "X-ScaiVault-Signature"; ///< `sha256=` and the HMAC in hexadecimal
} // namespace header_names

/// What stands in a `delivery` for a header that came more than once. Such a delivery is refused as malformed, or as
/// disagreeing with its body whatever the body says: taking either copy would let a sender show one value to a
/// proxy and another to this program. It begins with a line feed, which no header's value can hold (RFC 9110, section
/// 5.5), so no sender can write it.
inline constexpr std::string_view repeated_header = "\n(header repeated)";

/// What came over HTTP, unverified. Views: the request must outlive it and what is made from it.
struct delivery {
    std::string_view timestamp;  ///< Unix seconds in decimal; empty where absent
    std::string_view signature;  ///< `sha256=` and 64 hexadecimal digits; empty where absent
    std::string_view event_id;   ///< not signed: only to be compared with the body; empty where absent
    std::string_view event_type; ///< not signed: only to be compared with the body; empty where absent
    std::string_view body;       ///< the bytes as received, before anything parsed or re-encoded them
};

namespace detail {

/// Whether what a lookup returns can still be read once the call is over: a reference, a pointer, or a
/// view of whichever library. Views are told from owning strings by being two words and plain to copy.
template <class T>
inline constexpr bool outlives_the_call = std::is_lvalue_reference_v<T> ||
                                          std::is_pointer_v<std::remove_cvref_t<T>> ||
                                          (std::is_trivially_copyable_v<std::remove_cvref_t<T>> &&
                                           sizeof(T) <= sizeof(std::string_view));

/// Without the optional white space that HTTP allows around a value (RFC 9110, section 5.6.3).
[[nodiscard]] constexpr std::string_view trimmed(std::string_view value) noexcept {
    // Nearly every value: two comparisons instead of two loops.
    if (!value.empty() && value.front() > ' ' && value.back() > ' ')
        return value;
    const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    while (!value.empty() && is_space(value.front()))
        value.remove_prefix(1);
    while (!value.empty() && is_space(value.back()))
        value.remove_suffix(1);
    return value;
}

/// A header's value as a trimmed view; empty for a null pointer.
template <class T>
[[nodiscard]] constexpr std::string_view header_value(const T& value) {
    if constexpr (std::is_pointer_v<T>)
        return value == nullptr ? std::string_view() : trimmed(value);
    else
        return trimmed(static_cast<std::string_view>(value));
}

/// ASCII only, whatever the locale: header names are ASCII tokens.
[[nodiscard]] constexpr bool same_header_name(std::string_view a, std::string_view b) noexcept {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

} // namespace detail

/// Something that finds a header's value by its name.
template <class F>
concept header_lookup = std::invocable<F&, std::string_view> &&
    std::convertible_to<std::invoke_result_t<F&, std::string_view>, std::string_view>;

/// A delivery from any HTTP library's request, given how to look up a header in it.
///
/// \param lookup  called with each of `header_names`; returns the value as a view, a C string or a reference
///                to a string that lives as long as the request; empty, or a null pointer, where there is no
///                such header. Comparing names without regard to case is its part, and so is noticing that a
///                header came twice (return `repeated_header` then); `delivery_from_headers` does both.
/// \param body    the request's body, as received; must outlive the delivery
/// \return views into the request, without white space (space, tab) around the headers' values
/// \throws only what `lookup` throws
template <header_lookup Lookup>
[[nodiscard]] delivery delivery_from(Lookup&& lookup, std::string_view body) {
    using found = std::invoke_result_t<Lookup&, std::string_view>;
    static_assert(detail::outlives_the_call<found>,
                  "a delivery holds views: the lookup must return a view of the request's own header, or a "
                  "reference to it, not a string that is gone when the call returns");
    if constexpr (detail::outlives_the_call<found>) {
        const auto value = [&](std::string_view name) {
            const auto& text = lookup(name);
            return detail::header_value(text);
        };
        return {.timestamp = value(header_names::timestamp),
                .signature = value(header_names::signature),
                .event_id = value(header_names::event_id),
                .event_type = value(header_names::event_type),
                .body = body};
    }
}

/// Headers as a range of (name, value): `std::multimap<std::string, std::string>`, a vector of pairs, ...
template <class R>
concept header_range = std::ranges::input_range<R> && requires(std::ranges::range_reference_t<R>&& header) {
    { header.first } -> std::convertible_to<std::string_view>;
    { header.second } -> std::convertible_to<std::string_view>;
};

/// A delivery from a list of all headers. Names are compared without regard to case.
///
/// \param headers  (name, value) pairs; what their values view or own must outlive the delivery
/// \param body     the request's body, as received; must outlive the delivery
/// \return views into the headers, without white space (space, tab) around the values; `repeated_header`
///         for a header that stands more than once, even with equal values
/// \throws nothing of its own. Linear in the number of headers.
template <header_range Headers>
[[nodiscard]] delivery delivery_from_headers(Headers&& headers, std::string_view body) {
    using reference = std::ranges::range_reference_t<Headers>;
    using value_type = std::remove_cvref_t<decltype(std::declval<reference>().second)>;
    constexpr bool values_are_views = detail::outlives_the_call<value_type>;
    constexpr bool range_stays = std::is_lvalue_reference_v<Headers> || std::ranges::borrowed_range<Headers>;
    static_assert(values_are_views || (range_stays && std::is_lvalue_reference_v<reference>),
                  "a delivery holds views: the headers must be an lvalue, or their values views, not strings "
                  "that are gone when the call returns");

    delivery found{.timestamp = {}, .signature = {}, .event_id = {}, .event_type = {}, .body = body};
    struct {
        std::string_view name;
        std::string_view* value;
        bool seen = false;
    } wanted[] = {{header_names::timestamp, &found.timestamp},
                  {header_names::signature, &found.signature},
                  {header_names::event_id, &found.event_id},
                  {header_names::event_type, &found.event_type}};
    for (auto&& header : headers) {
        const std::string_view name = detail::header_value(header.first);
        for (auto& want : wanted) {
            if (!detail::same_header_name(name, want.name))
                continue;
            *want.value = want.seen ? repeated_header : detail::header_value(header.second);
            want.seen = true;
        }
    }
    return found;
}

} // namespace scaivault
