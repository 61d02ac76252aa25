#pragma once

#include "../property.hpp"
#include "../reference/verify.hpp"

#include <scaivault/scheme.hpp>

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace fuzz {

/// The text contains no secret, no given signature, and no valid signature.
inline void tells_no_secret(std::string_view text, std::span<const std::string> secrets,
                            const scaivault::delivery& received) {
    for (const auto& secret : secrets) {
        require(text.find(secret) == std::string_view::npos, "a message has the secret in it");
        const auto right =
            reference::signature(secret, reference::without_space(received.timestamp), received.body);
        require(text.find(right.substr(7)) == std::string_view::npos,
                "a message has a valid signature in it");
    }
    const auto given = reference::without_space(received.signature);
    if (reference::is_signature(given))
        require(text.find(given.substr(7)) == std::string_view::npos, "a message has the signature in it");
}

/// The library accepts the same deliveries as the reference, and rejects the others with the same code.
inline void agrees_with_the_reference(const scaivault::verifier& verifier,
                                      std::span<const std::string> secrets,
                                      const scaivault::delivery& received, std::chrono::sys_seconds now) {
    const auto expected = reference::refusal(secrets, received, now, verifier.tolerance());
    const auto verified = verifier.verify(received, now);
    if (verified) {
        require(!expected, "the library accepts a delivery that the reference refuses");
        require(verified->body().data() == received.body.data() &&
                    verified->body().size() == received.body.size(),
                "the verified body is not the delivered one");
        const auto signature = reference::lower_case(reference::without_space(received.signature));
        require(signature == reference::signature(secrets[verified->secret_index()],
                                                  reference::without_space(received.timestamp),
                                                  received.body),
                "the verified body was not signed with the secret that it says");
        require(verified->signed_at().time_since_epoch().count() ==
                    reference::unix_seconds(reference::without_space(received.timestamp)),
                "the time of signing is not the header's");
        return;
    }
    const auto message = verified.error().message();
    require(expected.has_value(), "the library refuses a delivery that the reference accepts", message);
    require(verified.error().code == *expected, "the library gives another reason than the reference",
            message);
    tells_no_secret(message, secrets, received);
}

/// A signature of the reference is accepted with each active secret, in upper and lower case, for exactly these
/// bytes. A signature with a secret that ends with a line feed is not.
inline void accepts_the_reference_alone(const scaivault::verifier& verifier,
                                        std::span<const std::string> secrets, scaivault::delivery received,
                                        std::chrono::sys_seconds now) {
    const auto timestamp = reference::without_space(received.timestamp);
    for (const auto& secret : secrets) {
        auto signature = reference::signature(secret, timestamp, received.body);
        received.signature = signature;
        agrees_with_the_reference(verifier, secrets, received, now);
        // The changed digit depends on the input, so that over time each is tested.
        auto& digit = signature[7 + received.body.size() % 64];
        const char right = digit;
        if (right >= 'a')
            digit = static_cast<char>(right - 'a' + 'A');
        agrees_with_the_reference(verifier, secrets, received, now);
        digit = right == '0' ? '1' : '0';
        agrees_with_the_reference(verifier, secrets, received, now);
        digit = right;

        auto other = received;
        const std::string longer = std::string(received.body) + '\n';
        other.body = longer;
        agrees_with_the_reference(verifier, secrets, other, now);
        other = received;
        signature = reference::signature(secret + '\n', timestamp, received.body);
        other.signature = signature;
        agrees_with_the_reference(verifier, secrets, other, now);
    }
}

/// The library's signatures are equal to the reference's.
inline void signs_as_the_reference(std::string_view secret, std::chrono::sys_seconds at,
                                   std::string_view body) {
    const auto timestamp = std::to_string(at.time_since_epoch().count());
    require(scaivault::sign(secret, at, body) == reference::signature(secret, timestamp, body),
            "the library signs otherwise than the reference", timestamp);
}

} // namespace fuzz
