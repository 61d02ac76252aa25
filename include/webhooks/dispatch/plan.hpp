#pragma once

#include "alternatives.hpp"
#include "handler.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

/// Which handler takes which event.
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

/// `route[i]`: the first handler that takes alternative `i`, or `no_handler`.
template <class Catalog, class... Specs>
inline constexpr std::array<std::size_t, Catalog::size + 1> route = [] {
    std::array<std::size_t, Catalog::size + 1> first{};
    first.fill(no_handler);
    for (const auto& row : clause_table<Catalog, Specs...>::rows)
        for (std::size_t i = 0; i != first.size(); ++i)
            if (row.mask[i] && first[i] == no_handler)
                first[i] = row.handler;
    return first;
}();

/// True for alternatives whose handler is called; false for ignored ones.
template <class Catalog, class... Specs>
inline constexpr event_mask<Catalog> handled = [] {
    event_mask<Catalog> mask{};
    for (std::size_t i = 0; i != mask.size(); ++i) {
        const auto handler = route<Catalog, Specs...>[i];
        mask[i] = handler != no_handler && !clause_table<Catalog, Specs...>::ignores[handler];
    }
    return mask;
}();

/// One call that a dispatch can make.
struct call {
    std::size_t handler = 0;
    std::size_t event = 0;
};

/// All calls, in the order of events and then of handlers. With `FirstMatch`, an event has one at most.
template <class Catalog, bool FirstMatch, class... Specs>
inline constexpr auto calls = [] {
    using table = clause_table<Catalog, Specs...>;
    short_list<call, alternative_count<Catalog>*(FirstMatch ? 1 : table::size)> list;
    for (std::size_t event = 0; event != alternative_count<Catalog>; ++event) {
        bool taken = false; // by another than `otherwise`
        for (std::size_t i = 0; i != table::size; ++i)
            taken = taken || (table::wanted[i][event] && !table::ignores[i] && !table::is_rest[i]);
        for (std::size_t i = 0; i != table::size; ++i) {
            const bool runs = FirstMatch ? route<Catalog, Specs...>[event] == i
                                         : table::wanted[i][event] && !(table::is_rest[i] && taken);
            if (runs && !table::ignores[i])
                list.add({i, event});
        }
    }
    return list;
}();

} // namespace webhooks::detail
