#pragma once

#include "connection.hpp"

#include <nats/nats.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace scaivault::nats {

/// Where events are kept: one stream for them, one for those that no worker could handle, and one in which workers
/// count failed tries.
struct stream_options {
    std::string name = "SCAIVAULT";                    ///< the stream of the events
    std::string prefix = "scaivault";                  ///< an event goes to `<prefix>.<event type>`
    std::string dead_letter_name = "SCAIVAULT_DEAD";   ///< the stream of those that no worker could handle
    std::string dead_letter_prefix = "scaivault_dead"; ///< and then `<worker>.<event type>`
    std::string tries_name = "SCAIVAULT_TRIES";        ///< the stream of the tries
    std::string tries_prefix = "scaivault_tries";      ///< and then `<stream>.<worker>.<place>.<time>`

    /// Servers that have a copy: 1, or 3 or 5 of a cluster. With 3, one may be lost at any time.
    int replicas = 1;
    /// In memory they are faster, and gone when all copies' servers stop.
    bool in_memory = false;
    /// For how long events are kept, handled or not: how long workers may be away, or how far back they can be
    /// run again.
    std::chrono::hours max_age{24 * 7};
    /// For how long events that no worker could handle are kept.
    std::chrono::hours dead_letter_max_age{24 * 30};
    /// The oldest events beyond this many bytes are dropped; -1: no limit but the disk's.
    std::int64_t max_bytes = -1;
    /// For how long the server knows an event's id and takes it for a repeat. A captured delivery can be sent
    /// again for twice the signature's tolerance, 300 s unless you change it, and one second: a `forwarder`
    /// refuses a stream whose window is shorter. The server keeps the ids in memory.
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

/// Names that stand in subjects as one segment: letters, digits, `_` and `-`.
inline void require_token(std::string_view text, std::string_view what) {
    if (!is_token(text))
        throw std::invalid_argument("scaivault: " + std::string(what) +
                                    " must consist of letters, digits, '_' and '-'");
}

inline void ensure_stream(const connection& to, jsStreamConfig config) {
    jsErrCode code = static_cast<jsErrCode>(0);
    natsStatus status = js_AddStream(nullptr, to.jetstream(), &config, nullptr, &code);
    // Another program made it, with other settings: these are then changed.
    if (status != NATS_OK && code == JSStreamNameExistErr)
        status = js_UpdateStream(nullptr, to.jetstream(), &config, nullptr, &code);
    check(status, std::string("cannot make the stream ") + config.Name, static_cast<int>(code));
}

} // namespace detail

/// Makes the streams, or changes those that are there to these options. Programs may do it at the same time, with
/// the same options. Throws `error` if the server refuses, such as more replicas than it has servers, and
/// `std::invalid_argument` for a name or prefix with a character that is no letter, digit, `_` or `-`.
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

    // A record is younger than its event, so it stays for as long as the event can come again.
    const std::string tries_subjects = options.tries_prefix + ".>";
    filter = tries_subjects.c_str();
    config.Name = options.tries_name.c_str();
    config.MaxAge = nanoseconds(options.max_age).count();
    config.MaxMsgsPerSubject = 1;
    detail::ensure_stream(to, config);
}

} // namespace scaivault::nats
