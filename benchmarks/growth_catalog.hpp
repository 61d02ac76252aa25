#pragma once

#include <scaivault/dispatch/catalog.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

/// Catalogs with any number of types, with arbitrary names and payloads.
namespace growth {

/// A name such as "f7.g007.created", of family `f7`. There are ten families, so that ten patterns share any number
/// of types evenly.
template <std::size_t Index>
consteval auto name() {
    constexpr std::size_t size = 16;
    std::array<char, size> text{'f', '0', '.', 'g', '0', '0', '0', '0',
                                '.', 'c', 'r', 'e', 'a', 't', 'e', 'd'};
    text[1] = static_cast<char>('0' + Index % 10);
    for (std::size_t i = 0, rest = Index; i != 4; ++i, rest /= 10)
        text[7 - i] = static_cast<char>('0' + rest % 10);
    return scaivault::fixed_string<size>(std::string_view(text.data(), size));
}

struct payload {
    std::int64_t version = 0;
    [[nodiscard]] bool operator==(const payload&) const = default;
};

/// A struct with a short name, so that a thousand types compile in half a minute.
template <std::size_t Index>
struct created : scaivault::basic_event<name<Index>(), payload> {};

/// Trivially destructible, like all events of these catalogs: std::variant's destructor would take minutes to
/// compile.
struct unknown : webhooks::detail::no_envelope {
    std::string_view event_type;
    std::string_view data;
};

template <class Indices>
struct catalog_over;

template <std::size_t... Index>
struct catalog_over<std::index_sequence<Index...>> {
    using type = scaivault::basic_catalog<scaivault::enveloped<webhooks::detail::no_envelope, unknown>,
                                          scaivault::named_entry<created<Index>>...>;
};

template <std::size_t Types>
struct catalog : catalog_over<std::make_index_sequence<Types>>::type {};

} // namespace growth
