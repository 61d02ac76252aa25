#pragma once

#include "../detail/hex.hpp"
#include "../detail/stored_names.hpp"
#include "../json/decode.hpp"
#include "../outcome.hpp"
#include "stream.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace webhooks::nats {

/// Which events the server sends to a worker.
enum class filter : std::uint8_t {
    /// The types of `handlers.subscription()`. A wildcard includes types that are newer than the catalog, which arrive
    /// as unknown events. Other events for `otherwise` and `on_unknown` are not sent.
    subscription,
    /// The types of `handlers.exact_subscription()`: types of the catalog only.
    exact,
    /// All events, so that `otherwise` and `on_unknown` receive everything that no pattern matches. An event that no
    /// handler takes is transferred, and then acknowledged.
    everything,
};

/// Options of a worker.
struct worker_options {
    /// The durable name. Workers of one name share the events; each name receives all of them. Required. Consists of
    /// letters, digits, `_` and `-`.
    std::string durable{};

    std::string stream = detail::names::stream; ///< the stream of the events; see `stream_options`
    std::string prefix = detail::names::prefix; ///< prefix of the events' subjects
    std::string dead_letter_prefix =
        detail::names::dead_letter_prefix;                  ///< prefix of the dead letters' subjects
    std::string tries_stream = detail::names::tries_stream; ///< the stream in which failed tries are counted
    std::string tries_prefix = detail::names::tries_prefix; ///< prefix of that stream's subjects

    /// Which events are requested from the server.
    filter events = filter::subscription;

    /// The number of handlers that run at once in this process. If above 1, handlers are called from several threads.
    std::size_t concurrency = 1;
    /// The maximum number of events of each subject that are fetched ahead, so that handlers need not wait for the
    /// network. Slow handlers reduce it: events that are not needed within about 50 ms stay on the server for other
    /// workers, and events that have waited for 100 ms are returned.
    std::size_t prefetch = 64;

    /// The server delivers an event to another worker if it was neither acknowledged nor reported in progress for this
    /// long. A worker reports three times in that span. So this is also the delay before a dead worker's events are
    /// handled.
    std::chrono::milliseconds ack_wait{30'000};
    /// The delay before an event is delivered again after its handler first threw. It doubles with each failure. Also
    /// the interval at which an event that another worker has claimed is tried again.
    std::chrono::milliseconds first_backoff{1'000};
    /// The upper limit of that delay.
    std::chrono::milliseconds max_backoff{60'000};
    /// The number of failed tries after which an event is dead-lettered. A try fails if the handler throws, or if it
    /// terminates the process while no other handler runs. Deliveries in which no handler started do not count: events
    /// that were fetched ahead and returned, lost with a connection, or whose guard threw.
    std::size_t max_tries = 5;
    /// The maximum number of unacknowledged events of one subject, over all workers of the name.
    std::int64_t max_unacknowledged = 10'000;

    /// Limits of the JSON text.
    decode_options decode{};

    /// Called for each problem that the worker recovers from: an event that is retried or dead-lettered, a server that
    /// does not respond. Called on the worker's threads, possibly concurrently. Must not throw.
    std::function<void(std::string_view)> on_problem{};

    /// Called for each delivery of a message, with what became of it. `in_progress`: no handler was called, because the event
    /// is being handled elsewhere, the worker stops, or the tries are used up. Called on the worker's threads, possibly
    /// concurrently. Exceptions are swallowed.
    std::function<void(const outcome&)> on_outcome{};
};

/// Counters of a worker.
struct worker_counts {
    std::uint64_t handled = 0;       ///< a handler returned
    std::uint64_t duplicates = 0;    ///< the guard knew the event
    std::uint64_t unhandled = 0;     ///< no handler takes the event
    std::uint64_t retried = 0;       ///< a handler or the guard threw; the event is delivered again
    std::uint64_t dead_lettered = 0; ///< too many failed tries, or not a valid event
    std::uint64_t returned = 0;      ///< given back unstarted: handlers were busy, or the worker stopped
};

namespace detail {

inline void validate(const worker_options& options) {
    using std::chrono::milliseconds;
    require_token(options.durable, "the worker's durable name");
    require_token(options.stream, "the stream's name");
    require_token(options.prefix, "the stream's prefix");
    require_token(options.dead_letter_prefix, "the dead-letter prefix");
    require_token(options.tries_stream, "the tries stream's name");
    require_token(options.tries_prefix, "the tries prefix");
    const auto require = [](bool holds, const char* what) {
        if (!holds)
            throw std::invalid_argument(what);
    };
    require(options.concurrency > 0, "webhooks: a worker without concurrency handles nothing");
    require(options.prefetch > 0, "webhooks: a worker that fetches no events handles none");
    require(options.max_tries > 0, "webhooks: a worker that never tries handles nothing");
    require(options.max_unacknowledged > 0, "webhooks: max_unacknowledged must be above 0");
    require(options.ack_wait >= milliseconds(100), "webhooks: ack_wait is less than 100 ms");
    require(options.first_backoff > milliseconds(0) && options.max_backoff >= options.first_backoff,
            "webhooks: the back-off must be above 0 and not more than its maximum");
}

/// The delay before an event is delivered again after its `times`th failure.
[[nodiscard]] inline std::chrono::milliseconds backoff(const worker_options& options,
                                                       std::uint64_t times) noexcept {
    auto delay = options.first_backoff;
    for (std::uint64_t i = 1; i < times && delay < options.max_backoff; ++i)
        delay = delay > options.max_backoff / 2 ? options.max_backoff : delay * 2;
    return delay;
}

/// The name of the consumer for one subject of a worker. Injective: different subjects have different names.
[[nodiscard]] inline std::string consumer_name(std::string_view durable, std::string_view subject) {
    std::string name(durable);
    name.push_back('=');
    for (const char c : subject) {
        if (c == '.')
            name.push_back('-');
        else if (c == '*')
            name.push_back('+');
        else if (c == '>')
            name.append("++");
        else if (c != '-' && is_token({&c, 1}))
            name.push_back(c);
        else {
            const auto digits = webhooks::detail::hex_of(c, webhooks::detail::upper_hex_digits);
            name.append({'=', digits[0], digits[1]});
        }
    }
    return name;
}

} // namespace detail

} // namespace webhooks::nats
