#pragma once

#include "detail/identity.hpp"
#include "detail/worker_engine.hpp"
#include "subject.hpp"
#include "worker_options.hpp"

#include "../replay.hpp"

#include <array>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace scaivault::nats {

/// A replay guard that remembers nothing. Events are handled at least once: again if an acknowledgement was lost.
struct no_guard {
    /// Always succeeds.
    [[nodiscard]] claim_result claim(std::string_view) noexcept { return claim_result::claimed; }
    /// Has no effect.
    void commit(std::string_view) noexcept {}
    /// Has no effect.
    void release(std::string_view) noexcept {}
};

/// Runs handlers for the events of a stream. Workers of the same durable name share the events.
///
/// **Acknowledgement.** An event is acknowledged after its handler has returned. If the handler throws, the event is
/// delivered again after a delay. After `max_tries` failures it is dead-lettered: published to
/// `<dead-letter prefix>.<durable>.<event type>`, with the reason in the header `Scaivault-Reason`. A message is
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
/// \tparam Handlers  `handlers{...}` or `handlers_for<...>(...)`
/// \tparam Guard     a `replay_guard` that all workers of the name share, so that effects happen once
template <class Handlers, replay_guard Guard = no_guard>
class worker {
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
          engine_(std::move(to), validated(options), subjects(options.events),
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

    /// Types that are decoded whole: those that a handler takes, and unknown ones, whose type is compared with the
    /// subject.
    static constexpr auto read_whole = [] {
        auto mask = Handlers::handled_types();
        mask.back() = true;
        return mask;
    }();

    verdict handle(detail::held_message& message) {
        typename catalog_type::variant event;
        envelope_type envelope;
        const auto read = scaivault::detail::read_as<catalog_type>(message.data(), event, envelope, decode_,
                                                                   read_whole.data());
        if (!read)
            return {verdict::refused, read.error().message()};
        const auto& of = read->wanted ? scaivault::detail::envelope_in<catalog_type>(event) : envelope;
        const std::string id(scaivault::detail::id_of(of));
        if (auto reason = disagreement(message, id, type_in(event, read->type)); !reason.empty())
            return {verdict::refused, std::move(reason)};
        if (!Handlers::handles(read->type))
            return {verdict::unhandled};

        scoped_claim claim(guard_, id);
        if (claim.result() == claim_result::duplicate)
            return {verdict::duplicate};
        if (claim.result() != claim_result::claimed) // in progress elsewhere, or the guard is full
            return {verdict::in_progress};
        if (auto instead = engine_.begin(message))
            return *std::move(instead);
        static_cast<void>(handlers_(std::move(event)));
        claim.commit();
        return {verdict::handled};
    }

    static std::string_view type_in(const typename catalog_type::variant& event, std::size_t type) noexcept {
        if (type < catalog_type::size)
            return catalog_type::names[type];
        return std::get_if<typename catalog_type::unknown_type>(&event)->event_type;
    }

    /// The reason why a message cannot come from a publisher of this library; empty if it can.
    std::string disagreement(const detail::held_message& message, std::string_view id,
                             std::string_view type) const {
        if (id.empty())
            return "the event's id is empty";
        const auto subject = message.subject();
        if (!subject.starts_with(prefix_) || subject.substr(prefix_.size(), 1) != "." ||
            subject.substr(prefix_.size() + 1) != subject_of(type))
            return "the subject is another than that of the event's type";
        const auto given = message.message_id();
        if (given.empty())
            return "it has no Nats-Msg-Id";
        if (given != detail::message_id(id))
            return "the Nats-Msg-Id is another than the event's id";
        return {};
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
