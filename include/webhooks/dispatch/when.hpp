#pragma once

#include "../detail/path_prefix.hpp"
#include "fixed_string.hpp"
#include "handler.hpp"

#include <string_view>
#include <type_traits>
#include <utility>

namespace webhooks {

namespace detail {

/// What `when` returns.
template <class Predicate>
struct guard {
    [[no_unique_address]] Predicate predicate;
};

/// A function, and the events that its predicate has to be true for.
template <class Spec, class Predicate, class Function>
struct guarded_clause {
    using spec = Spec;

    [[no_unique_address]] Function function;
    [[no_unique_address]] Predicate predicate;
};

/// What `under` returns.
struct path_predicate {
    std::string_view prefix;

    /// Events that have a member `path`, a text or a `std::optional` of one.
    template <class Event>
    requires requires(const Event& event) { std::string_view(event.path); }
    [[nodiscard]] constexpr bool operator()(const Event& event) const noexcept {
        return is_under(prefix, event.path);
    }
    template <class Event>
    requires requires(const Event& event) { std::string_view(*event.path); }
    [[nodiscard]] constexpr bool operator()(const Event& event) const noexcept {
        return event.path && is_under(prefix, *event.path);
    }
};

} // namespace detail

/// A guard: `on<"secret.rotated">(when(predicate), function)` takes an event only if `predicate(event)` is true, and leaves
/// it to the handlers after it otherwise. Handlers are tried in the order written.
///
/// \param predicate  copied or moved into the handler. Called with the event, `const event<...>&` or generically
///                   `const auto&`; its result converts to bool. It is called once for each event that reaches it
///
/// A guarded handler covers nothing: a type that only guarded handlers take is a compile error that says `only_guarded`. It
/// counts for `subscription()`. A program's own predicates are functions of one line:
///
///     on<"secret.rotated">(when([](const auto& e) { return e.tenant_id == "tnt_acme"; }), f)
template <class Predicate>
[[nodiscard]] constexpr auto when(Predicate&& predicate) -> detail::guard<std::decay_t<Predicate>> {
    return {std::forward<Predicate>(predicate)};
}

/// A predicate for `when`: the event's `path` is `prefix` or below it. Whole segments are compared:
/// `under("environments/prod")` is true for `environments/prod` and `environments/prod/db`, and false for
/// `environments/production`. False for an event whose path is absent; an empty prefix is true for all others.
///
/// \param prefix  not copied: it must outlive the handler, as a literal does
///
/// An event type without a member `path` is a compile error. Linear in the length of the prefix.
[[nodiscard]] constexpr detail::path_predicate under(std::string_view prefix) noexcept {
    return {prefix};
}

/// A guarded handler; see `when`.
template <fixed_string... Patterns, class Predicate, class Function>
requires(sizeof...(Patterns) > 0)
    [[nodiscard]] constexpr auto on(detail::guard<Predicate> guard, Function&& function)
        -> detail::guarded_clause<detail::takes_patterns_if<Patterns...>, Predicate, std::decay_t<Function>> {
    return {std::forward<Function>(function), std::move(guard.predicate)};
}

} // namespace webhooks
