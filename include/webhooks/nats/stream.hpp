#pragma once

#include "../detail/stored_names.hpp"
#include "connection.hpp"

#include <nats/nats.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace webhooks::nats {

/// The three streams: events, dead letters (events that no worker could handle), and the workers' records of failed
/// tries.
struct stream_options {
    std::string name = detail::names::stream;                         ///< the stream of the events
    std::string prefix = detail::names::prefix;                       ///< subjects: `<prefix>.<event type>`
    std::string dead_letter_name = detail::names::dead_letter_stream; ///< the stream of the dead letters
    std::string dead_letter_prefix =
        detail::names::dead_letter_prefix;                ///< subjects: `<prefix>.<worker>.<event type>`
    std::string tries_name = detail::names::tries_stream; ///< the stream of the tries
    std::string tries_prefix =
        detail::names::tries_prefix; ///< `<prefix>.<stream>.<worker>.<sequence>.<time>`

    /// The number of copies: 1, or 3 or 5 in a cluster. With 3 copies, one server may fail at any time.
    int replicas = 1;
    /// Stores the streams in memory: faster, but lost when all servers with a copy stop.
    bool in_memory = false;
    /// How long events are kept, handled or not. Workers may be down for this long, and can process again events of
    /// this age.
    std::chrono::hours max_age{24 * 7};
    /// How long dead letters are kept.
    std::chrono::hours dead_letter_max_age{24 * 30};
    /// The maximum size of the event stream in bytes. Beyond it, the oldest events are dropped. -1: no limit.
    std::int64_t max_bytes = -1;
    /// How long the server remembers an event's id, and drops duplicates. A captured delivery can be replayed for twice
    /// the signature's tolerance (by default 300 s) and one second. A `forwarder` rejects a stream whose window is
    /// shorter. The server keeps the ids in memory.
    std::chrono::seconds duplicate_window = std::chrono::minutes(15);
};

namespace detail {

[[nodiscard]] constexpr bool is_token(std::string_view text) noexcept {
    for (const char c : text)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
              c == '-'))
            return false;
    return !text.empty();
}

/// Throws `std::invalid_argument` unless `text` is a valid single segment of a subject: letters, digits, `_` and `-`.
inline void require_token(std::string_view text, std::string_view what) {
    if (!is_token(text))
        throw std::invalid_argument("webhooks: " + std::string(what) +
                                    " must consist of letters, digits, '_' and '-'");
}

inline void ensure_stream(const connection& to, jsStreamConfig config) {
    jsErrCode code = static_cast<jsErrCode>(0);
    natsStatus status = js_AddStream(nullptr, to.jetstream(), &config, nullptr, &code);
    // The stream exists with other settings: update them.
    if (status != NATS_OK && code == JSStreamNameExistErr)
        status = js_UpdateStream(nullptr, to.jetstream(), &config, nullptr, &code);
    check(status, std::string("cannot make the stream ") + config.Name, static_cast<int>(code));
}

} // namespace detail

/// Creates the three streams. Streams that exist are updated to these options. Several programs may call it at the same
/// time with the same options.
///
/// \throws error if the server refuses, for example because of more replicas than it has servers
/// \throws std::invalid_argument for a name or prefix that is empty, or has a character other than letters, digits, `_`
///         and `-`
inline void ensure_streams(const connection& to, const stream_options& options = {}) {
    using std::chrono::nanoseconds;
    detail::require_token(options.name, "the stream's name");
    detail::require_token(options.prefix, "the stream's prefix");
    detail::require_token(options.dead_letter_name, "the dead-letter stream's name");
    detail::require_token(options.dead_letter_prefix, "the dead-letter prefix");
    detail::require_token(options.tries_name, "the tries stream's name");
    detail::require_token(options.tries_prefix, "the tries prefix");

    jsStreamConfig config;
    jsStreamConfig_Init(&config);
    config.Replicas = options.replicas;
    config.Storage = options.in_memory ? js_MemoryStorage : js_FileStorage;
    config.Retention = js_LimitsPolicy;
    config.Duplicates = nanoseconds(options.duplicate_window).count();
    config.SubjectsLen = 1;

    const std::string subjects = options.prefix + ".>";
    const char* filter = subjects.c_str();
    config.Name = options.name.c_str();
    config.Subjects = &filter;
    config.MaxAge = nanoseconds(options.max_age).count();
    config.MaxBytes = options.max_bytes;
    detail::ensure_stream(to, config);

    const std::string dead_subjects = options.dead_letter_prefix + ".>";
    filter = dead_subjects.c_str();
    config.Name = options.dead_letter_name.c_str();
    config.MaxAge = nanoseconds(options.dead_letter_max_age).count();
    config.MaxBytes = -1;
    detail::ensure_stream(to, config);

    // A record is younger than its event, so with the same age limit it outlives the event.
    const std::string tries_subjects = options.tries_prefix + ".>";
    filter = tries_subjects.c_str();
    config.Name = options.tries_name.c_str();
    config.MaxAge = nanoseconds(options.max_age).count();
    config.MaxMsgsPerSubject = 1;
    detail::ensure_stream(to, config);
}

} // namespace webhooks::nats
