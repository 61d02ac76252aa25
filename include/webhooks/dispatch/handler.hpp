#pragma once

#include "diagnostics.hpp"
#include "fixed_string.hpp"
#include "pattern.hpp"

#include <boost/mp11/list.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace webhooks {

/// Several callables as one overload set, for `std::visit`.
template <class... Functions>
struct overloaded : Functions... {
    using Functions::operator()...;
};

template <class... Functions>
overloaded(Functions...) -> overloaded<Functions...>;

namespace detail {

/// Which alternatives of a catalog's variant a handler takes. The last element stands for unknown events.
template <class Catalog>
using event_mask = std::array<bool, Catalog::size + 1>;

template <class Catalog, fixed_string Pattern>
inline constexpr event_mask<Catalog> selected_by = [] {
    event_mask<Catalog> mask{};
    // NOLINTNEXTLINE(bugprone-branch-clone): the branches that an instantiation leaves out are all empty
    if constexpr (!is_valid_pattern<Pattern>) {
        return mask;
    } else if constexpr (find_character(Pattern, '*') == std::string_view::npos) {
        if (const auto index = Catalog::find(Pattern))
            mask[*index] = true;
    } else {
        for (std::size_t i = 0; i != Catalog::size; ++i)
            mask[i] = matches(Pattern, Catalog::names[i]);
    }
    return mask;
}();

/// All types, and unknown events.
template <class Catalog>
inline constexpr event_mask<Catalog> everything = [] {
    event_mask<Catalog> mask{};
    mask.fill(true);
    return mask;
}();

/// Unknown events alone.
template <class Catalog>
inline constexpr event_mask<Catalog> unknown_only = [] {
    event_mask<Catalog> mask{};
    mask.back() = true;
    return mask;
}();

/// What a message calls a handler: one of its patterns, or the name of the function that made it.
template <fixed_string Text>
struct label {
    static constexpr auto value = Text;
};

// What a handler asks for, without its function, so that lists with different functions share one plan. `labels` name the
// handler in messages; `masks` say what each label takes.

template <fixed_string... Patterns>
struct takes_patterns {
    using labels = boost::mp11::mp_list<label<Patterns>...>;
    template <class Catalog>
    static constexpr std::array<event_mask<Catalog>, sizeof...(Patterns)> masks{
        selected_by<Catalog, Patterns>...};
};

struct takes_rest {
    using labels = boost::mp11::mp_list<label<"otherwise">>;
    template <class Catalog>
    static constexpr std::array<event_mask<Catalog>, 1> masks{everything<Catalog>};
};

struct takes_unknown {
    using labels = boost::mp11::mp_list<label<"on_unknown">>;
    template <class Catalog>
    static constexpr std::array<event_mask<Catalog>, 1> masks{unknown_only<Catalog>};
};

struct ignores_rest {
    using labels = boost::mp11::mp_list<label<"ignore_rest">>;
    template <class Catalog>
    static constexpr std::array<event_mask<Catalog>, 1> masks{everything<Catalog>};
};

/// Of `on` with a guard: takes an event only if its predicate is true.
template <fixed_string... Patterns>
struct takes_patterns_if : takes_patterns<Patterns...> {};

/// Of `tap`: sees events, and takes none.
template <fixed_string... Patterns>
struct sees_patterns : takes_patterns<Patterns...> {};

template <class Spec>
inline constexpr bool is_guarded = false;
template <fixed_string... Patterns>
inline constexpr bool is_guarded<takes_patterns_if<Patterns...>> = true;

template <class Spec>
inline constexpr bool is_tap = false;
template <fixed_string... Patterns>
inline constexpr bool is_tap<sees_patterns<Patterns...>> = true;

/// Whether a handler names event types instead of taking what is left.
template <class Spec>
inline constexpr bool asks = is_guarded<Spec> || is_tap<Spec>;
template <fixed_string... Patterns>
inline constexpr bool asks<takes_patterns<Patterns...>> = true;

/// All that a handler asks for.
template <class Catalog, class Spec>
inline constexpr event_mask<Catalog> wanted_by = [] {
    event_mask<Catalog> all{};
    for (const auto& mask : Spec::template masks<Catalog>)
        for (std::size_t i = 0; i != all.size(); ++i)
            all[i] = all[i] || mask[i];
    return all;
}();

/// A function and the events it is for: what `on`, `otherwise` and `on_unknown` return.
template <class Spec, class Function>
struct clause {
    using spec = Spec;

    [[no_unique_address]] Function function;
};

} // namespace detail

/// A handler for the event types that at least one of `Patterns` selects.
///
/// `function` is copied or moved into the handler. It is called with the event, `const event<"secret.rotated">&` or
/// generically `const auto&`, and with an rvalue when `match` is given one. In a list for a receiver it may have a second
/// parameter, `const delivery_context&`. What it may return there: see `basic_receiver::receive`.
template <fixed_string... Patterns, class Function>
requires(sizeof...(Patterns) > 0) [[nodiscard]] constexpr auto on(Function&& function)
    -> detail::clause<detail::takes_patterns<Patterns...>, std::decay_t<Function>> {
    return {std::forward<Function>(function)};
}

/// A handler for all events that no other handler takes, including events of unknown type.
template <class Function>
[[nodiscard]] constexpr auto otherwise(Function&& function)
    -> detail::clause<detail::takes_rest, std::decay_t<Function>> {
    return {std::forward<Function>(function)};
}

/// A handler for the events whose type the catalog does not know.
template <class Function>
[[nodiscard]] constexpr auto on_unknown(Function&& function)
    -> detail::clause<detail::takes_unknown, std::decay_t<Function>> {
    return {std::forward<Function>(function)};
}

/// Ignores all events that no handler takes: they are acknowledged without being decoded. A `match` that ignores an event
/// returns a value-initialised result.
struct ignore_rest_t {
    using spec = detail::ignores_rest; ///< what the dispatch sees

    /// `ignore_rest()` is the same as `ignore_rest`.
    [[nodiscard]] constexpr ignore_rest_t operator()() const noexcept { return *this; }
};

/// The last element of a list of handlers: `match(event, on<"secret.*">(f), ignore_rest)`.
inline constexpr ignore_rest_t ignore_rest{};

/// A compile error: a pattern is a template argument, `on<"secret.rotated">(function)`, so that the compiler can check it.
/// \param pattern   the pattern
/// \param function  what would handle the events
/// \return something that takes part in a list without a further error
template <std::convertible_to<std::string_view> Text, class Function>
constexpr ignore_rest_t on([[maybe_unused]] const Text& pattern, [[maybe_unused]] Function&& function) {
    static_cast<void>(
        sizeof(diagnostics::mistake<
               diagnostics::argument_is_no_pattern<Text, diagnostics::put_it_in_angle_brackets>>));
    return {};
}

} // namespace webhooks
