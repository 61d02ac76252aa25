#pragma once

#include "hmac.hpp"

#include <scaivault/delivery.hpp>
#include <scaivault/json/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// An independent implementation of `verifier::verify`: its documented steps, in order.
namespace fuzz::reference {

/// A header's value without the white space that HTTP allows around it (RFC 9110, section 5.6.3).
[[nodiscard]] inline std::string_view without_space(std::string_view value) {
    const auto first = value.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return value.substr(first, value.find_last_not_of(" \t") + 1 - first);
}

[[nodiscard]] inline std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

/// `sha256=` and 64 hexadecimal digits of either case.
[[nodiscard]] inline bool is_signature(std::string_view text) {
    return text.size() == 71 && text.starts_with("sha256=") &&
           text.find_first_not_of("0123456789abcdefABCDEF", 7) == std::string_view::npos;
}

/// 1 to 12 decimal digits.
[[nodiscard]] inline std::optional<std::int64_t> unix_seconds(std::string_view text) {
    if (text.empty() || text.size() > 12 || text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    return std::stoll(std::string(text));
}

/// The code with which the library must reject the delivery, or nothing if it must accept it.
[[nodiscard]] inline std::optional<scaivault::errc> refusal(std::span<const std::string> secrets,
                                                            const scaivault::delivery& received,
                                                            std::chrono::sys_seconds now,
                                                            std::chrono::seconds tolerance) {
    using scaivault::errc;
    const auto signature = without_space(received.signature);
    const auto timestamp = without_space(received.timestamp);
    if (signature.empty())
        return errc::missing_signature;
    if (!is_signature(signature))
        return errc::malformed_signature;
    if (timestamp.empty())
        return errc::missing_timestamp;
    const auto seconds = unix_seconds(timestamp);
    if (!seconds)
        return errc::malformed_timestamp;
    // Both bounds are small numbers, for any `now`.
    if (now.time_since_epoch().count() > *seconds + tolerance.count())
        return errc::stale;
    if (now.time_since_epoch().count() < *seconds - tolerance.count())
        return errc::from_the_future;
    const auto is_of = [&](const std::string& secret) {
        return lower_case(signature) == reference::signature(secret, timestamp, received.body);
    };
    if (std::ranges::none_of(secrets, is_of))
        return errc::signature_mismatch;
    return std::nullopt;
}

} // namespace fuzz::reference
