#include "support/catch.hpp"

#include <scaivault/scheme.hpp>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scheme_test {

using namespace std::string_view_literals;
using scaivault::basic_verifier;
using scaivault::delivery;
using scaivault::errc;
using scaivault::scheme_strings;
using scaivault::signing_secrets;

namespace {

/// A shop that signs as ScaiVault does, with other headers, another prefix and other text around the timestamp.
struct shop : scaivault::hmac_sha256_scheme<scheme_strings{.signature_header = "X-Shop-Signature",
                                                           .timestamp_header = "X-Shop-Time",
                                                           .id_header = "X-Shop-Order",
                                                           .tag = "v1={hex}",
                                                           .signed_text = "v0:{timestamp}:{body}"}> {};

/// A shop whose signature header has the digits alone.
struct bare
    : scaivault::hmac_sha256_scheme<scheme_strings{
          .signature_header = "Signature", .timestamp_header = "Time", .signed_text = "{timestamp}{body}"}> {
};

constexpr auto secret = "shop_secret_0123456789abcdef0123456789ab"sv;
constexpr auto body = R"({"order":17})"sv;
constexpr std::chrono::sys_seconds now{std::chrono::seconds(1777000000)};
// printf 'v0:1777000000:{"order":17}' | openssl dgst -sha256 -mac HMAC -macopt key:shop_secret_...
const std::string digits = "457c8d40ca638a480c6eaa958cf128a94a4875c6c33683732d4d03da9d5d6c55";

template <class Scheme>
std::string detail_of(const basic_verifier<Scheme>& verifier, std::string_view tag) {
    const auto verified = verifier.verify(
        {.timestamp = "1777000000", .signature = tag, .event_id = {}, .event_type = {}, .body = body}, now);
    REQUIRE(!verified);
    return verified.error().message();
}

} // namespace

using webhooks::detail::has_known_placeholders;
using webhooks::detail::is_valid_tag;
using webhooks::detail::signs_body_last;
using webhooks::detail::signs_timestamp_once;

static_assert(has_known_placeholders("v0:{timestamp}:{body}"));
static_assert(has_known_placeholders("no placeholder"));
static_assert(!has_known_placeholders("{id}.{timestamp}.{body}"));
static_assert(!has_known_placeholders("{Timestamp}.{body}"));
static_assert(!has_known_placeholders("{timestamp.{body}"));
static_assert(!has_known_placeholders("{timestamp}}.{body}"));
static_assert(signs_body_last("{body}"));
static_assert(!signs_body_last("{timestamp}."));
static_assert(!signs_body_last("{body}.{timestamp}"));
static_assert(!signs_body_last("{body}.{body}"));
static_assert(signs_timestamp_once("{timestamp}.{body}"));
static_assert(!signs_timestamp_once("{body}"));
static_assert(!signs_timestamp_once("{timestamp}{timestamp}{body}"));
static_assert(is_valid_tag("{hex}"));
static_assert(is_valid_tag("sha256={hex}"));
static_assert(!is_valid_tag("sha256="));
static_assert(!is_valid_tag("{hex}{hex}"));
static_assert(!is_valid_tag("{hex};"));
static_assert(!is_valid_tag("v1,{base64}"));

static_assert(shop::tag_prefix == "v1=");
static_assert(shop::type_header.empty());
static_assert(bare::tag_prefix.empty());
static_assert(shop::signature_header.data()[shop::signature_header.size()] == '\0');

TEST_CASE("a shop's deliveries are signed and verified by its own scheme") {
    CHECK(scaivault::sign<shop>(secret, now, body) == "v1=" + digits);

    const std::map<std::string, std::string, std::less<>> request = {
        {"X-Shop-Signature", "v1=" + digits}, {"X-Shop-Time", "1777000000"}, {"X-Shop-Order", "17"}};
    const auto lookup = [&](std::string_view name) -> std::string_view {
        CHECK(!name.empty());
        const auto place = request.find(name);
        return place == request.end() ? std::string_view() : place->second;
    };
    const basic_verifier<shop> verifier{signing_secrets(secret)};
    const auto verified = verifier.verify(scaivault::delivery_from<shop>(lookup, body), now);
    REQUIRE(verified.has_value());
    CHECK(verified->body() == body);
    CHECK(verified->event_id() == "17");
    CHECK(verified->event_type().empty());
    CHECK(verified->signed_at() == now);

    const auto listed = scaivault::delivery_from_headers<shop>(request, body);
    CHECK(verifier.verify(listed, now).has_value());
    CHECK(verifier.verify(listed, now + std::chrono::seconds(301)).error().code == errc::stale);
    const scaivault::verifier of_scaivault{signing_secrets(secret)};
    CHECK(of_scaivault.verify(listed, now).error().code == errc::malformed_signature);
}

TEST_CASE("a header that a scheme does not have is not taken from a list of headers") {
    const std::vector<std::pair<std::string, std::string>> headers = {{"", "a"}, {"", "b"}, {"Time", "1"}};
    const delivery taken = scaivault::delivery_from_headers<bare>(headers, body);
    CHECK(taken.event_id.empty());
    CHECK(taken.event_type.empty());
    CHECK(taken.timestamp == "1");
}

TEST_CASE("a scheme's signature may be the digits alone") {
    const basic_verifier<bare> verifier{signing_secrets(secret)};
    const std::string tag = scaivault::sign<bare>(secret, now, body);
    CHECK(tag.size() == 64);
    CHECK(verifier.verify({"1777000000", tag, {}, {}, body}, now).has_value());
    CHECK(detail_of(verifier, "").find("missing") != std::string::npos);
    CHECK(detail_of(verifier, "abc") == "the signature header is malformed: it has 3 characters, not 64");
    CHECK(detail_of(verifier, std::string(64, 'g')) ==
          "the signature header is malformed: it has a character that is no hexadecimal digit");
}

TEST_CASE("a refusal speaks of the scheme's own prefix and signed text, and of no other vendor's") {
    const basic_verifier<shop> verifier(signing_secrets(secret), {.explain = true});
    const auto says = [&](std::string_view tag, std::string_view part) {
        const std::string text = detail_of(verifier, tag);
        INFO(text);
        CHECK(text.find(part) != std::string::npos);
        CHECK(text.find("sha256") == std::string::npos);
        CHECK(text.find("ScaiVault") == std::string::npos);
    };
    says("sha512=" + digits, "it does not begin with 'v1='");
    says(digits, "it does not begin with 'v1=', and has the digits alone");
    says("v1=00", "after 'v1=' it has 2 characters, not 64");
    says("v1=" + std::string(64, '0'), "tried 1 secret; is the body the very bytes received");
    says("v1=" + scaivault::sign<bare>(secret, now, body),
         "matches if '{timestamp}{body}' is signed: the scheme is 'v0:{timestamp}:{body}'");
}

} // namespace scheme_test
