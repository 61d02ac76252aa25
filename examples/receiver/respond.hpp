#pragma once

#include "message.hpp"
#include "metrics.hpp"

#include <scaivault/answer.hpp>
#include <scaivault/beast.hpp>
#include <scaivault/outcome.hpp>

#include <boost/beast/http/verb.hpp>

#include <optional>
#include <string_view>

namespace example {

inline constexpr std::string_view webhook_path = "/scaivault/webhook";
inline constexpr std::string_view health_path = "/healthz";
inline constexpr std::string_view ready_path = "/readyz";
inline constexpr std::string_view metrics_path = "/metrics";

[[nodiscard]] inline answer not_allowed(std::string_view allowed) {
    answer made = json_answer(http::status::method_not_allowed, R"({"error":"method not allowed"})");
    made.allow = allowed;
    return made;
}

/// An observer that does nothing.
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

/// The answer to a request for `ready_path`, or nothing for other paths.
///
/// \param ready  false once the receiver is about to end
[[nodiscard]] inline std::optional<answer> respond_to_ready(const request& received, bool ready) {
    if (scaivault::path_of(received.target()) != ready_path)
        return std::nullopt;
    if (received.method() != http::verb::get && received.method() != http::verb::head)
        return not_allowed("GET, HEAD");
    if (!ready)
        return answer{.status = 503, .body = "stopping\n", .content_type = "text/plain"};
    return answer{.status = 200, .body = "ready\n", .content_type = "text/plain"};
}

/// The answer to a request for `metrics_path`, or nothing for other paths.
[[nodiscard]] inline std::optional<answer> respond_to_metrics(const request& received,
                                                              const metrics& numbers) {
    if (scaivault::path_of(received.target()) != metrics_path)
        return std::nullopt;
    if (received.method() != http::verb::get && received.method() != http::verb::head)
        return not_allowed("GET, HEAD");
    return answer{.status = 200, .body = numbers.text(), .content_type = "text/plain; version=0.0.4"};
}

/// The answer to a request that is not a delivery.
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

/// Answers a request before its body has arrived, if the body makes no difference: a request that is not a delivery,
/// or a delivery that is rejected because of its headers. Returns nothing if the body is needed: see `respond`.
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

/// Answers one request. This is everything between a parsed request and its answer; it uses no socket.
///
/// \param received  the request; must outlive the call only
/// \param receiver  a `scaivault::basic_receiver`, for what is posted to `webhook_path`
/// \param handlers  `scaivault::handlers{...}`, for the receiver
/// \param observe   called with the `scaivault::outcome` of each delivery, before it is answered
/// \return the answer to a delivery or to `health_path`, or 404 or 405
/// \throws std::bad_alloc, and what `observe` throws. If a handler throws, the answer is 500
///
/// Thread-safe if the receiver, the handlers and `observe` are.
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
