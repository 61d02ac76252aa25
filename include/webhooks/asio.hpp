#pragma once

/// Handlers that suspend: `async_receive` takes a delivery as a coroutine of Boost.Asio, and its handlers may be coroutines.
///
/// Not part of `webhook.hpp`. Requires the Boost headers and threads; no further Boost library is linked.

#include "accepted_event.hpp"
#include "delivery.hpp"
#include "delivery_context.hpp"
#include "detail/handler_failure.hpp"
#include "dispatch/diagnostics.hpp"
#include "dispatch/handlers.hpp"
#include "dispatch/result_type.hpp"
#include "error.hpp"
#include "outcome.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/mp11/list.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

// GCC 12 warns of a coroutine's frame that holds a lambda of a file which is included, as in a unity build, though frames
// are not shared between files.
#if defined(__GNUC__) && !defined(__clang__)
#    pragma GCC diagnostic push
#    pragma GCC diagnostic ignored "-Wsubobject-linkage"
#endif

namespace webhooks {

/// Options of `async_receive`. Trivially copyable, because GCC 12 copies a coroutine's temporary arguments bytewise.
struct async_receive_options {
    /// The longest time for a handler and its taps. After it they are cancelled: the operation that they wait for ends with
    /// `operation_aborted`. The outcome is then `handler_failed` with the error `boost::asio::error::timed_out`. 0: no limit.
    std::chrono::milliseconds timeout{0};
};

namespace detail {

/// What a handler that is awaited may return.
template <class Type>
inline constexpr bool is_awaitable_report = false;
template <class Type, class Executor>
inline constexpr bool is_awaitable_report<boost::asio::awaitable<Type, Executor>> = can_report<Type>;

/// The results that `async_receive` takes.
struct awaited_results {
    template <class Type>
    static constexpr bool can_take = can_report<Type> || is_awaitable_report<Type>;
};

/// The failure in what a handler's awaitable returns.
template <class Type>
boost::asio::awaitable<std::optional<failure>> await_failure(boost::asio::awaitable<Type> handler) {
    if constexpr (std::is_void_v<Type>) {
        co_await std::move(handler);
        co_return std::nullopt;
    } else {
        co_return failure_in(co_await std::move(handler));
    }
}

/// How far the taps and the handler of an event are.
struct awaited_calls {
    std::size_t taps_done = 0; ///< taps that were called, and awaited if they suspend
    std::size_t taps_seen = 0; ///< taps that the dispatch has come to
    bool is_at_tap = false;    ///< `pending` is that of a tap
    std::optional<failure> failed{};
    std::optional<boost::asio::awaitable<std::optional<failure>>> pending{};
};

/// Keeps the awaitable that a function returned, and stops the dispatch. An awaitable runs when it is awaited, so a tap must end
/// before what comes after it is called.
struct awaiting_report {
    using results = awaited_results;

    awaited_calls& calls;

    [[nodiscard]] bool is_done() const { return calls.taps_seen++ < calls.taps_done; }
    void stopped_at_tap() const { calls.is_at_tap = true; }

    template <class Returned>
    bool operator()(Returned&& returned) const {
        if constexpr (is_awaitable_report<std::remove_cvref_t<Returned>>) {
            calls.pending.emplace(await_failure(std::forward<Returned>(returned)));
            return false;
        } else {
            calls.failed = failure_in(std::forward<Returned>(returned));
            return !calls.failed;
        }
    }
};

/// Calls and awaits the taps and the handler of an event.
/// \param handlers, event  must outlive the coroutine
template <class Handlers, class Event>
boost::asio::awaitable<std::optional<failure>> await_handlers(Handlers& handlers, Event& event,
                                                              delivery_context context) {
    awaited_calls calls;
    for (;;) {
        calls.taps_seen = 0;
        handlers(std::move(event), context, awaiting_report{calls});
        if (!calls.pending)
            co_return std::move(calls.failed);
        auto pending = *std::exchange(calls.pending, std::nullopt);
        auto failed = co_await std::move(pending);
        if (failed || !std::exchange(calls.is_at_tap, false))
            co_return std::move(failed);
        calls.taps_done = calls.taps_seen;
    }
}

/// Whether a list, perhaps const, has a handler that returns an awaitable: what is wrong with it depends on whether a receiver
/// takes these.
template <class Handlers>
inline constexpr bool suspends = !std::is_same_v<mistakes_in_handlers_given<Handlers>,
                                                 mistakes_in_handlers_given<Handlers, awaited_results>>;

/// Cancels a coroutine. Shared with the callbacks that may run after it has ended.
struct stop_signal {
    boost::asio::cancellation_signal signal{};
    bool is_due = false; ///< a callback has cancelled the coroutine

    void stop() {
        is_due = true;
        signal.emit(boost::asio::cancellation_type::terminal);
    }
};

/// Runs `work` in a coroutine of its own. Both `stop` and what cancels the caller cancel it.
template <class Result>
boost::asio::awaitable<Result> run_until_stopped(boost::asio::awaitable<Result> work,
                                                 std::shared_ptr<stop_signal> stop) {
    namespace asio = boost::asio;
    const auto executor = co_await asio::this_coro::executor;
    const auto state = co_await asio::this_coro::cancellation_state;
    if (auto slot = state.slot(); slot.is_connected())
        slot.assign([stop](asio::cancellation_type type) { stop->signal.emit(type); });
    co_return co_await asio::co_spawn(executor, std::move(work),
                                      asio::bind_cancellation_slot(stop->signal.slot(), asio::use_awaitable));
}

/// Runs `work`, and cancels it after `timeout`. `stop->is_due` then tells.
template <class Result>
boost::asio::awaitable<Result> run_within(std::chrono::milliseconds timeout,
                                          boost::asio::awaitable<Result> work,
                                          std::shared_ptr<stop_signal> stop) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, timeout);
    timer.async_wait([stop](const boost::system::error_code& error) {
        if (!error)
            stop->stop();
    });
    co_return co_await run_until_stopped(std::move(work), stop);
}

/// `async_receive` for handlers without mistakes.
template <class Receiver, class Handlers>
boost::asio::awaitable<outcome> receive_awaiting(Receiver& receiver, delivery received, Handlers& handlers,
                                                 async_receive_options options) {
    // Owns the claim. Where the coroutine is destroyed while it is suspended, the claim is released.
    auto event = receiver.template accept<awaited_results>(received, handlers);
    const auto stop = options.timeout.count() > 0 ? std::make_shared<stop_signal>() : nullptr;
    if (!event)
        co_return std::move(event).result();
    try {
        auto calls = await_handlers(handlers, event.event(), event.context());
        if (stop)
            calls = run_within(options.timeout, std::move(calls), stop);
        event.end_with(co_await std::move(calls));
    } catch (...) {
        if (stop && stop->is_due)
            event.end_with(failure{.code = boost::asio::error::timed_out,
                                   .detail = "the handler was cancelled after " +
                                             std::to_string(options.timeout.count()) + " ms"});
        else
            event.end_with(std::current_exception());
    }
    co_return std::move(event).result();
}

} // namespace detail

/// Receives one delivery as a coroutine: as `basic_receiver::receive`, with handlers and taps that may suspend.
///
/// \param receiver  a `basic_receiver`; must outlive the coroutine
/// \param received  the headers and the raw body, unmodified. Its text must stay valid until the coroutine suspends for the
///                  first time, in a handler: by then the event owns what it needs. Keep it until the end if in doubt
/// \param handlers  `handlers{...}`, `handlers_for<...>(...)` or `any_handlers`; must outlive the coroutine. A function returns
///                  `boost::asio::awaitable<void>`, an awaitable of something that can fail, or what it may return to
///                  `receive`; anything else is a compile error. `any_handlers` takes none that suspend. A coroutine's
///                  `const auto&` parameters, the event and the `delivery_context`, stay valid until it ends; so do the
///                  captures of a lambda, as long as the handlers live
/// \param options   see there
/// \return the outcome, as `receive` returns it. The awaitable runs when it is awaited, or given to `co_spawn`
/// \throws std::bad_alloc for the coroutine's own frame; else nothing. What a handler throws is in the outcome
///
/// The claim is held while a handler is suspended, and other deliveries of the event are `in_progress`. It is committed when
/// the handler's coroutine ends. It is released when that fails or throws, and so if it is cancelled: by the caller's
/// cancellation slot, by `options.timeout`, or by the destruction of the coroutine with its `io_context`. A handler that
/// ignores its cancellation, or never suspends, goes on; what it returns counts. A claim is lost when it is older than the
/// guard's timeout (`replay_options::claim_timeout`, 10 minutes by default): let `options.timeout` be shorter.
///
/// With a timeout, the caller's executor must run one function at a time: a strand, or an `io_context` that one thread runs.
///
///     const handlers handle{on<"order.paid">([&](const auto& e) -> asio::awaitable<void> { co_await ship(e); }), ignore_rest};
///     const outcome became = co_await async_receive(orders, received, handle, {.timeout = std::chrono::seconds(20)});
template <class Receiver, class Handlers>
[[nodiscard]] boost::asio::awaitable<outcome>
async_receive(Receiver& receiver, delivery received, Handlers& handlers, async_receive_options options = {}) {
    using mistakes = detail::mistakes_in_handlers_given<Handlers, detail::awaited_results>;
    if constexpr (boost::mp11::mp_empty<mistakes>::value)
        return detail::receive_awaiting(receiver, received, handlers, options);
    else
        return boost::mp11::mp_rename<mistakes, diagnostics::refusal>{};
}

} // namespace webhooks

#if defined(__GNUC__) && !defined(__clang__)
#    pragma GCC diagnostic pop
#endif
