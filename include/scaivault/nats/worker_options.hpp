#pragma once

#include "../json/decode.hpp"
#include "stream.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace scaivault::nats {

/// Which events the server sends to a worker.
enum class filter : std::uint8_t {
    /// Those that `handlers.subscription()` asks for. A wildcard takes in next year's types, which arrive as
    /// unknown events; what `otherwise` and `on_unknown` would take beside that is not sent.
    subscription,
    /// Those that `handlers.exact_subscription()` asks for: types of the catalog alone.
    exact,
    /// All: `otherwise` and `on_unknown` see whatever no pattern takes. An event that no handler takes is
    /// acknowledged, and costs its way over the network.
    everything,
};

/// How a worker works.
struct worker_options {
    /// The workers of one name share the events; each name gets them all. Letters, digits, `_` and `-`. Required.
    std::string durable{};

    std::string stream = "SCAIVAULT";                  ///< where the events are; see `stream_options`
    std::string prefix = "scaivault";                  ///< that of the events' subjects
    std::string dead_letter_prefix = "scaivault_dead"; ///< that of the subjects of those it cannot handle
    std::string tries_stream = "SCAIVAULT_TRIES";      ///< where failed tries are counted
    std::string tries_prefix = "scaivault_tries";      ///< that of its subjects

    /// Which events it asks for.
    filter events = filter::subscription;

    /// How many handlers run at once in this process. More than one: they are called from as many threads.
    std::size_t concurrency = 1;
    /// The most events of each subject that are fetched ahead, so that handlers need not wait for the network. Fewer
    /// are if handlers are slow: what they do not need within some 50 ms stays with the server, for other workers, and
    /// what has waited for 100 ms is given back.
    std::size_t prefetch = 64;

    /// After this the server gives an event to another worker, unless this one says that it is still at work,
    /// which it does three times in that span: the time after which a dead worker's events are handled.
    std::chrono::milliseconds ack_wait{30'000};
    /// After an exception the event comes again; the first time after this, then after twice as long ...
    std::chrono::milliseconds first_backoff{1'000};
    /// ... and never later than after this. Also how often another worker's claim of the event is looked at.
    std::chrono::milliseconds max_backoff{60'000};
    /// When its handler has failed this many times, an event is dead-lettered. A handler fails by throwing, or by
    /// ending its process at a time when no other handler ran in it. Deliveries in which no handler began cost
    /// nothing: those that were fetched ahead and given back, lost with a connection, or ended by a guard that threw.
    std::size_t max_tries = 5;
    /// How many events of one subject all workers together may have without having acknowledged them.
    std::int64_t max_unacknowledged = 10'000;

    /// Limits of the text.
    decode_options decode{};

    /// Told of what goes wrong and is dealt with: an event that comes again or is dead-lettered, a server that
    /// does not answer. Called from the worker's threads, several at once; must not throw.
    std::function<void(std::string_view)> on_problem{};
};

/// What a worker has done.
struct worker_counts {
    std::uint64_t handled = 0;       ///< a handler returned
    std::uint64_t duplicates = 0;    ///< the guard knew the event
    std::uint64_t unhandled = 0;     ///< no handler takes it
    std::uint64_t retried = 0;       ///< a handler or the guard threw, and the event comes again
    std::uint64_t dead_lettered = 0; ///< too many tries, or no event
    std::uint64_t returned = 0;      ///< fetched and not begun, as handlers were busy or it was stopped
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
    require(options.concurrency > 0, "scaivault: a worker without concurrency handles nothing");
    require(options.prefetch > 0, "scaivault: a worker that fetches no events handles none");
    require(options.max_tries > 0, "scaivault: a worker that never tries handles nothing");
    require(options.max_unacknowledged > 0, "scaivault: max_unacknowledged must be above 0");
    require(options.ack_wait >= milliseconds(100), "scaivault: ack_wait is less than 100 ms");
    require(options.first_backoff > milliseconds(0) && options.max_backoff >= options.first_backoff,
            "scaivault: the back-off must be above 0 and not more than its maximum");
}

/// How long after its `times`th failure an event comes again.
[[nodiscard]] inline std::chrono::milliseconds backoff(const worker_options& options,
                                                       std::uint64_t times) noexcept {
    auto delay = options.first_backoff;
    for (std::uint64_t i = 1; i < times && delay < options.max_backoff; ++i)
        delay = delay > options.max_backoff / 2 ? options.max_backoff : delay * 2;
    return delay;
}

/// The server's name for the consumer of one subject of a worker: no two subjects share one.
[[nodiscard]] inline std::string consumer_name(std::string_view durable, std::string_view subject) {
    constexpr std::string_view digits = "0123456789ABCDEF";
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
            const auto byte = static_cast<unsigned char>(c);
            name.append({'=', digits[byte >> 4U], digits[byte & 15U]});
        }
    }
    return name;
}

} // namespace detail

} // namespace scaivault::nats
