#pragma once

#include "alternatives.hpp"
#include "plan.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

/// The part of a catalog that a list of handlers takes.
namespace webhooks::detail {

/// What a dispatch and a reader need of a catalog, for some of its types: those at `Index`, in ascending order, and unknown
/// events if `TakesUnknown`.
///
/// A receiver reads into a variant of this part. Types that are ignored are not instantiated, so their number hardly
/// matters. Indices keep symbols short: a mask has an element for every type of the catalog.
template <class Catalog, class Indices, bool TakesUnknown>
struct catalog_part;

template <class Catalog, std::size_t... Index, bool TakesUnknown>
struct catalog_part<Catalog, std::index_sequence<Index...>, TakesUnknown> {
    static constexpr std::size_t size = sizeof...(Index);
    static constexpr std::array<std::string_view, size> names{Catalog::names[Index]...};

    using last =
        boost::mp11::mp_back<boost::mp11::mp_rename<typename Catalog::variant, boost::mp11::mp_list>>;
    using known = boost::mp11::mp_list<alternative_at<Catalog, Index>...>;

    /// A part without types has one alternative nevertheless, because a variant needs one. It is never made.
    using variant = boost::mp11::mp_rename<
        boost::mp11::mp_if_c<TakesUnknown || size == 0, boost::mp11::mp_push_back<known, last>, known>,
        std::variant>;

    /// The index in the part. Linear: used at compile time only.
    [[nodiscard]] static constexpr std::optional<std::size_t> find(std::string_view type) noexcept {
        const auto found = std::find(names.begin(), names.end(), type);
        return found != names.end() ? std::optional(static_cast<std::size_t>(found - names.begin()))
                                    : std::nullopt;
    }
};

/// The index in the catalog of each type of a part.
template <class Part>
inline constexpr auto indices_in_catalog = with_indices<Part::size>([]<std::size_t... Index>() {
    return std::array<std::size_t, Part::size>{Index...};
});
template <class Catalog, std::size_t... Index, bool TakesUnknown>
inline constexpr std::array<std::size_t, sizeof...(Index)>
    indices_in_catalog<catalog_part<Catalog, std::index_sequence<Index...>, TakesUnknown>>{Index...};

/// Whether a part, or a catalog, has an alternative for unknown events.
template <class Part>
inline constexpr bool has_unknown = alternative_count<Part> != Part::size;

/// The part of unknown events alone.
template <class Catalog>
using unknown_part = catalog_part<Catalog, std::index_sequence<>, true>;

/// The indices of the types that `Mask` marks.
template <class Catalog, const auto& Mask>
inline constexpr auto marked_types = [] {
    short_list<std::size_t, Catalog::size> list;
    for (std::size_t i = 0; i != Catalog::size; ++i)
        if (Mask[i])
            list.add(i);
    return list;
}();

template <class Catalog, const auto& Mask>
consteval auto find_part() {
    constexpr auto& known = marked_types<Catalog, Mask>;
    constexpr bool unknown = has_unknown<Catalog> && Mask[Catalog::size];
    if constexpr (known.size == Catalog::size && unknown == has_unknown<Catalog>)
        return std::type_identity<Catalog>{};
    else
        return std::type_identity<catalog_part<Catalog, decltype(as_sequence<known>()), unknown>>{};
}

/// The part of a catalog that an `event_mask` marks; the catalog itself if the mask marks all of it.
template <class Catalog, const auto& Mask>
using part_of = typename decltype(find_part<Catalog, Mask>())::type;

template <class Handlers>
struct part_for : std::type_identity<typename Handlers::catalog_type> {};
template <class Handlers>
requires requires {
    typename Handlers::part_type;
}
struct part_for<Handlers> : std::type_identity<typename Handlers::part_type> {};

/// The part of their catalog that handlers take. The catalog itself if they do not say at compile time.
template <class Handlers>
using part_taken_by = typename part_for<Handlers>::type;

} // namespace webhooks::detail
