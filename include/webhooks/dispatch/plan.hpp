#pragma once

#include "alternatives.hpp"
#include "handler.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

/// Which handlers are called for which event.
namespace webhooks::detail {

/// Up to `Capacity` values; more are dropped and counted.
template <class Value, std::size_t Capacity>
struct short_list {
    std::array<Value, Capacity> items{};
    std::size_t size = 0;
    std::size_t dropped = 0;

    constexpr void add(const Value& value) {
        if (size != Capacity)
            items[size++] = value;
        else
            ++dropped;
    }
    [[nodiscard]] constexpr const Value* begin() const { return items.data(); }
    [[nodiscard]] constexpr const Value* end() const { return items.data() + size; }
};

/// Calls `function` with each number below `Count` as a template argument, and returns what that returns.
template <std::size_t Count, class Function>
constexpr auto with_indices(const Function& function) {
    return [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        return function.template operator()<Index...>();
    }
    (std::make_index_sequence<Count>{});
}

/// The values of a list of numbers that is a constant, as a `std::index_sequence`.
template <const auto& List>
consteval auto as_sequence() {
    return with_indices<List.size>(
        []<std::size_t... Nth>() { return std::index_sequence<List.items[Nth]...>{}; });
}

/// What a handler asks for, without its function.
template <class Handler>
using spec_of = typename std::remove_cvref_t<Handler>::spec;

inline constexpr std::size_t no_handler = ~std::size_t{0};

/// A list of handlers as a table: what each wants, and a row for each label.
template <class Catalog, class... Specs>
struct clause_table {
    static constexpr std::size_t size = sizeof...(Specs);

    using labels = boost::mp11::mp_append<boost::mp11::mp_list<>, typename Specs::labels...>;

    struct row {
        std::size_t handler = 0;
        event_mask<Catalog> mask{};
    };
    static constexpr auto rows = [] {
        std::array<row, boost::mp11::mp_size<labels>::value> list{};
        std::size_t next = 0;
        std::size_t handler = 0;
        [[maybe_unused]] const auto add = [&](const auto& masks) {
            for (const auto& mask : masks)
                list[next++] = {handler, mask};
            ++handler;
        };
        (add(Specs::template masks<Catalog>), ...);
        return list;
    }();

    static constexpr std::array<event_mask<Catalog>, size> wanted{wanted_by<Catalog, Specs>...};
    static constexpr std::array<bool, size> ignores{std::is_same_v<Specs, ignores_rest>...};
    static constexpr std::array<bool, size> is_rest{std::is_same_v<Specs, takes_rest>...};
    static constexpr std::array<bool, size> is_tap{detail::is_tap<Specs>...};
    static constexpr std::array<bool, size> is_guarded{detail::is_guarded<Specs>...};

    /// Without guards and taps, the handler of an event is known at compile time.
    static constexpr bool is_plain = ((!detail::is_tap<Specs> && !detail::is_guarded<Specs>)&&...);

    /// Whether all events that a handler wants end with it.
    static constexpr bool covers(std::size_t handler) { return !is_tap[handler] && !is_guarded[handler]; }

    /// The first label of `handler` that takes `event`.
    static constexpr std::size_t label_for(std::size_t handler, std::size_t event) {
        std::size_t label = 0;
        while (rows[label].handler != handler || !rows[label].mask[event])
            ++label;
        return label;
    }

    /// The first label of `handler`.
    static constexpr std::size_t first_label(std::size_t handler) {
        std::size_t label = 0;
        while (rows[label].handler != handler)
            ++label;
        return label;
    }
};

/// `route[i]`: the first handler that takes alternative `i` whatever the event holds, or `no_handler`.
template <class Catalog, class... Specs>
inline constexpr std::array<std::size_t, Catalog::size + 1> route = [] {
    std::array<std::size_t, Catalog::size + 1> first{};
    first.fill(no_handler);
    using table = clause_table<Catalog, Specs...>;
    for (const auto& row : table::rows)
        for (std::size_t i = 0; i != first.size() && table::covers(row.handler); ++i)
            if (row.mask[i] && first[i] == no_handler)
                first[i] = row.handler;
    return first;
}();

/// Whether a first match can call `handler` for `event`.
template <class Catalog, class... Specs>
constexpr bool is_reached(std::size_t handler, std::size_t event) {
    using table = clause_table<Catalog, Specs...>;
    return table::wanted[handler][event] && !table::ignores[handler] &&
           (table::is_tap[handler] || handler <= route<Catalog, Specs...>[event]);
}

/// Whether a first match can call `handler` for any event.
template <class Catalog, class... Specs>
constexpr bool has_events(std::size_t handler) {
    for (std::size_t event = 0; event != alternative_count<Catalog>; ++event)
        if (is_reached<Catalog, Specs...>(handler, event))
            return true;
    return false;
}

/// True for alternatives that a function is called for, perhaps only a tap or a guarded one; false for ignored ones.
template <class Catalog, class... Specs>
inline constexpr event_mask<Catalog> handled = [] {
    using table = clause_table<Catalog, Specs...>;
    event_mask<Catalog> mask{};
    for (std::size_t i = 0; i != mask.size(); ++i) {
        const auto handler = route<Catalog, Specs...>[i];
        mask[i] = handler != no_handler && !table::ignores[handler];
        for (std::size_t j = 0; !table::is_plain && j != table::size; ++j)
            mask[i] = mask[i] || is_reached<Catalog, Specs...>(j, i);
    }
    return mask;
}();

/// One call that a dispatch can make.
struct call {
    std::size_t handler = 0;
    std::size_t event = 0;
};

/// Whether a first match ignores an event that it could be given.
template <class Catalog, class... Specs>
inline constexpr bool ignores_some = [] {
    for (std::size_t event = 0; event != alternative_count<Catalog>; ++event) {
        const auto handler = route<Catalog, Specs...>[event];
        if (handler != no_handler && clause_table<Catalog, Specs...>::ignores[handler])
            return true;
    }
    return false;
}();

/// All calls, in the order of events, and for an event: taps, then handlers. With `FirstMatch`, an event has one handler at
/// most beside the guarded ones before it.
template <class Catalog, bool FirstMatch, class... Specs>
inline constexpr auto calls = [] {
    using table = clause_table<Catalog, Specs...>;
    short_list<call, alternative_count<Catalog>*(FirstMatch && table::is_plain ? 1 : table::size)> list;
    for (std::size_t event = 0; event != alternative_count<Catalog>; ++event) {
        bool taken = false; // by another than `otherwise`, whatever the event holds
        for (std::size_t i = 0; i != table::size; ++i)
            taken = taken ||
                    (table::wanted[i][event] && !table::ignores[i] && !table::is_rest[i] && table::covers(i));
        const auto runs = [&](std::size_t i) {
            return FirstMatch
                       ? is_reached<Catalog, Specs...>(i, event)
                       : table::wanted[i][event] && !table::ignores[i] && !(table::is_rest[i] && taken);
        };
        // Taps come first. `otherwise` comes last where guards decide if it is called.
        for (int pass = table::is_plain ? 1 : 0; pass != (table::is_plain ? 2 : 3); ++pass)
            for (std::size_t i = 0; i != table::size; ++i) {
                const bool is_last = !table::is_plain && table::is_rest[i];
                if (pass == (table::is_tap[i] ? 0 : is_last ? 2 : 1) && runs(i))
                    list.add({i, event});
            }
    }
    return list;
}();

} // namespace webhooks::detail
