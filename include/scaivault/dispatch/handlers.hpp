#pragma once

#include "match.hpp"
#include "plan.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace scaivault {

/// A list of handlers for the events of `Catalog`, checked where it is made and used as often as you like.
///
/// Safe to call from many threads at once if the functions are.
template <class Catalog, class... Handlers>
class basic_handlers {
public:
    using catalog_type = Catalog;

    /// Takes the handlers as `match` does, and refuses at compile time what `match` refuses.
    constexpr explicit basic_handlers(Handlers... handlers) : handlers_(std::move(handlers)...) {
        if constexpr (!detail::is_sound<Catalog, true, typename Handlers::spec...>())
            detail::report_unsound<Catalog, true, typename Handlers::spec...>();
    }

    /// Runs the first handler that takes `event`; see `match`.
    template <class Event>
    requires std::is_same_v < std::remove_cvref_t<Event>,
    typename Catalog::variant > constexpr auto operator()(Event&& event) const {
        return std::apply(
            [&](const Handlers&... each) {
                return detail::dispatch<Catalog>(std::forward<Event>(event),
                                                 std::tuple<const Handlers&...>{each...});
            },
            handlers_);
    }

    /// The same, for functions that change their own state.
    template <class Event>
    requires std::is_same_v < std::remove_cvref_t<Event>,
    typename Catalog::variant > constexpr auto operator()(Event&& event) {
        return std::apply(
            [&](Handlers&... each) {
                return detail::dispatch<Catalog>(std::forward<Event>(event),
                                                 std::tuple<Handlers&...>{each...});
            },
            handlers_);
    }

    /// For each event type, and last for the unknown ones, whether a handler's function is called.
    [[nodiscard]] static constexpr const std::array<bool, Catalog::size + 1>& handled_types() noexcept {
        return detail::handled<Catalog, typename Handlers::spec...>;
    }

    /// Whether a handler's function is called for the event type at `index`; `Catalog::size` stands for the
    /// unknown types. False for what `ignore_rest` takes.
    [[nodiscard]] static constexpr bool handles(std::size_t index) noexcept {
        return detail::handled<Catalog, typename Handlers::spec...>[index];
    }

private:
    std::tuple<Handlers...> handlers_;
};

/// Handlers for a catalog of your own: `handlers_for<shop>(on<"order.*">(f), on_unknown(g))`.
template <class Catalog, class... Handlers>
[[nodiscard]] constexpr auto handlers_for(Handlers... handlers) {
    return basic_handlers<Catalog, Handlers...>{std::move(handlers)...};
}

} // namespace scaivault
