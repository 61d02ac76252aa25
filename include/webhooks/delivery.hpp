#pragma once

#include "detail/requirements.hpp"

#include <algorithm>
#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

namespace webhooks {

/// The value in a `delivery` of a header that came more than once. Such a delivery is refused: as malformed, or, for
/// a header that is not signed, because it disagrees with the body. Using either copy would let a sender show one value
/// to a proxy and another to this program. It begins with a line feed, which no header's value can contain (RFC 9110,
/// section 5.5), so no sender can write it.
inline constexpr std::string_view repeated_header = "\n(header repeated)";

/// What came over HTTP, unverified. Views: the request must outlive it and what is made from it.
struct delivery {
    std::string_view timestamp;  ///< Unix seconds in decimal; empty where absent
    std::string_view signature;  ///< the tag, as the scheme writes it; empty where absent
    std::string_view event_id;   ///< not signed: only to be compared with the body; empty where absent
    std::string_view event_type; ///< not signed: only to be compared with the body; empty where absent
    std::string_view body;       ///< the bytes as received, before anything parsed or re-encoded them
};

namespace detail {

/// Whether the result of a lookup can be read after the call: a reference, a pointer, or a view of any library. A type
/// counts as a view if it is trivially copyable and no larger than two words.
template <class T>
inline constexpr bool outlives_the_call = std::is_lvalue_reference_v<T> ||
                                          std::is_pointer_v<std::remove_cvref_t<T>> ||
                                          (std::is_trivially_copyable_v<std::remove_cvref_t<T>> &&
                                           sizeof(T) <= sizeof(std::string_view));

/// Without the optional white space that HTTP allows around a value (RFC 9110, section 5.6.3).
[[nodiscard]] constexpr std::string_view trimmed(std::string_view value) noexcept {
    // The fast path, for nearly every value.
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

/// A function that returns a header's value by its name.
template <class F>
concept header_lookup = std::invocable<F&, std::string_view> &&
    std::convertible_to<std::invoke_result_t<F&, std::string_view>, std::string_view>;

/// A delivery from any HTTP library's request, given how to look up a header in it.
///
/// \tparam Scheme  names the headers
/// \param lookup   called with the name of each header of the scheme. Returns the value as a view, a C string or a
///                 reference to a string that lives as long as the request; empty, or a null pointer, if there is
///                 no such header. It must compare names without regard to case, and return `repeated_header` for a
///                 header that came more than once. `delivery_from_headers` does both
/// \param body     the request's body, as received; must outlive the delivery
/// \return views into the request, without white space (space, tab) around the headers' values
/// \throws only what `lookup` throws
template <class Scheme, header_lookup Lookup>
[[nodiscard]] delivery delivery_from(Lookup&& lookup, std::string_view body) {
    using found = std::invoke_result_t<Lookup&, std::string_view>;
    static_assert(detail::outlives_the_call<found>,
                  "a delivery holds views: the lookup must return a view of the request's own header, or a "
                  "reference to it, not a string that is gone when the call returns");
    if constexpr (detail::outlives_the_call<found>) {
        const auto value = [&](std::string_view name) {
            if (name.empty())
                return std::string_view();
            const auto& text = lookup(name);
            return detail::header_value(text);
        };
        return {.timestamp = value(Scheme::timestamp_header),
                .signature = value(Scheme::signature_header),
                .event_id = value(Scheme::id_header),
                .event_type = value(Scheme::type_header),
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
/// \tparam Scheme  names the headers
/// \param headers  (name, value) pairs; what their values view or own must outlive the delivery
/// \param body     the request's body, as received; must outlive the delivery
/// \return views into the headers, without white space (space, tab) around the values; `repeated_header` for a header
///         that came more than once, even with equal values
/// \throws nothing of its own. Linear in the number of headers.
template <class Scheme, header_range Headers>
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
    } wanted[] = {{Scheme::timestamp_header, &found.timestamp},
                  {Scheme::signature_header, &found.signature},
                  {Scheme::id_header, &found.event_id},
                  {Scheme::type_header, &found.event_type}};
    for (auto&& header : headers) {
        const std::string_view name = detail::header_value(header.first);
        for (auto& want : wanted) {
            if (want.name.empty() || !detail::same_header_name(name, want.name))
                continue;
            *want.value = want.seen ? repeated_header : detail::header_value(header.second);
            want.seen = true;
        }
    }
    return found;
}

} // namespace webhooks
