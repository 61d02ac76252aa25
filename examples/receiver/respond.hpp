#pragma once

#include "message.hpp"

#include <scaivault/answer.hpp>
#include <scaivault/beast.hpp>
#include <scaivault/outcome.hpp>

#include <boost/beast/http/verb.hpp>

#include <optional>
#include <string_view>

namespace example {

inline constexpr std::string_view webhook_path = "/scaivault/webhook";
inline constexpr std::string_view health_path = "/healthz";

[[nodiscard]] inline answer not_allowed(std::string_view allowed) {
    answer made = json_answer(http::status::method_not_allowed, R"({"error":"method not allowed"})");
    made.allow = allowed;
    return made;
}

/// What observes nothing.
struct no_observer {
    void operator()(const scaivault::outcome&) const noexcept {}
};

/// The answer to a delivery.
[[nodiscard]] inline answer answer_to(const scaivault::outcome& result) {
    return {.status = static_cast<unsigned>(http_status(result)),
            .body = scaivault::answer_body(result),
            .content_type = scaivault::answer_content_type,
            .is_useful = !(result == scaivault::outcome::rejected)};
}

[[nodiscard]] inline bool is_delivery(const request& received) {
    return received.method() == http::verb::post && scaivault::path_of(received.target()) == webhook_path;
}

/// Answers what is no delivery.
[[nodiscard]] inline answer respond_to_other(const request& received) {
    const auto path = scaivault::path_of(received.target());
    if (path == webhook_path)
        return not_allowed("POST");
    if (path != health_path)
        return json_answer(http::status::not_found, R"({"error":"not found"})");
    if (received.method() != http::verb::get && received.method() != http::verb::head)
        return not_allowed("GET, HEAD");
    return {.status = 200, .body = "ok\n", .content_type = "text/plain"};
}

/// Answers a request before its body has come, if the body would make no difference: what is no delivery, and a
/// delivery that its headers alone are reason enough to refuse. Nothing: the body decides, see `respond`.
template <class Receiver, class Observer = no_observer>
[[nodiscard]] std::optional<answer> respond_to_header(const request& received, const Receiver& receiver,
                                                      Observer&& observe = {}) {
    if (!is_delivery(received))
        return respond_to_other(received);
    const auto refused = receiver.check_headers(scaivault::delivery_from(received));
    if (!refused)
        return std::nullopt;
    observe(*refused);
    return answer_to(*refused);
}

/// Answers one request: all that this program does between a parsed request and an answer, without a socket.
///
/// \param received  the request; used during the call only
/// \param receiver  a `scaivault::basic_receiver`; given what is posted to `webhook_path`
/// \param handlers  `scaivault::handlers{...}`, for the receiver
/// \param observe   called with the `scaivault::outcome` of each delivery, before it is answered
/// \return the answer: of a delivery, of `health_path`, or 404 or 405
/// \throws std::bad_alloc, and what `observe` throws; what a handler throws becomes a 500
///
/// May be called from several threads at once if the receiver, the handlers and `observe` may.
template <class Receiver, class Handlers, class Observer = no_observer>
[[nodiscard]] answer respond(const request& received, Receiver& receiver, const Handlers& handlers,
                             Observer&& observe = {}) {
    if (!is_delivery(received))
        return respond_to_other(received);
    const scaivault::outcome result = receiver.receive(scaivault::delivery_from(received), handlers);
    observe(result);
    return answer_to(result);
}

} // namespace example
