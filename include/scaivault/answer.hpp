#pragma once

#include "outcome.hpp"

#include <string>
#include <string_view>

namespace scaivault {

/// The media type of `answer_body`.
inline constexpr std::string_view answer_content_type = "application/json";

/// A body for the HTTP answer to a delivery: one line of JSON with the outcome's name and, once it is known, the
/// event's type. The same for every rejection, so that nobody who forges learns what was wrong: the cause is for
/// the receiver's own log (`outcome::error()`).
[[nodiscard]] inline std::string answer_body(const outcome& of) {
    // Neither the names of outcomes nor those of a catalog have anything in them that JSON escapes.
    std::string body = R"({"outcome":")";
    body.append(to_string(of.kind())).append("\"");
    if (!of.event_type().empty())
        body.append(R"(,"event_type":")").append(of.event_type()).append("\"");
    return body.append("}\n");
}

} // namespace scaivault
