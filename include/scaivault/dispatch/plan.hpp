#pragma once

#include "catalog.hpp"
#include "diagnostics.hpp"
#include "handler.hpp"
#include "nearest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>

/// Which handler takes which event, and whether a list of handlers is worth compiling.
namespace scaivault::detail {

inline constexpr std::size_t nobody = ~std::size_t{0};

/// `route[i]`: the first handler that takes alternative `i`, or `nobody`.
template <class Catalog, class... Specs>
inline constexpr std::array<std::size_t, Catalog::size + 1> route = [] {
    std::array<std::size_t, Catalog::size + 1> takers{};
    takers.fill(nobody);
    std::size_t index = 0;
    [[maybe_unused]] const auto offer = [&](const event_mask<Catalog>& mask) {
        for (std::size_t i = 0; i != takers.size(); ++i)
            if (mask[i] && takers[i] == nobody)
                takers[i] = index;
        ++index;
    };
    (offer(wanted_by<Catalog, Specs>), ...);
    return takers;
}();

/// The alternatives that some handler's function is called for; what `ignore_rest` takes is not.
template <class Catalog, class... Specs>
inline constexpr event_mask<Catalog> handled = [] {
    constexpr std::array<bool, sizeof...(Specs)> calls{!std::is_same_v<Specs, ignores_rest>...};
    event_mask<Catalog> mask{};
    for (std::size_t i = 0; i != mask.size(); ++i) {
        const auto taker = route<Catalog, Specs...>[i];
        mask[i] = taker != nobody && calls[taker];
    }
    return mask;
}();

template <class Catalog>
constexpr bool overlap(const event_mask<Catalog>& left, const event_mask<Catalog>& right) {
    for (std::size_t i = 0; i != left.size(); ++i)
        if (left[i] && right[i])
            return true;
    return false;
}

template <class Labels, std::size_t Index>
inline constexpr auto label_at = boost::mp11::mp_at_c<Labels, Index>::value;

/// The first label of a handler.
template <class Spec>
inline constexpr auto label_of = label_at<typename Spec::labels, 0>;

/// The name of an alternative, for messages.
template <class Catalog, std::size_t Index>
inline constexpr auto name_of = [] {
    if constexpr (Index < Catalog::size)
        return Catalog::template name_at<Index>;
    else
        return fixed_string{"unknown_event"};
}();

// Each check below is a value, which is all that a list without mistakes costs, and beside it stand the
// mistakes as a list of types, for `diagnostics::refusal`.

// Mistakes in one pattern.

template <class Catalog, fixed_string Pattern>
inline constexpr bool selects_some = overlap<Catalog>(selected_by<Catalog, Pattern>, everything<Catalog>);

template <class Catalog, fixed_string Pattern>
consteval auto mistakes_in_pattern() {
    if constexpr (selects_some<Catalog, Pattern>)
        return boost::mp11::mp_list<>{};
    else
        return boost::mp11::mp_list<pattern_mistake<Catalog, Pattern>>{};
}

template <class Catalog, class Spec>
struct patterns_of {
    static constexpr bool good = true;
    static consteval auto mistakes() { return boost::mp11::mp_list<>{}; }
};

template <class Catalog, fixed_string... Patterns>
struct patterns_of<Catalog, takes_patterns<Patterns...>> {
    static constexpr bool good = (selects_some<Catalog, Patterns> && ...);
    static consteval auto mistakes() {
        return boost::mp11::mp_append<decltype(mistakes_in_pattern<Catalog, Patterns>())...>{};
    }
};

// A handler that can never run.

/// Every label of a list of handlers, in order, with its handler and what it takes.
template <class Catalog, class... Specs>
struct roster {
    using labels = boost::mp11::mp_append<boost::mp11::mp_list<>, typename Specs::labels...>;

    struct row {
        std::size_t owner = 0;
        event_mask<Catalog> mask{};
    };

    static constexpr auto rows = [] {
        std::array<row, boost::mp11::mp_size<labels>::value> list{};
        std::size_t next = 0;
        std::size_t owner = 0;
        [[maybe_unused]] const auto add = [&](const auto& masks) {
            for (const auto& mask : masks)
                list[next++] = {owner, mask};
            ++owner;
        };
        (add(Specs::template masks<Catalog>), ...);
        return list;
    }();
};

template <class Catalog, class... Specs>
struct reachability {
    static constexpr std::size_t shown = 5;
    static constexpr auto& rows = roster<Catalog, Specs...>::rows;
    static constexpr std::array<const event_mask<Catalog>*, sizeof...(Specs)> wanted{
        &wanted_by<Catalog, Specs>...};

    struct row_list {
        std::array<std::size_t, shown> items{};
        std::size_t size = 0;
    };

    /// The first few labels that take something of what handler `index` wants before it.
    static consteval row_list takers_before(std::size_t index) {
        row_list found;
        for (std::size_t i = 0; rows[i].owner < index && found.size != shown; ++i)
            if (overlap<Catalog>(rows[i].mask, *wanted[index]))
                found.items[found.size++] = i;
        return found;
    }

    template <std::size_t Handler, std::size_t... Nth>
    static auto earlier(std::index_sequence<Nth...>) -> diagnostics::already_taken_by<
        label_at<typename roster<Catalog, Specs...>::labels, takers_before(Handler).items[Nth]>...>;

    template <std::size_t Handler>
    using spec_at = boost::mp11::mp_at_c<boost::mp11::mp_list<Specs...>, Handler>;

    // Ignoring nothing is harmless, and right again as soon as the catalog grows.
    template <std::size_t Handler>
    static constexpr bool runs = std::is_same_v<spec_at<Handler>, ignores_rest> ||
                                 std::find(route<Catalog, Specs...>.begin(), route<Catalog, Specs...>.end(),
                                           Handler) != route<Catalog, Specs...>.end();

    template <std::size_t... Handler>
    static consteval bool all_run(std::index_sequence<Handler...>) {
        return (runs<Handler> && ...);
    }

    template <std::size_t Handler>
    static consteval auto mistakes_of() {
        if constexpr (runs<Handler>)
            return boost::mp11::mp_list<>{};
        else
            return boost::mp11::mp_list<diagnostics::handler_never_runs<
                label_of<spec_at<Handler>>,
                decltype(earlier<Handler>(std::make_index_sequence<takers_before(Handler).size>{}))>>{};
    }

    template <std::size_t... Handler>
    static consteval auto mistakes(std::index_sequence<Handler...>) {
        return boost::mp11::mp_append<boost::mp11::mp_list<>, decltype(mistakes_of<Handler>())...>{};
    }
};

// Events without a handler.

template <class Catalog, class... Specs>
struct coverage {
    static constexpr std::size_t shown = 5;
    static constexpr auto& takers = route<Catalog, Specs...>;
    static constexpr auto alternatives = std::variant_size_v<typename Catalog::variant>;

    static constexpr std::size_t open = static_cast<std::size_t>(
        std::count(takers.begin(), takers.begin() + static_cast<std::ptrdiff_t>(alternatives), nobody));

    static consteval std::size_t open_index(std::size_t nth) {
        std::size_t index = 0;
        while (takers[index] != nobody || nth-- != 0)
            ++index;
        return index;
    }

    template <std::size_t... Nth>
    static auto uncovered(std::index_sequence<Nth...>)
        -> diagnostics::events_without_handler<diagnostics::types<name_of<Catalog, open_index(Nth)>...>,
                                               diagnostics::and_more<open - sizeof...(Nth)>,
                                               diagnostics::add_otherwise_on_unknown_or_ignore_rest>;

    static consteval auto mistakes() {
        if constexpr (open == 0)
            return boost::mp11::mp_list<>{};
        else
            return boost::mp11::mp_list<decltype(uncovered(
                std::make_index_sequence<std::min(open, shown)>{}))>{};
    }
};

/// Whether a list of handlers is right for a catalog. `FirstMatch` says that only the first of several
/// matching handlers runs, so that one below others may be in vain.
template <class Catalog, bool FirstMatch, class... Specs>
consteval bool is_sound() {
    if constexpr (!(patterns_of<Catalog, Specs>::good && ...))
        return false;
    else if constexpr (!FirstMatch)
        return coverage<Catalog, Specs...>::open == 0;
    else
        return coverage<Catalog, Specs...>::open == 0 &&
               reachability<Catalog, Specs...>::all_run(std::index_sequence_for<Specs...>{});
}

/// The mistakes of an unsound list, of the first kind that it has: the others might follow from these.
template <class Catalog, bool FirstMatch, class... Specs>
consteval auto mistakes_in_plan() {
    if constexpr (!(patterns_of<Catalog, Specs>::good && ...))
        return boost::mp11::mp_append<boost::mp11::mp_list<>,
                                      decltype(patterns_of<Catalog, Specs>::mistakes())...>{};
    else if constexpr (!FirstMatch)
        return coverage<Catalog, Specs...>::mistakes();
    else
        return boost::mp11::mp_append<decltype(reachability<Catalog, Specs...>::mistakes(
                                          std::index_sequence_for<Specs...>{})),
                                      decltype(coverage<Catalog, Specs...>::mistakes())>{};
}

} // namespace scaivault::detail
