#pragma once

#include "detail/subject_text.hpp"
#include "detail/worker_engine.hpp"
#include "subject.hpp"
#include "worker_options.hpp"

#include "../delivery_context.hpp"
#include "../detail/handler_failure.hpp"
#include "../dispatch/handlers.hpp"
#include "../outcome.hpp"
#include "../process.hpp"
#include "../replay.hpp"

#include <boost/mp11/list.hpp>

#include <array>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace webhooks::nats {

/// A replay guard that remembers nothing. Events are handled at least once: again if an acknowledgement was lost.
using no_guard = webhooks::detail::no_guard;

/// The compile error of handlers that a worker cannot call, such as those with a result that it would drop.
template <class Handlers>
using mistakes_in_worker =
    boost::mp11::mp_rename<webhooks::detail::mistakes_in_handlers_given<Handlers>, diagnostics::mistakes>;

/// Runs handlers for the events of a stream. Workers of the same durable name share the events.
///
/// **Acknowledgement.** An event is acknowledged after its handler has returned. If the handler throws or returns a failure
/// (see `basic_receiver::receive`), the event is delivered again after a delay. After `max_tries` failures it is dead-lettered: published to
/// `<dead-letter prefix>.<durable>.<event type>`, with the reason in a header. A message is
/// dead-lettered at once, without a call of a handler, if it is not an event, if its subject is not that of its type,
/// or if its `Nats-Msg-Id` is not the event's id.
///
/// **Tries.** Only deliveries in which a handler started count. The count is kept in the stream `tries_stream`. An
/// event that is handled at its first delivery needs no record. An event whose handler terminates the process is
/// started at most `max_tries + 2` times. From the third time on it is started alone, while no other handler of the
/// process runs, so that the crash costs no other event a try.
///
/// **Trust.** Messages are not signed: a worker trusts everyone who may publish to the stream's subjects. Restrict that
/// to the receivers, by the server's permissions.
///
/// **Consumers.** Each subject of the handlers' subscription has its own durable consumer, because a server before 2.10
/// supports one subject per consumer. The consumer's name is `durable`, `=`, and the subject with `-` for `.`, `+` for
/// `*` and `++` for `>`. All consumers are fetched from concurrently and their events handled in order of arrival, so a
/// busy subject does not block the others. Handlers with other patterns use other consumers, which start at the oldest
/// event of the stream. Unused consumers stay until they are removed.
///
/// \tparam Handlers  `handlers{...}`, `handlers_for<...>(...)` or `any_handlers`
/// \tparam Guard     a `replay_guard` that all workers of the name share, so that effects happen once
template <class Handlers, replay_guard Guard = no_guard>
class worker : mistakes_in_worker<Handlers> {
    static_assert(
        !webhooks::detail::places_of<typename Handlers::catalog_type::envelope_type>.reads_headers(),
        "the envelope has the id or the type in a header, and a stream keeps bodies alone");

public:
    /// A worker without a guard. Creates missing consumers.
    ///
    /// \throws std::invalid_argument for inconsistent options, or if the handlers subscribe to nothing (as with
    ///         `otherwise` alone: see `filter::everything`)
    /// \throws error if the server refuses, for example because `stream` or `tries_stream` does not exist (see
    ///         `ensure_streams`)
    worker(connection to, Handlers handlers, worker_options options) requires std::is_same_v<Guard, no_guard>
        : worker(std::move(to), std::move(handlers), std::move(options), own_guard_) {}

    /// A worker with a guard, which must outlive the worker. The event is claimed before its handler is called, and
    /// committed after it has returned. Errors as above.
    worker(connection to, Handlers handlers, worker_options options, Guard& guard)
        : handlers_(std::move(handlers)), guard_(guard), prefix_(options.prefix), decode_(options.decode),
          on_outcome_(options.on_outcome),
          engine_(std::move(to), validated(options), subjects(handlers_, options.events),
                  [this](detail::held_message& message) { return handle(message); }) {}

    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// Handles events until `stop` is called. Then lets running handlers finish, acknowledges their events, returns
    /// fetched but unstarted events to the server, and ends. That takes at most half a second plus the handlers' time.
    /// Handlers run on `concurrency` threads; the calling thread waits. Must be called at most once.
    ///
    /// \throws std::system_error if a thread cannot be started. The threads that were started are stopped first
    void run() { engine_.run(); }

    /// Ends `run`. May be called from any thread, from a handler, and from a signal handler.
    void stop() noexcept { engine_.stop(); }

    /// Counters since the start.
    [[nodiscard]] worker_counts counts() const noexcept { return engine_.counts(); }

private:
    using catalog_type = typename Handlers::catalog_type;
    using part_type = webhooks::detail::part_taken_by<Handlers>;
    using envelope_type = typename catalog_type::envelope_type;
    using verdict = detail::verdict;

    static worker_options validated(const worker_options& options) {
        detail::validate(options);
        return options;
    }

    static std::vector<std::string> subjects(const Handlers& handlers, filter events) {
        if (events == filter::everything)
            return {">"};
        std::vector<std::string> list;
        for (const auto pattern :
             events == filter::exact ? handlers.exact_subscription() : handlers.subscription())
            list.push_back(detail::filter_subject(pattern));
        if (list.empty())
            throw std::invalid_argument("webhooks: the handlers ask for no event type; for `otherwise` and "
                                        "`on_unknown` alone, use filter::everything");
        return list;
    }

    verdict handle(detail::held_message& message) {
        verdict of{verdict::unhandled};
        const auto became = webhooks::detail::process<catalog_type, part_type>(
            message.data(), {}, decode_,
            {.read = handlers_.handled_types().data(), .handled = handlers_.handled_types().data()},
            [&](const auto& found) {
                auto differs = disagreement(message, found.id(), found.type());
                if (differs)
                    of = {verdict::refused, differs->detail};
                return differs;
            },
            guard_,
            [&](auto& found, std::string_view id) -> std::optional<outcome> {
                if (auto instead = engine_.begin(message)) {
                    of = *std::move(instead);
                    return outcome(outcome::in_progress, found.known_type());
                }
                if (auto failed = webhooks::detail::call_handlers(handlers_, std::move(found.event),
                                                                  {.signed_at = {}, .event_id = id})) {
                    of = {verdict::failed, failed->message()};
                    return outcome(*std::move(failed), outcome::handler_failed);
                }
                of = {verdict::handled};
                return std::nullopt;
            });
        webhooks::detail::tell(on_outcome_, became);
        switch (became.kind()) {
        case outcome::handler_failed:
            if (became.exception())
                std::rethrow_exception(became.exception()); // the engine counts the try
            return {verdict::failed, became.error() != nullptr ? became.error()->message() : std::string()};
        case outcome::rejected:
            return of.kind == verdict::refused ? of : verdict{verdict::refused, became.error()->message()};
        case outcome::duplicate:
            return {verdict::duplicate};
        case outcome::in_progress: // elsewhere, or the worker was stopped before the handler started
            return of.kind == verdict::unhandled ? verdict{verdict::in_progress} : of;
        case outcome::guard_full:
            return {verdict::in_progress}; // later
        default:
            return of;
        }
    }

    /// The reason why a message cannot come from a publisher of this library.
    std::optional<failure> disagreement(const detail::held_message& message, std::string_view id,
                                        std::string_view type) const {
        const auto refused = [](errc code, const char* detail) {
            return failure{.code = code, .detail = detail};
        };
        if (id.empty())
            return refused(errc::missing_field, "the event's id is empty");
        const auto subject = message.subject();
        if (!subject.starts_with(prefix_) || subject.substr(prefix_.size(), 1) != "." ||
            subject.substr(prefix_.size() + 1) != subject_of(type))
            return refused(errc::header_mismatch, "the subject is another than that of the event's type");
        const auto given = message.message_id();
        if (given.empty())
            return refused(errc::header_mismatch, "it has no Nats-Msg-Id");
        if (given != detail::message_id(id))
            return refused(errc::header_mismatch, "the Nats-Msg-Id is another than the event's id");
        return std::nullopt;
    }

    Handlers handlers_;
    [[no_unique_address]] no_guard own_guard_{};
    Guard& guard_;
    std::string prefix_;
    decode_options decode_;
    std::function<void(const outcome&)> on_outcome_;
    detail::worker_engine engine_;
};

template <class Handlers>
worker(connection, Handlers, worker_options) -> worker<Handlers, no_guard>;

template <class Handlers, class Guard>
worker(connection, Handlers, worker_options, Guard&) -> worker<Handlers, Guard>;

} // namespace webhooks::nats
