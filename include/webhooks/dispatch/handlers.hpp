#pragma once

#include "alternatives.hpp"
#include "catalog_part.hpp"
#include "diagnostics.hpp"
#include "errors.hpp"
#include "handler_list.hpp"
#include "match.hpp"
#include "plan.hpp"
#include "problems.hpp"
#include "result_type.hpp"
#include "subscription.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace webhooks {

template <class Catalog, class... Handlers>
class basic_handlers;

namespace detail {

/// Results without a common type are right for a receiver if each says whether its handler failed. A call that would return
/// them does not compile.
template <class Catalog, class... Handlers>
consteval auto find_mistakes_in_mutable_list() {
    constexpr auto& problems = problems_in<Catalog, true, any_variant&&, Handlers...>;
    if constexpr (problems.size != 0 && is_about_results(problems.items[0].kind)) {
        if constexpr (results<Catalog, any_variant&&, Handlers...>::are_reports)
            return boost::mp11::mp_list<>{};
        else
            return mistakes_in<Catalog, true, any_variant&&, Handlers...>{};
    } else {
        return mistakes_in<Catalog, true, any_variant&&, Handlers...>{};
    }
}

/// The errors of a list of handlers that is kept. Checked with an rvalue event, which functions take that change their event,
/// move from it, or do neither. First as a const list, as most are called; functions that change their own state fail there
/// and are checked again.
template <class Catalog, class... Handlers>
consteval auto find_mistakes_in_list() {
    if constexpr (boost::mp11::mp_empty<mistakes_in<Catalog, true, any_variant&&, const Handlers&...>>::value)
        return boost::mp11::mp_list<>{};
    else
        return find_mistakes_in_mutable_list<Catalog, Handlers&...>();
}

template <class Catalog, class... Handlers>
using mistakes_in_list = decltype(find_mistakes_in_list<Catalog, Handlers...>());

/// The part of a catalog that handlers take. The whole catalog for a list with an argument that is no handler, whose errors
/// are reported elsewhere.
template <class Catalog, class... Handlers>
consteval auto find_part_taken() {
    if constexpr ((is_handler<Handlers> && ...))
        return std::type_identity<part_of<Catalog, handled<Catalog, spec_of<Handlers>...>>>{};
    else
        return std::type_identity<Catalog>{};
}

/// An event of `Catalog` or of the part of it that is handled, however it is passed.
template <class Event, class Catalog, class Part>
concept variant_of = std::is_same_v < std::remove_cvref_t<Event>,
typename Catalog::variant > || std::is_same_v<std::remove_cvref_t<Event>, typename Part::variant>;

template <class Catalog, class Tuple>
struct handlers_of_tuple;
template <class Catalog, class... Handlers>
struct handlers_of_tuple<Catalog, std::tuple<Handlers...>>
    : std::type_identity<basic_handlers<Catalog, Handlers...>> {};

/// The list of all handlers of a list with parts.
template <class Catalog, class... Handlers>
using spliced_handlers =
    typename handlers_of_tuple<Catalog, decltype(spliced(std::declval<std::tuple<Handlers...>>()))>::type;

struct spliced_tag {};

} // namespace detail

/// A list of handlers for the events of `Catalog`, checked where it is constructed.
///
/// Calls from several threads are safe if the functions are.
template <class Catalog, class... Handlers>
class basic_handlers
    : boost::mp11::mp_rename<detail::mistakes_in_list<Catalog, Handlers...>, diagnostics::mistakes> {
public:
    using catalog_type = Catalog; ///< the catalog whose events it takes

    /// The part of the catalog whose events a function is called with.
    using part_type = typename decltype(detail::find_part_taken<Catalog, Handlers...>())::type;

    /// The events that `receive` and `decode_for` read: a `std::variant` of the types that a function is called with, in the
    /// order of the catalog; the catalog's own if these are all. Types that are ignored are no alternatives, so they are not
    /// compiled where events are received. If all are ignored, the unknown event alone.
    using variant = typename part_type::variant;

    /// Takes the handlers as `match` does, and parts of the list (see `handler_list`). Does not compile where `match` would not.
    constexpr explicit basic_handlers(Handlers... handlers) : handlers_(std::move(handlers)...) {}

    /// Runs the first handler that takes `event`, a `variant` or any event of the catalog; see `match`.
    template <detail::variant_of<Catalog, part_type> Event>
    [[gnu::always_inline]] constexpr auto operator()(Event&& event) const {
        return run<const Handlers...>(std::forward<Event>(event), handlers_);
    }

    /// The same, for functions that change their own state.
    template <detail::variant_of<Catalog, part_type> Event>
    [[gnu::always_inline]] constexpr auto operator()(Event&& event) {
        return run<Handlers...>(std::forward<Event>(event), handlers_);
    }

    /// The same, for functions with a second parameter: `handle(event, delivery_context{...})`, as in a test.
    template <detail::variant_of<Catalog, part_type> Event>
    [[gnu::always_inline]] constexpr auto operator()(Event&& event, const delivery_context& context) const {
        return run<const Handlers...>(std::forward<Event>(event), handlers_, context);
    }
    /// The same, for functions that change their own state.
    template <detail::variant_of<Catalog, part_type> Event>
    [[gnu::always_inline]] constexpr auto operator()(Event&& event, const delivery_context& context) {
        return run<Handlers...>(std::forward<Event>(event), handlers_, context);
    }

    /// For receivers. What a function returns that can fail goes to `report`, which returns whether it is a success: see
    /// `detail::failure_report`.
    template <detail::variant_of<Catalog, part_type> Event, class Report>
    [[gnu::always_inline]] constexpr void operator()(Event&& event, const delivery_context& context,
                                                     const Report& report) const {
        run_reporting<const Handlers...>(std::forward<Event>(event), handlers_, context, report);
    }
    /// The same, for functions that change their own state.
    template <detail::variant_of<Catalog, part_type> Event, class Report>
    [[gnu::always_inline]] constexpr void operator()(Event&& event, const delivery_context& context,
                                                     const Report& report) {
        run_reporting<Handlers...>(std::forward<Event>(event), handlers_, context, report);
    }

    /// What is wrong if a receiver that takes `Results` is given this list, as const or not; an empty list if nothing.
    template <bool IsConst, class Results = detail::results_at_once>
    [[nodiscard]] static consteval auto find_mistakes_in_receiving() {
        if constexpr (IsConst)
            return detail::mistakes_in_receiving<Results, Catalog, const Handlers&...>{};
        else
            return detail::mistakes_in_receiving<Results, Catalog, Handlers&...>{};
    }

    /// For each event type, whether a function is called, if only that of a tap or a guarded handler; the last element stands for unknown events.
    [[nodiscard]] static constexpr const std::array<bool, Catalog::size + 1>& handled_types() noexcept {
        return detail::handled<Catalog, typename Handlers::spec...>;
    }

    /// True for types that a function is called for; false for ignored types. `Catalog::size` stands for unknown events.
    [[nodiscard]] static constexpr bool handles(std::size_t index) noexcept {
        return detail::handled<Catalog, typename Handlers::spec...>[index];
    }

    /// The shortest list of names and of prefixes with a trailing `*` or `**` that selects exactly the event types that the
    /// patterns of the handlers take, in the order of the catalog. What `otherwise` takes is not included. Goes into the
    /// `events` of a registration. Computed at compile time; the texts live as long as the program.
    [[nodiscard]] static constexpr std::span<const std::string_view> subscription() noexcept {
        return detail::subscription_of<Catalog, typename Handlers::spec...>::patterns;
    }

    /// The same as a list of names without wildcards, so that types which the vendor adds later are not delivered.
    [[nodiscard]] static constexpr std::span<const std::string_view> exact_subscription() noexcept {
        return detail::subscription_of<Catalog, typename Handlers::spec...>::names;
    }

private:
    template <class, class...>
    friend class basic_handlers;

    constexpr explicit basic_handlers(std::tuple<Handlers...>&& handlers, detail::spliced_tag)
        : handlers_(std::move(handlers)) {}

    /// What an event is of: the whole catalog, or the part of it.
    template <class Event>
    using catalog_of =
        std::conditional_t<std::is_same_v<std::remove_cvref_t<Event>, typename Catalog::variant>, Catalog,
                           part_type>;

    template <class... Constness, class Event, class Tuple, class... Context>
    [[gnu::always_inline]] static constexpr auto run(Event&& event, Tuple& handlers,
                                                     const Context&... context) {
        using passed = detail::passing_of<Event&&>;
        using found = detail::mistakes_in<Catalog, true, passed, Constness&...>;
        if constexpr (boost::mp11::mp_empty<found>::value)
            return detail::dispatch<catalog_of<Event>, passed, Constness&...>(std::forward<Event>(event),
                                                                              handlers, context...);
        else
            return boost::mp11::mp_rename<found, diagnostics::refusal>{};
    }

    template <class... Constness, class Event, class Tuple, class Report>
    [[gnu::always_inline]] static constexpr void
    run_reporting(Event&& event, Tuple& handlers, const delivery_context& context, const Report& report) {
        using passed = detail::passing_of<Event&&>;
        using found = detail::mistakes_in_receiving<typename Report::results, Catalog, Constness&...>;
        if constexpr (boost::mp11::mp_empty<found>::value)
            detail::dispatch<catalog_of<Event>, passed, Constness&...>(std::forward<Event>(event), handlers,
                                                                       context, report);
        else
            static_cast<void>(sizeof(boost::mp11::mp_rename<found, diagnostics::refusal>));
    }

    std::tuple<Handlers...> handlers_;
};

/// A list with parts: that of all their handlers.
template <class Catalog, class... Handlers>
requires(detail::is_handler_list<Handlers> || ...) class basic_handlers<Catalog, Handlers...>
    : public detail::spliced_handlers<Catalog, Handlers...> {
public:
    /// Moves the handlers of the parts into this list.
    constexpr explicit basic_handlers(Handlers... handlers)
        : detail::spliced_handlers<Catalog, Handlers...>(
              detail::spliced(std::tuple<Handlers...>(std::move(handlers)...)), detail::spliced_tag{}) {}
};

/// What a receiver takes: `handlers{...}`, `handlers_for<...>(...)` or `any_handlers`.
template <class Type>
concept event_handlers = requires(const Type& handlers) {
    typename Type::catalog_type;
    handlers.handled_types();
    handlers.subscription();
};

namespace detail {

/// The errors of a receiver that takes `Results` and is given `Handlers`, perhaps const; empty for what it takes.
template <class Handlers, class Results>
consteval auto find_mistakes_in_handlers_given() {
    if constexpr (!event_handlers<Handlers>)
        return boost::mp11::mp_list<diagnostics::argument_is_no_handler<
            std::remove_cv_t<Handlers>, diagnostics::put_it_into_handlers_with_a_pattern>>{};
    else
        return Handlers::template find_mistakes_in_receiving<std::is_const_v<Handlers>, Results>();
}

template <class Handlers, class Results = results_at_once>
using mistakes_in_handlers_given = decltype(find_mistakes_in_handlers_given<Handlers, Results>());

} // namespace detail

/// Handlers for your own catalog: `handlers_for<shop>(on<"order.*">(f), on_unknown(g))`.
template <class Catalog, class... Handlers>
[[nodiscard]] constexpr auto handlers_for(Handlers... handlers) {
    if constexpr (detail::is_catalog<Catalog>)
        return basic_handlers<Catalog, Handlers...>{std::move(handlers)...};
    else
        return diagnostics::refusal<diagnostics::type_is_no_catalog<Catalog>>{};
}

} // namespace webhooks
