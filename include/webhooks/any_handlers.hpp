#pragma once

#include "delivery_context.hpp"
#include "detail/handler_failure.hpp"
#include "dispatch/handlers.hpp"
#include "error.hpp"

#include <boost/mp11/list.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace webhooks {

/// Handlers of any types for the events of `Catalog`: a class member, a parameter of a function that is no template, an
/// element of a vector. Receivers, adapters and workers take it.
///
///     class service {
///         basic_any_handlers<shop> handlers_{handlers_for<shop>(on<"order.paid">([this](const auto& e) { ... }), ignore_rest)};
///     };
///
/// Owns its handlers, and calls them as const: a function that changes its own state is a compile error. Calls from several
/// threads are safe if the functions are. Can be moved; a moved-from object can only be destroyed or assigned to.
///
/// Made with one allocation. A call costs a virtual one, and a receiver decodes into the catalog's whole variant, so that all
/// its types are compiled.
template <class Catalog>
class basic_any_handlers {
public:
    using catalog_type = Catalog;              ///< the catalog whose events it takes
    using variant = typename Catalog::variant; ///< the events that it is called with

    /// Takes `handlers{...}` or `handlers_for<Catalog>(...)`, by copy or move. Implicit, so that they can be passed where
    /// this type is expected. A result that a receiver would drop is a compile error.
    /// \throws std::bad_alloc, and what the handlers' move constructors throw
    template <class Handlers>
    requires(!std::is_same_v<Handlers, basic_any_handlers> && event_handlers<Handlers> &&
             std::same_as<typename Handlers::catalog_type, Catalog>)
        basic_any_handlers(Handlers handlers) // NOLINT(google-explicit-constructor): see above
        : called_(make(std::move(handlers))), handled_(&Handlers::handled_types()),
          subscription_(Handlers::subscription()), exact_subscription_(Handlers::exact_subscription()) {}

    /// Runs the first handler that takes `event`, and the taps.
    /// \param event    copied or moved
    /// \param context  for functions with a second parameter
    /// \return the failure that a function returned, or nothing
    /// \throws what the functions throw, and `std::bad_variant_access` for a variant without a value
    [[nodiscard]] std::optional<failure> operator()(variant event,
                                                    const delivery_context& context = {}) const {
        return called_->call(std::move(event), context);
    }

    /// For receivers; see `basic_handlers`.
    template <class Report>
    void operator()(variant&& event, const delivery_context& context, const Report& report) const {
        if (auto failed = called_->call(std::move(event), context))
            report(*std::move(failed));
    }

    /// For each event type, whether a function is called; the last element stands for unknown events.
    [[nodiscard]] const std::array<bool, Catalog::size + 1>& handled_types() const noexcept {
        return *handled_;
    }

    /// True for types that a function is called for. `Catalog::size` stands for unknown events.
    [[nodiscard]] bool handles(std::size_t index) const noexcept { return (*handled_)[index]; }

    /// The subscription of the handlers; see `basic_handlers::subscription`. The texts live as long as the program.
    [[nodiscard]] std::span<const std::string_view> subscription() const noexcept { return subscription_; }

    /// The same as names without wildcards.
    [[nodiscard]] std::span<const std::string_view> exact_subscription() const noexcept {
        return exact_subscription_;
    }

    /// Nothing is wrong with it: its handlers were checked when it was made.
    template <bool IsConst, class Results = detail::results_at_once>
    [[nodiscard]] static consteval auto find_mistakes_in_receiving() {
        return boost::mp11::mp_list<>{};
    }

private:
    struct callable {
        callable() = default;
        callable(const callable&) = delete;
        callable& operator=(const callable&) = delete;
        virtual ~callable() = default;
        virtual std::optional<failure> call(variant&& event, const delivery_context& context) const = 0;
    };

    template <class Handlers>
    struct holder final : callable {
        explicit holder(Handlers&& given) : handlers(std::move(given)) {}

        std::optional<failure> call(variant&& event, const delivery_context& context) const override {
            return detail::call_handlers(handlers, std::move(event), context);
        }

        Handlers handlers;
    };

    template <class Handlers>
    static std::unique_ptr<const callable> make(Handlers handlers) {
        using mistakes = detail::mistakes_in_handlers_given<const Handlers>;
        if constexpr (boost::mp11::mp_empty<mistakes>::value)
            return std::make_unique<const holder<Handlers>>(std::move(handlers));
        else
            static_cast<void>(sizeof(boost::mp11::mp_rename<mistakes, diagnostics::refusal>));
        return nullptr;
    }

    std::unique_ptr<const callable> called_;
    const std::array<bool, Catalog::size + 1>* handled_;
    std::span<const std::string_view> subscription_;
    std::span<const std::string_view> exact_subscription_;
};

} // namespace webhooks
