#pragma once

#include "outcome.hpp"

#include <string>
#include <string_view>

namespace webhooks {

/// The media type of `answer_body`.
inline constexpr std::string_view answer_content_type = "application/json";

/// A body for the HTTP answer to a delivery: one line of JSON with the outcome's name and, if known, the event's
/// type, if the catalog has it.
///
/// It is the same for every rejection, so that an attacker does not learn the cause. Log the cause on the receiver's
/// side: `outcome::error()`.
[[nodiscard]] inline std::string answer_body(const outcome& of) {
    // The names of outcomes and of a catalog's types contain no characters that JSON escapes.
    const auto type = of == outcome::rejected ? std::string_view() : of.known_type();
    std::string body = R"({"outcome":")";
    body.append(to_string(of.kind())).append("\"");
    if (!type.empty())
        body.append(R"(,"event_type":")").append(type).append("\"");
    return body.append("}\n");
}

} // namespace webhooks
