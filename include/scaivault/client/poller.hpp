#pragma once

#include "../events/catalog.hpp"
#include "../json/decode.hpp"
#include "../outcome.hpp"
#include "../replay.hpp"
#include "../subscription/polling.hpp"
#include "client.hpp"
#include "retries.hpp"
#include <webhooks/client/backoff.hpp>
#include <webhooks/client/transport.hpp>
#include <webhooks/detail/handler_failure.hpp>
#include <webhooks/dispatch/handlers.hpp>
#include <webhooks/process.hpp>

#include <boost/mp11/list.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace scaivault {

/// Options of a `poller`.
struct poller_options {
    std::chrono::seconds timeout{30}; ///< how long the server waits for an event; 0 to 60
    std::size_t max_events = 100;     ///< the most events in an answer
    /// Where to begin, such as `poller::position()` of an earlier run. Events before it that were not acknowledged are not
    /// polled. Empty: all that are not acknowledged.
    std::string since_event_id{};
    poll_options read{};       ///< how answers are read
    backoff_options backoff{}; ///< after calls that failed, and of answers without an event that came early
    std::chrono::seconds longest_retry_after{600}; ///< a longer `Retry-After` is cut to this
    std::chrono::milliseconds retry_delay{5'000};  ///< at least this long until an event is tried again
    unsigned max_attempts = 5; ///< failures of an event's handler until `on_poisoned` is called; 0: never

    /// Called with the outcome of each event; may throw, which has no effect.
    std::function<void(const outcome&)> on_outcome{};
    /// Called with each event that cannot be read, and each that failed `max_attempts` times: its JSON text, and the reason.
    /// Returns whether it is stored elsewhere and can be acknowledged. If empty, or if it throws: it is not acknowledged, and
    /// comes again.
    std::function<bool(std::string_view, const failure&)> on_poisoned{};
    /// Called with each failed call that is going to be repeated; may throw, which has no effect.
    std::function<void(const client_failure&)> on_trouble{};
};

/// Polls a subscription and runs handlers for its events, each at least once:
///
///     poller worker{client, "sub_abc", handlers{on<"secret.rotated">(f), ignore_rest}};
///     worker.run(); // until worker.stop()
///
/// **Acknowledgement.** An event is claimed in the replay guard, handled, committed, and then acknowledged together with the
/// others of its answer. What fails is not acknowledged. If the process dies between the handler and the acknowledgement,
/// the event comes again, and a guard that outlives the process (`sqlite_replay_guard`) knows it.
///
/// **Failed events** do not stop the rest. The poller goes on behind them with `since_event_id`, and polls from the beginning
/// again after `retry_delay`, when no others have come. See `poller_options::on_poisoned`.
///
/// **Failed calls** are repeated with back-off and jitter, or after `Retry-After`: 409, 429, 5xx, what happens to connections,
/// malformed answers. `run` ends with other failures, such as 401, 403 and 404, which waiting does not mend.
///
/// \tparam Client    a `basic_client`, or a class with its `poll` and `acknowledge`
/// \tparam Handlers  `handlers{...}`, `handlers_for<...>(...)` or `any_handlers`
/// \tparam Guard     a `replay_guard`
template <class Client, class Handlers, webhooks::replay_guard Guard = memory_replay_guard>
class poller : boost::mp11::mp_rename<webhooks::detail::mistakes_in_handlers_given<Handlers>,
                                      webhooks::diagnostics::mistakes> {
public:
    /// A poller with a guard of its own, in memory.
    /// \param client        must outlive the poller
    /// \param subscription  its id
    /// \param handlers      moved or copied into the poller
    /// \param options       how to poll
    /// \throws std::bad_alloc
    poller(Client& client, std::string subscription, Handlers handlers,
           poller_options options = {}) requires std::is_same_v<Guard, memory_replay_guard>
        : poller(client, std::move(subscription), std::move(handlers), std::move(options),
                 std::make_unique<memory_replay_guard>()) {}

    /// A poller with a guard that others share, or that outlives the process.
    /// \param client, subscription, handlers, options  as above
    /// \param guard                                    must outlive the poller
    poller(Client& client, std::string subscription, Handlers handlers, poller_options options, Guard& guard)
        : client_(client), subscription_(std::move(subscription)), handlers_(std::move(handlers)),
          options_(std::move(options)), guard_(guard), backoff_(options_.backoff),
          position_(options_.since_event_id) {}

    poller(const poller&) = delete;
    poller& operator=(const poller&) = delete;

    /// Handles events until `stop` is called. Then lets a running handler finish and acknowledges what was handled. Ends at once
    /// after `stop`. One thread at a time may call it.
    ///
    /// \return nothing after `stop`; or the failure that waiting does not mend. The events handled before are acknowledged
    ///         if the server permits
    /// \throws std::bad_alloc
    client_result<void> run() {
        while (!stopped_.is_canceled()) {
            if (auto failed = acknowledge_handled(); failed || (failed = poll_once())) {
                if (*failed == client_errc::canceled)
                    break;
                if (!detail::is_worth_repeating(*failed))
                    return *std::move(failed);
                webhooks::detail::tell(options_.on_trouble, *failed);
                stopped_.wait_for(detail::delay_after(*failed, backoff_, options_.longest_retry_after));
                begin_again(); // the connection was lost: what is not acknowledged comes again
            }
        }
        if (auto failed = acknowledge_handled())
            return *std::move(failed);
        return {};
    }

    /// Ends `run`, also while it waits for events. May be called from any thread and from a handler, not from a signal handler.
    void stop() noexcept { stopped_.cancel(); }

    /// The id of the last event that was polled, for `poller_options::since_event_id`; empty if there was none. Only while `run`
    /// does not run.
    [[nodiscard]] const std::string& position() const noexcept { return position_; }

private:
    using handlers_type = std::remove_cvref_t<Handlers>;
    using catalog_type = typename handlers_type::catalog_type;
    using part_type = webhooks::detail::part_taken_by<handlers_type>;

    poller(Client& client, std::string subscription, Handlers handlers, poller_options options,
           std::unique_ptr<Guard> own)
        : poller(client, std::move(subscription), std::move(handlers), std::move(options), *own) {
        own_ = std::move(own);
    }

    void begin_again() {
        retries_.begin_round();
        position_ = options_.since_event_id;
    }

    [[nodiscard]] std::optional<client_failure> acknowledge_handled() {
        if (handled_.empty())
            return std::nullopt;
        if (const auto done = client_.acknowledge(subscription_, handled_); !done)
            return done.error();
        handled_.clear();
        return std::nullopt;
    }

    [[nodiscard]] std::optional<client_failure> poll_once() {
        auto timeout = options_.timeout;
        if (retries_.any_in_round())
            timeout = std::min(timeout, std::chrono::ceil<std::chrono::seconds>(options_.retry_delay));
        const auto began = std::chrono::steady_clock::now();
        const auto text = client_.poll(
            subscription_,
            {.timeout = timeout, .max_events = options_.max_events, .since_event_id = position_}, stopped_);
        if (!text)
            return text.error();
        const auto parts = detail::read_poll(*text, options_.read.max_size, true);
        if (!parts) {
            auto why = detail::malformed_answer(parts.error().where, "");
            why.offset = parts.error().offset;
            why.detail = parts.error().code.message();
            return why;
        }
        const std::size_t fresh = handle_all(parts->list);
        if (fresh != 0) {
            backoff_.reset();
        } else if (retries_.any_in_round()) {
            stopped_.wait_for(std::chrono::duration_cast<std::chrono::milliseconds>(
                began + options_.retry_delay - std::chrono::steady_clock::now()));
            begin_again();
        } else if (std::chrono::steady_clock::now() - began < timeout / 2) {
            stopped_.wait_for(backoff_.next()); // a server that does not wait
        } else {
            backoff_.reset();
        }
        return std::nullopt;
    }

    /// Returns how many events were not tried in this round before.
    std::size_t handle_all(std::string_view list) {
        std::size_t fresh = 0;
        for (webhooks::detail::json_items items(list); !stopped_.is_canceled() && items.next();) {
            const auto text = items.value();
            auto id = decode_event_id<catalog_type>(text, options_.read.event);
            const bool has_id = id && !id->empty();
            if (has_id)
                position_ = *id;
            const std::string key = has_id ? *id : std::string(text);
            if (retries_.is_in_round(key))
                continue;
            ++fresh;
            const auto became = handle(text);
            webhooks::detail::tell(options_.on_outcome, became);
            if (is_done(became, text, key)) {
                if (has_id)
                    handled_.push_back(*std::move(id));
                retries_.forget(key);
            } else {
                retries_.put_off(key);
            }
        }
        return fresh;
    }

    [[nodiscard]] outcome handle(std::string_view text) {
        const bool* const taken = handlers_.handled_types().data();
        return webhooks::detail::process<catalog_type, part_type>(
            text, {}, options_.read.event, {.read = taken, .handled = taken},
            [](const auto&) { return std::optional<failure>(); }, guard_,
            [&](auto& found, std::string_view id) {
                return webhooks::detail::outcome_of(webhooks::detail::call_handlers(
                    handlers_, std::move(found.event), {.signed_at = {}, .event_id = id}));
            });
    }

    /// Whether the event can be acknowledged.
    [[nodiscard]] bool is_done(const outcome& became, std::string_view text, const std::string& key) {
        switch (became.kind()) {
        case outcome::handled:
        case outcome::unhandled:
        case outcome::unknown:
        case outcome::duplicate:
            return true;
        case outcome::rejected:
            return detail::is_kept(options_.on_poisoned, text, *became.error());
        case outcome::handler_failed:
            if (retries_.count_failure(key) == options_.max_attempts)
                return detail::is_kept(options_.on_poisoned, text, detail::reason_of(became));
            return false;
        default: // being handled elsewhere, or no room in the guard
            return false;
        }
    }

    Client& client_;
    std::string subscription_;
    Handlers handlers_;
    poller_options options_;
    std::unique_ptr<Guard> own_{};
    Guard& guard_;
    webhooks::backoff backoff_;
    cancellation stopped_;
    std::string position_;
    std::vector<std::string> handled_{}; ///< ids to acknowledge
    detail::retries retries_{};
};

template <class Client, class Handlers>
poller(Client&, const char*, Handlers) -> poller<Client, Handlers>;
template <class Client, class Handlers>
poller(Client&, std::string, Handlers) -> poller<Client, Handlers>;
template <class Client, class Handlers>
poller(Client&, std::string, Handlers, poller_options) -> poller<Client, Handlers>;
template <class Client, class Handlers, class Guard>
poller(Client&, std::string, Handlers, poller_options, Guard&) -> poller<Client, Handlers, Guard>;

} // namespace scaivault
