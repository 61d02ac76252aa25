#pragma once

#include "alternatives.hpp"
#include "diagnostics.hpp"
#include "handler.hpp"
#include "plan.hpp"
#include "result_type.hpp"

#include <boost/mp11/list.hpp>

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

/// How a dispatch calls a function: with a delivery's context or without, behind a guard, as a tap, in a receiver.
namespace webhooks::detail {

/// The context of a match, which has no delivery.
struct no_context {};

/// A dispatch that returns what the handler returns.
struct no_report {};

/// What a dispatch returns: nothing if it reports.
template <class Report, class Catalog, class Passed, class... Handlers>
struct dispatch_result : std::type_identity<void> {};
template <class Catalog, class Passed, class... Handlers>
struct dispatch_result<no_report, Catalog, Passed, Handlers...>
    : std::type_identity<typename results<Catalog, Passed, Handlers...>::type> {};

/// What a match returns for an ignored event. A template: clang instantiates a discarded branch of a lambda when nothing in
/// it depends on the lambda's parameters.
template <class Result, std::size_t Index>
constexpr Result ignored_result() {
    return Result();
}

/// Not defined: where it is called, `check_context` has failed already.
const delivery_context& missing_context();

/// Does not compile if the function needs a context and there is none. A function of its own, whose return type is not
/// deduced, so that the error is the only one.
template <class Handler, class Event, class Context>
constexpr void check_context() {
    if constexpr (std::is_same_v<Context, no_context> && !takes<Handler&, Event>) {
        using label = boost::mp11::mp_front<typename spec_of<Handler>::labels>;
        static_cast<void>(
            sizeof(diagnostics::mistake<diagnostics::handler_needs_a_delivery_context<label::value>>));
    }
}

/// Calls the function of a handler, with the context if it does not take an event alone.
template <class Handler, class Event, class Context>
[[gnu::always_inline]] constexpr decltype(auto) invoke_function(Handler& handler, Event&& event,
                                                                [[maybe_unused]] const Context& context) {
    if constexpr (takes<Handler&, Event>) {
        return handler.function(std::forward<Event>(event));
    } else if constexpr (!std::is_same_v<Context, no_context>) {
        return handler.function(std::forward<Event>(event), context);
    } else {
        return handler.function(std::forward<Event>(event), missing_context());
    }
}

/// A report that lets a dispatch begin again behind the taps that were called before it was stopped. `is_done` is called
/// before each tap, and `stopped_at_tap` after one whose result is no success.
template <class Report>
concept resumable_report = requires(const Report& report) {
    { report.is_done() } -> std::same_as<bool>;
    report.stopped_at_tap();
};

/// Calls the function, and tells whether it succeeded by what it returned.
template <class Report, class Handler, class Event, class Context>
[[gnu::always_inline]] constexpr bool succeeds([[maybe_unused]] const Report& report, Handler& handler,
                                               Event&& event, const Context& context) {
    check_context<Handler, Event, Context>();
    using returned = decltype(invoke_function(handler, std::forward<Event>(event), context));
    if constexpr (std::is_same_v<Report, no_report> || std::is_void_v<returned>) {
        static_cast<void>(invoke_function(handler, std::forward<Event>(event), context));
        return true;
    } else {
        return report(invoke_function(handler, std::forward<Event>(event), context));
    }
}

/// Calls the function of the handler that takes the event, and returns or reports its result.
template <class Result, class Report, class Handler, class Event, class Context>
[[gnu::always_inline]] constexpr Result finish(const Report& report, Handler& handler, Event&& event,
                                               const Context& context) {
    if constexpr (std::is_void_v<Result>)
        static_cast<void>(succeeds(report, handler, std::forward<Event>(event), context));
    else
        return check_context<Handler, Event, Context>(),
               static_cast<Result>(invoke_function(handler, std::forward<Event>(event), context));
}

/// Whether a handler takes the event: true without a guard.
template <class Handler, class Event>
[[gnu::always_inline]] constexpr bool judge([[maybe_unused]] Handler& handler,
                                            [[maybe_unused]] const Event& event) {
    if constexpr (is_guarded<spec_of<Handler>>)
        return static_cast<bool>(handler.predicate(event));
    else
        return true;
}

/// The taps and handlers that are called for alternative `Index`, until one takes it.
template <class Result, class Catalog, std::size_t Index, class Passed>
struct call_chain {
    /// Ignored.
    template <class Tuple, class Context, class Report>
    [[gnu::always_inline]] static constexpr Result run(variant_as<Catalog, Passed>, Tuple&, const Context&,
                                                       const Report&, std::index_sequence<>) {
        return ignored_result<Result, Index>();
    }

    template <class Tuple, class Context, class Report, std::size_t Nth, std::size_t... Next>
    [[gnu::always_inline]] static constexpr Result run(variant_as<Catalog, Passed> variant, Tuple& handlers,
                                                       const Context& context, const Report& report,
                                                       std::index_sequence<Nth, Next...>) {
        using passed = variant_as<Catalog, Passed>;
        auto& handler = std::get<Nth>(handlers);
        using handler_type = decltype(handler);
        using spec = spec_of<handler_type>;
        constexpr std::index_sequence<Next...> next;
        const auto& seen = get_unchecked<Catalog, Index, const any_variant&>(variant);
        if constexpr (is_tap<spec>) {
            if constexpr (resumable_report<Report>)
                if (report.is_done())
                    return run(static_cast<passed>(variant), handlers, context, report, next);
            const bool went_well = succeeds(report, handler, seen, context);
            if constexpr (!std::is_same_v<Report, no_report>)
                if (!went_well) {
                    if constexpr (resumable_report<Report>)
                        report.stopped_at_tap();
                    return;
                }
            return run(static_cast<passed>(variant), handlers, context, report, next);
        } else {
            if constexpr (is_guarded<spec>)
                if (!judge(handler, seen))
                    return run(static_cast<passed>(variant), handlers, context, report, next);
            using argument = argument_for<handler_type, Catalog, Passed, Index>;
            auto&& event = get_unchecked<Catalog, Index, Passed>(static_cast<passed>(variant));
            return finish<Result>(report, handler, static_cast<argument>(event), context);
        }
    }
};

/// Calls a handler of a `match_all` unless its guard refuses, or it is `otherwise` and another was called.
template <class Handler, class Event>
[[gnu::always_inline]] constexpr void call_one_of_all(Handler& handler, Event& event, bool& taken) {
    using spec = spec_of<Handler>;
    if constexpr (is_tap<spec>) {
        succeeds(no_report{}, handler, std::as_const(event), no_context{});
    } else if (!(std::is_same_v<spec, takes_rest> && taken) && judge(handler, event)) {
        taken = taken || !std::is_same_v<spec, takes_rest>;
        succeeds(no_report{}, handler, event, no_context{});
    }
}

} // namespace webhooks::detail
