#pragma once

#include "requirements.hpp"

#include <string>
#include <string_view>

/// Names in servers and files that programs of version 0.1 have made. With other names, a new version would not find the
/// events and ids that they hold.
namespace webhooks::detail::stored_names {

inline constexpr const char* stream = "SCAIVAULT";
inline constexpr const char* dead_letter_stream = "SCAIVAULT_DEAD";
inline constexpr const char* tries_stream = "SCAIVAULT_TRIES";
inline constexpr const char* prefix = "scaivault";
inline constexpr const char* dead_letter_prefix = "scaivault_dead";
inline constexpr const char* tries_prefix = "scaivault_tries";

/// The name of a dead letter's header: `Scaivault-Reason`.
[[nodiscard]] inline std::string header(std::string_view name) {
    return std::string("Scaivault-").append(name);
}

/// A statement of SQL with the name of the replay guard's table for each `@`.
[[nodiscard]] inline std::string with_table(std::string_view statement) {
    std::string made;
    for (const char c : statement)
        c == '@' ? made.append("scaivault_replay") : made.append(1, c);
    return made;
}

} // namespace webhooks::detail::stored_names

namespace webhooks::nats::detail {
namespace names = webhooks::detail::stored_names;
} // namespace webhooks::nats::detail
