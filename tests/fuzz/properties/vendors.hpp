#pragma once

#include "../property.hpp"
#include "../reference/vendors.hpp"
#include "../reference/verify.hpp"

#include <webhooks/trust/verifier.hpp>
#include <webhooks/vendors/github.hpp>
#include <webhooks/vendors/shopify.hpp>
#include <webhooks/vendors/slack.hpp>
#include <webhooks/vendors/standard_webhooks.hpp>
#include <webhooks/vendors/stripe.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace fuzz {

/// The first item of Stripe's header that begins with `t=`, without that.
[[nodiscard]] inline std::string_view time_in(std::string_view header) {
    for (bool is_last = false; !is_last;) {
        const auto end = header.find(',');
        is_last = end == std::string_view::npos;
        const auto item = reference::without_space(header.substr(0, end));
        if (item.starts_with("t="))
            return item.substr(2);
        header.remove_prefix(is_last ? 0 : end + 1);
    }
    return {};
}

/// Whatever the headers are, a delivery is accepted only if the signature of the reference is in its header, and a
/// message has no secret in it. A delivery that the reference signed is accepted; with another body it is not.
template <class Scheme>
void has_the_scheme_of(const reference::vendor& vendor, std::string_view secret,
                       const webhooks::delivery& received, std::chrono::sys_seconds now,
                       std::chrono::seconds tolerance) {
    const std::string written =
        Scheme::strings.key.view() == "{bytes}" ? std::string(secret) : "whsec_" + reference::base64(secret);
    const webhooks::basic_verifier<Scheme> verifier(webhooks::signing_secrets(written),
                                                    {.tolerance = tolerance, .explain = true});
    const auto verified = verifier.verify(received, now);
    if (verified) {
        const auto timestamp = vendor.has_timestamp_in_header ? time_in(received.signature)
                                                              : reference::without_space(received.timestamp);
        const auto digits =
            vendor.digits(secret, timestamp, reference::without_space(received.event_id), received.body);
        const auto header =
            vendor.is_base64 ? std::string(received.signature) : reference::lower_case(received.signature);
        require(header.find(digits) != std::string::npos,
                "a delivery without the right signature is accepted");
    } else {
        const std::string message = verified.error().message();
        require(message.find(secret) == std::string::npos && message.find(written) == std::string::npos,
                "a message has the secret in it");
    }

    const auto seconds = now.time_since_epoch().count();
    if (seconds < 0 || seconds > 999'999'999'999)
        return;
    constexpr std::string_view id = "msg_1";
    const std::string timestamp = std::to_string(seconds);
    const std::string header = vendor.header(timestamp, vendor.digits(secret, timestamp, id, received.body));
    require(webhooks::sign<Scheme>(written, now, received.body, id) == header,
            "a signature is not the reference's");
    webhooks::delivery genuine{
        .timestamp = timestamp, .signature = header, .event_id = id, .event_type = {}, .body = received.body};
    const auto accepted = verifier.verify(genuine, now);
    require(accepted.has_value(), "a genuine delivery is refused");
    require(accepted->claim_key().empty() == (Scheme::claim == webhooks::claim_by::id),
            "a delivery has the wrong claim");
    const std::string longer = std::string(received.body) + "\n";
    genuine.body = longer;
    require(verifier.verify(genuine, now).has_error(), "a delivery with another body is accepted");
}

inline void has_the_schemes_of_all_vendors(std::string_view secret, const webhooks::delivery& received,
                                           std::chrono::sys_seconds now, std::chrono::seconds tolerance) {
    has_the_scheme_of<webhooks::github::scheme>(reference::github, secret, received, now, tolerance);
    has_the_scheme_of<webhooks::stripe::scheme>(reference::stripe, secret, received, now, tolerance);
    has_the_scheme_of<webhooks::standard::scheme>(reference::standard, secret, received, now, tolerance);
    has_the_scheme_of<webhooks::slack::scheme>(reference::slack, secret, received, now, tolerance);
    has_the_scheme_of<webhooks::shopify::scheme>(reference::shopify, secret, received, now, tolerance);
}

} // namespace fuzz
