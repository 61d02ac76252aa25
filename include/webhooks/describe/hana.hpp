#pragma once

#include "field.hpp"

#include <boost/hana/accessors.hpp>
#include <boost/hana/core/when.hpp>
#include <boost/hana/flatten.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <utility>

/// Makes every described struct, the envelope, the payloads and your own, a model of Boost.Hana's Struct:
/// `hana::keys`, `hana::members`, `hana::for_each`, `hana::to_map` and the like work on it, in the vendor's
/// order, with `hana::string` keys.

namespace webhooks::detail {

/// Reads one member. Its constness and value category are those of the struct.
template <auto Member>
struct hana_accessor {
    template <class T>
    [[nodiscard]] constexpr decltype(auto) operator()(T&& object) const noexcept {
        return static_cast<T&&>(object).*Member;
    }
};

/// Empty for `type_here` and `payload_here`.
template <class Item, std::size_t... I>
[[nodiscard]] constexpr auto hana_accessor_of(std::index_sequence<I...>) noexcept {
    if constexpr (is_member<Item>)
        return boost::hana::make_tuple(
            boost::hana::pair<boost::hana::string<Item::key.data[I]...>, hana_accessor<Item::member>>{});
    else
        return boost::hana::make_tuple();
}

template <class... Items>
[[nodiscard]] constexpr auto hana_accessors_of(field_list<Items...>) noexcept {
    return boost::hana::flatten(
        boost::hana::make_tuple(hana_accessor_of<Items>(std::make_index_sequence<Items::key.size()>{})...));
}

} // namespace webhooks::detail

template <class T>
struct boost::hana::accessors_impl<T, boost::hana::when<webhooks::described<T>>> {
    [[nodiscard]] static constexpr auto apply() noexcept {
        return webhooks::detail::hana_accessors_of(typename webhooks::fields<T>::list{});
    }
};
