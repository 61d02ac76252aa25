#pragma once

#include "fixed_string.hpp"
#include "name_index.hpp"
#include "nearest.hpp"
#include "pattern.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace webhooks {

namespace detail {

/// The envelope of a catalog that names none: no common fields.
struct no_envelope {
    [[nodiscard]] bool operator==(const no_envelope&) const = default;
};

} // namespace detail

/// An event of one type: the envelope's fields, and `data`. Without an envelope, `data` alone.
template <fixed_string Name, class Payload, class Envelope = detail::no_envelope>
struct basic_event : Envelope {
    using envelope_type = Envelope; ///< the struct with the common fields
    using payload_type = Payload;   ///< the type of `data`

    /// The event type, as written on the wire.
    static constexpr std::string_view type = Name.view();

    /// The fields of this type of event.
    Payload data{};

    [[nodiscard]] bool operator==(const basic_event&) const = default;
};

/// An event whose type the catalog does not know.
template <class Envelope>
struct basic_unknown_event : Envelope {
    using envelope_type = Envelope; ///< the struct with the common fields

    std::string event_type; ///< as received
    std::string data;       ///< the JSON text of the payload, as received

    [[nodiscard]] bool operator==(const basic_unknown_event&) const = default;
};

/// One event type of a catalog and the type of its payload.
template <fixed_string Name, class Payload>
struct entry {
    static constexpr auto name = Name; ///< as written on the wire
    using payload = Payload;           ///< the type of the event's `data`

    /// The event in a catalog with this envelope.
    template <class Envelope>
    using event = basic_event<Name, Payload, Envelope>;
};

/// One event type of a catalog whose event is a named struct, derived from `basic_event` without further members:
///
///     struct order_placed_event : basic_event<"order.placed", order_placed, shop_envelope> {};
///     struct shop : basic_catalog<enveloped<shop_envelope>, named_entry<order_placed_event>, ...> {};
///
/// For catalogs of more than a hundred types. Every symbol of `std::variant` names all event types, so short names save time
/// and memory where events are received.
template <class Event>
struct named_entry {
    static constexpr fixed_string<Event::type.size()> name{Event::type}; ///< as written on the wire
    using payload = typename Event::payload_type;                        ///< the type of the event's `data`

    /// The event, whose envelope must be that of the catalog.
    template <class Envelope>
    requires std::is_same_v<typename Event::envelope_type, Envelope>
    using event = Event;
};

/// Placed before the entries of a `basic_catalog`. `Envelope` is the struct with the common fields, from which every event
/// derives. `Unknown` stands for events that the catalog does not know; it derives from `Envelope` too and has the members
/// `event_type` and `data` of `basic_unknown_event`.
template <class Envelope, class Unknown = basic_unknown_event<Envelope>>
struct enveloped {};

namespace detail {

template <class Catalog, fixed_string Name, bool Known = Catalog::template contains<Name>>
struct payload_of {
    using type = typename Catalog::template payload_at<*Catalog::find(Name)>;
    using event = typename Catalog::template event_at<*Catalog::find(Name)>;
};

template <class Catalog, fixed_string Name>
struct payload_of<Catalog, Name, false> : diagnostics::mistake<pattern_mistake<Catalog, Name>> {
    using type = no_envelope;
    using event = basic_event<Name, no_envelope, typename Catalog::envelope_type>;
};

/// The index of the first name that has a duplicate, or `Size`.
template <std::size_t Size>
[[nodiscard]] consteval std::size_t first_duplicate(const std::array<std::string_view, Size>& names) {
    auto sorted = names;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice == sorted.end())
        return Size;
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), *twice) - names.begin());
}

template <class Entries, std::size_t Duplicate>
struct distinct_names
    : diagnostics::mistake<
          diagnostics::duplicate_event_type<boost::mp11::mp_at_c<Entries, Duplicate>::name>> {};

template <class... Entries>
struct distinct_names<boost::mp11::mp_list<Entries...>, sizeof...(Entries)> {};

template <class Envelope, class Unknown, class... Entries>
class catalog_base : distinct_names<boost::mp11::mp_list<Entries...>,
                                    first_duplicate(std::array<std::string_view, sizeof...(Entries)>{
                                        Entries::name.view()...})> {
    static constexpr std::array<std::string_view, sizeof...(Entries)> names_{Entries::name.view()...};

    template <std::size_t Index>
    using entry_at = boost::mp11::mp_at_c<boost::mp11::mp_list<Entries...>, Index>;

    static constexpr name_index<sizeof...(Entries)> index_{names_};

public:
    using envelope_type = Envelope;
    using unknown_type = Unknown;

    /// How many event types there are.
    static constexpr std::size_t size = sizeof...(Entries);

    /// The event types, in the order of the entries. The index here is the index in `variant`.
    static constexpr const std::array<std::string_view, size>& names = names_;

    /// The name at `Index` as a template argument.
    template <std::size_t Index>
    static constexpr auto name_at = entry_at<Index>::name;

    template <std::size_t Index>
    using payload_at = typename entry_at<Index>::payload;

    /// The event at `Index`.
    template <std::size_t Index>
    using event_at = typename entry_at<Index>::template event<Envelope>;

    /// One event of any type. The type for unknown events is the last alternative.
    using variant = std::variant<typename Entries::template event<Envelope>..., Unknown>;

    /// The same catalog with more entries at the end. The events of this catalog keep their C++ types.
    template <class... More>
    using extend = catalog_base<Envelope, Unknown, Entries..., More...>;

    /// The index of an event type, or nothing. O(1): one hash and mostly one comparison. Does not allocate.
    [[nodiscard]] static constexpr std::optional<std::size_t> find(std::string_view type) noexcept {
        const auto index = index_.find(type);
        return index < size ? std::optional{index} : std::nullopt;
    }

    /// Whether the catalog has this event type.
    template <fixed_string Name>
    static constexpr bool contains = find(Name).has_value();

    /// How many of the catalog's event types a pattern selects; 0 for a malformed pattern.
    template <fixed_string Pattern>
    static constexpr std::size_t
        count_matching = is_valid_pattern<Pattern>
                             ? static_cast<std::size_t>(std::ranges::count_if(
                                   names_, [](std::string_view name) { return matches(Pattern, name); }))
                             : 0;

    /// The payload type of an event type. A name that the catalog does not have is a compile error that suggests the
    /// nearest names.
    template <fixed_string Name>
    using payload = typename payload_of<catalog_base, Name>::type;

    /// The event of one type, `event<"secret.rotated">` of this catalog.
    template <fixed_string Name>
    using event = typename payload_of<catalog_base, Name>::event;
};

/// Whether a struct is an event: it has a static `type` that is a constant.
template <class Alternative>
inline constexpr bool is_event = requires {
    typename std::bool_constant<(std::string_view{Alternative::type}, true)>;
};

/// The catalog of a plain `std::variant`, whose alternatives have a `static constexpr std::string_view type`. The last one
/// may lack it: it then stands for unknown events.
template <class Variant>
class variant_catalog;

template <class... Alternatives>
class variant_catalog<std::variant<Alternatives...>> {
    template <class Alternative, std::size_t Size>
    static constexpr void add_name(std::array<std::string_view, Size>& list, std::size_t& next) {
        if constexpr (is_event<Alternative>)
            list[next++] = Alternative::type;
    }

public:
    static constexpr std::size_t size = (std::size_t{is_event<Alternatives>} + ...);

    static constexpr std::array<std::string_view, size> names = [] {
        std::array<std::string_view, size> list{};
        std::size_t next = 0;
        (add_name<Alternatives>(list, next), ...);
        return list;
    }();

    template <std::size_t Index>
    static constexpr auto name_at = fixed_string<names[Index].size()>{names[Index]};

    using variant = std::variant<Alternatives...>;

    [[nodiscard]] static constexpr std::optional<std::size_t> find(std::string_view type) noexcept {
        const auto index = index_.find(type);
        return index < size ? std::optional{index} : std::nullopt;
    }

private:
    static constexpr name_index<size> index_{names};
};

} // namespace detail

/// The catalog that `match` uses for a variant. Specialise it to give your own variant a short name in symbols and
/// messages.
template <class Variant>
struct catalog_for {
    using type = detail::variant_catalog<Variant>; ///< made from the alternatives
};

/// A catalog of event types: `basic_catalog<enveloped<my_envelope>, entry<"order.placed", order_placed>, ...>`.
/// Without `enveloped`, events have no common fields. Duplicate names are a compile error that says which. Derive a named
/// struct from it to keep symbols and messages short:
///
///     struct shop : basic_catalog<entry<"order.placed", order_placed>, entry<"order.paid", order_paid>> {};
///
/// Members: see `detail::catalog_base`.
template <class... Entries>
struct basic_catalog
    : detail::catalog_base<detail::no_envelope, basic_unknown_event<detail::no_envelope>, Entries...> {};

/// The same, with common fields.
template <class Envelope, class Unknown, class... Entries>
struct basic_catalog<enveloped<Envelope, Unknown>, Entries...>
    : detail::catalog_base<Envelope, Unknown, Entries...> {};

} // namespace webhooks
