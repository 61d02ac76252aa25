// Input, one per line: the current secret, the previous secret (none if empty; the id header too), the timestamp header, the signature
// header, the current time and the tolerance in seconds (both may be missing). The rest is the body.

#include "properties/verify.hpp"
#include "input.hpp"
#include "properties/vendors.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// A secret that every verifier accepts: long enough, and without surrounding white space. Long enough also not to
/// occur in a message by chance.
std::string secret_of(std::string_view line) {
    return "whsec_" + std::string(line) + "_0123456789abcdef0123456789abcdef";
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto rest = fuzz::text_of(data, size);
    std::vector<std::string> secrets{secret_of(fuzz::take_line(rest))};
    const auto previous = fuzz::take_line(rest);
    if (!previous.empty())
        secrets.push_back(secret_of(previous));
    const auto timestamp = fuzz::take_line(rest);
    const auto signature = fuzz::take_line(rest);
    const std::chrono::sys_seconds now(
        std::chrono::seconds(fuzz::number_in(fuzz::take_line(rest), 1'776'952'800)));
    const std::chrono::seconds tolerance(fuzz::number_in(fuzz::take_line(rest), 300));

    const std::chrono::seconds accepted =
        std::clamp(tolerance, std::chrono::seconds(0), scaivault::verifier::max_tolerance);
    const scaivault::verifier verifier(scaivault::signing_secrets(secrets),
                                       {.tolerance = accepted, .explain = true});
    const scaivault::delivery received{
        .timestamp = timestamp, .signature = signature, .event_id = {}, .event_type = {}, .body = rest};
    fuzz::agrees_with_the_reference(verifier, secrets, received, now);
    fuzz::accepts_the_reference_alone(verifier, secrets, received, now);
    fuzz::signs_as_the_reference(secrets.front(), now, rest);
    auto of_a_vendor = received;
    of_a_vendor.event_id = previous;
    fuzz::has_the_schemes_of_all_vendors(secrets.front(), of_a_vendor, now, accepted);
    return 0;
}
