#pragma once

#include "detail/subject_text.hpp"
#include "detail/worker_engine.hpp"
#include "subject.hpp"
#include "worker_options.hpp"

#include "../outcome.hpp"
#include "../process.hpp"
#include "../replay.hpp"

#include <array>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace scaivault::nats {

/// A replay guard that remembers nothing: an event is handled at least once, and again when its
/// acknowledgement was lost.
using no_guard = scaivault::detail::no_guard;

/// Runs handlers for the events of a stream, which others of the same durable name share with it.
///
/// An event is acknowledged when its handler has returned. When the handler throws, the event comes again after
/// a while; after `max_tries` failures it goes to `<dead-letter prefix>.<durable>.<event type>`, with the reason in the
/// header `Scaivault-Reason`. So does at once, and without being handled, what is no event, what lies on
/// another subject than its type's, and what has another `Nats-Msg-Id` than its own id.
///
/// Only tries in which a handler began count. They are recorded in the stream `tries_stream`, for events that come
/// again; an event that is handled at its first delivery costs no record. An event whose handler ends the process is
/// begun at most `max_tries + 2` times. After the second it is begun alone, while no other handler of its process
/// runs, so that it costs no other event a try.
///
/// Messages are not signed: whoever may publish to the stream's subjects is believed. Let nobody but the
/// receivers do so (the server's permissions say who).
///
/// Each subject of the handlers' subscription has a durable consumer of its own, since a server before 2.10 allows a
/// consumer only one; its name is `durable`, `=`, and the subject with `-` for `.`, `+` for `*` and `++` for
/// `>`. They are fetched from side by side and handled in the order of their arrival, so a subject that is
/// full does not keep the others waiting. A handler of other patterns means other consumers, which begin with the
/// oldest event that the stream has; those that are no longer used stay until they are removed.
///
/// \tparam Handlers  `handlers{...}`, or `handlers_for<...>(...)`
/// \tparam Guard     a `replay_guard`, shared by all workers of the name, for effects that happen once
template <class Handlers, replay_guard Guard = no_guard>
class worker {
public:
    /// A worker without a guard. Makes the consumers that are not there yet.
    ///
    /// \throws std::invalid_argument for options that make no sense, or handlers that ask for nothing (with
    ///         `otherwise` alone: see `filter::everything`); `error` if the server refuses, such as for a
    ///         stream that is not there: `stream` or `tries_stream` (see `ensure_streams`)
    worker(connection to, Handlers handlers, worker_options options) requires std::is_same_v<Guard, no_guard>
        : worker(std::move(to), std::move(handlers), std::move(options), own_guard_) {}

    /// A worker with a guard, which outlives it. A handler's event is claimed before and committed after it.
    worker(connection to, Handlers handlers, worker_options options, Guard& guard)
        : handlers_(std::move(handlers)), guard_(guard), prefix_(options.prefix), decode_(options.decode),
          engine_(std::move(to), validated(options), subjects(options.events),
                  [this](detail::held_message& message) { return handle(message); }) {}

    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// Handles events until `stop` is called; then finishes and acknowledges those at work, gives back those
    /// that were only fetched, and returns. At most half a second passes between, plus the handlers' time. Once
    /// only. The caller's thread keeps the server informed; handlers run on `concurrency` others.
    ///
    /// \throws std::system_error if a thread cannot be started. Those that were started have then been stopped, as if
    ///         by `stop`
    void run() { engine_.run(); }

    /// Ends `run`. May be called from any thread, from a handler and from a signal's handler.
    void stop() noexcept { engine_.stop(); }

    /// What was done so far.
    [[nodiscard]] worker_counts counts() const noexcept { return engine_.counts(); }

private:
    using catalog_type = typename Handlers::catalog_type;
    using envelope_type = typename catalog_type::envelope_type;
    using verdict = detail::verdict;

    static worker_options validated(const worker_options& options) {
        detail::validate(options);
        return options;
    }

    static std::vector<std::string> subjects(filter events) {
        if (events == filter::everything)
            return {">"};
        const auto list = events == filter::exact ? exact_subscription_subjects<Handlers>()
                                                  : subscription_subjects<Handlers>();
        if (list.empty())
            throw std::invalid_argument("scaivault: the handlers ask for no event type; for `otherwise` and "
                                        "`on_unknown` alone, use filter::everything");
        return {list.begin(), list.end()};
    }

    /// The types that a handler takes, and the unknown ones, whose type is to be compared with the subject.
    static constexpr auto read_whole = [] {
        auto mask = Handlers::handled_types();
        mask.back() = true;
        return mask;
    }();

    verdict handle(detail::held_message& message) {
        verdict of{verdict::unhandled};
        const auto became = scaivault::detail::process<catalog_type>(
            message.data(), {}, decode_,
            {.read = read_whole.data(), .handled = Handlers::handled_types().data()},
            [&](const auto& found) {
                auto differs = disagreement(message, found.id(), found.type());
                if (differs)
                    of = {verdict::refused, differs->detail};
                return differs;
            },
            guard_,
            [&](auto& found) -> std::optional<outcome> {
                if (auto instead = engine_.begin(message)) {
                    of = *std::move(instead);
                    return outcome(outcome::in_progress, found.known_type());
                }
                static_cast<void>(handlers_(std::move(found.event)));
                of = {verdict::handled};
                return std::nullopt;
            });
        switch (became.kind()) {
        case outcome::rejected:
            return of.kind == verdict::refused ? of : verdict{verdict::refused, became.error()->message()};
        case outcome::duplicate:
            return {verdict::duplicate};
        case outcome::in_progress: // elsewhere; or the handler must not begin
            return of.kind == verdict::unhandled ? verdict{verdict::in_progress} : of;
        case outcome::guard_full:
            return {verdict::in_progress}; // later
        default:
            return of;
        }
    }

    /// What in a message is not as a publisher of this library makes it.
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
    detail::worker_engine engine_;
};

template <class Handlers>
worker(connection, Handlers, worker_options) -> worker<Handlers, no_guard>;

template <class Handlers, class Guard>
worker(connection, Handlers, worker_options, Guard&) -> worker<Handlers, Guard>;

} // namespace scaivault::nats
