#pragma once

#include "delivery_context.hpp"
#include "detail/handler_failure.hpp"
#include "detail/scoped_claim.hpp"
#include "outcome.hpp"
#include "replay.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

namespace webhooks {

namespace detail {

/// What a receiver makes an accepted event of.
template <class Event, class Guard>
struct accepted_parts {
    outcome result{outcome::handler_failed, {}};
    std::optional<scoped_claim<Guard>> claim{}; ///< if moved from, one that holds nothing
    Event event{};
    std::chrono::sys_seconds signed_at{};
    const std::function<void(const outcome&)>* on_outcome = nullptr;
};

} // namespace detail

/// What `basic_receiver::accept` returns: an event that was verified, decoded and claimed, to be handled after the delivery
/// was answered, perhaps on another thread. Or the outcome of a delivery that is not to be handled.
///
/// The claim ends in one of three ways: `commit`, `release`, or `run`, which does either. Until then, other deliveries of the
/// event are `in_progress`. An object that is destroyed before releases the claim, so that the vendor's retry, if there is
/// one, is accepted again: a vendor that was answered 200 does not retry. What must not be lost goes to a durable queue, such
/// as a stream (`nats::forwarder`), before the answer.
///
/// A claim is lost when it is older than the guard's timeout (`replay_options::claim_timeout`, 10 minutes by default): keep
/// the queue shorter than that.
///
/// Movable. The receiver must stay in its place until the event is done. One thread at a time may use an object.
///
/// \tparam Event  a `std::variant` of event types
/// \tparam Guard  the receiver's replay guard
template <class Event, replay_guard Guard>
class accepted_event {
public:
    using event_type = Event; ///< a `std::variant` of event types

    /// For receivers.
    explicit accepted_event(detail::accepted_parts<Event, Guard> parts) noexcept : parts_(std::move(parts)) {}

    accepted_event(accepted_event&&) noexcept = default;
    /// Releases this object's own event first.
    accepted_event& operator=(accepted_event&& other) noexcept {
        if (this != &other) {
            release();
            parts_ = std::move(other.parts_);
        }
        return *this;
    }
    ~accepted_event() { release(); }

    /// True if there is an event that is to be handled.
    [[nodiscard]] explicit operator bool() const noexcept { return parts_.claim && parts_.claim->holds(); }

    /// `outcome::accepted` as long as the event is to be handled, with status 200: what the delivery is answered with. Otherwise
    /// what became of it. Valid as long as this object is neither changed nor moved.
    [[nodiscard]] const outcome& result() const& noexcept { return parts_.result; }
    /// The same, moved out of this object.
    [[nodiscard]] outcome result() && noexcept { return std::move(parts_.result); }

    /// The event. Precondition: this object was `true` and has not been `run`.
    [[nodiscard]] Event& event() noexcept { return parts_.event; }
    /// The same, to read it.
    [[nodiscard]] const Event& event() const noexcept { return parts_.event; }

    /// What the event's handlers are called with. Valid as long as this object is neither changed nor moved.
    [[nodiscard]] delivery_context context() const noexcept {
        return {parts_.signed_at, parts_.result.secret_index(), parts_.result.event_id()};
    }

    /// Calls the handler of the event, and commits. Releases if the handler fails. Tells `receiver_options::on_outcome`.
    ///
    /// \param handlers  the `handlers` that were given to `accept`, or any list for the same events
    /// \return `handled`, or `unknown` for a type that the catalog does not have; `handler_failed` with what the handler threw or
    ///         returned, or with the exception of the guard's commit; `result()` if there is no event to be handled
    /// \throws nothing
    template <class Handlers>
    const outcome& run(Handlers&& handlers) noexcept {
        if (!*this)
            return parts_.result;
        try {
            return end_with(detail::call_handlers(handlers, std::move(parts_.event), context()));
        } catch (...) {
            return end_with(std::current_exception());
        }
    }

    /// What `run` does after the handler, for one that was called elsewhere: commits, or releases if the handler failed. Has no
    /// effect if there is no event to be handled.
    /// \param failed  the handler's failure, or nothing
    /// \return as `run`
    /// \throws nothing
    const outcome& end_with(std::optional<failure> failed) noexcept {
        if (!*this)
            return parts_.result;
        if (failed) {
            parts_.claim->release();
            return end(outcome(*std::move(failed), outcome::handler_failed));
        }
        try {
            parts_.claim->commit();
        } catch (...) {
            return end_with(std::current_exception());
        }
        return end(success());
    }

    /// The same for a handler that threw: releases.
    /// \param thrown  what it threw
    const outcome& end_with(std::exception_ptr thrown) noexcept {
        if (!*this)
            return parts_.result;
        parts_.claim->release();
        return end(outcome(std::move(thrown)));
    }

    /// Marks the event as handled. Has no effect if there is none to be handled.
    /// \throws what the guard's `commit` throws. The claim still stands then
    void commit() {
        if (!*this)
            return;
        parts_.claim->commit();
        end(success());
    }

    /// Returns the event unhandled; its outcome is `handler_failed`, without an exception. Has no effect if there is none to be
    /// handled.
    void release() noexcept {
        if (!*this)
            return;
        parts_.claim->release();
        end(outcome(outcome::handler_failed, {}));
    }

private:
    [[nodiscard]] outcome success() const noexcept {
        const auto type = parts_.result.known_type();
        return {type.empty() ? outcome::unknown : outcome::handled, type, parts_.result.secret_index()};
    }

    const outcome& end(outcome became) noexcept {
        became.about(std::move(parts_.result).event());
        parts_.result = std::move(became);
        detail::tell(*parts_.on_outcome, parts_.result);
        return parts_.result;
    }

    detail::accepted_parts<Event, Guard> parts_;
};

} // namespace webhooks
