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

using webhooks::detail::first_mistake;
using is = webhooks::detail::scheme_mistake;

/// A scheme without mistakes, for the cases below to change.
constexpr scheme_strings good{
    .signature_header = "S", .timestamp_header = "T", .signed_text = "{timestamp}.{body}"};

consteval is mistake_in_tag(webhooks::scheme_text tag, bool has_timestamp_header = true) {
    scheme_strings changed = good;
    changed.tag = tag;
    if (!has_timestamp_header)
        changed.timestamp_header = {};
    return first_mistake(changed);
}

consteval is mistake_in_text(webhooks::scheme_text signed_text, bool has_timestamp_header = true,
                             bool has_id_header = false) {
    scheme_strings changed = good;
    changed.signed_text = signed_text;
    if (!has_timestamp_header)
        changed.timestamp_header = {};
    if (has_id_header)
        changed.id_header = "I";
    return first_mistake(changed);
}

consteval is mistake_in_separator(webhooks::scheme_text tag, char separator) {
    scheme_strings changed = good;
    changed.tag = tag;
    changed.tag_separator = separator;
    return first_mistake(changed);
}

consteval is mistake_in_key(webhooks::scheme_text key) {
    scheme_strings changed = good;
    changed.key = key;
    return first_mistake(changed);
}

static_assert(first_mistake(good) == is::none);
static_assert(first_mistake({.signed_text = "{body}"}) == is::no_signature_header);

static_assert(mistake_in_tag("{hex}") == is::none);
static_assert(mistake_in_tag("sha256={hex}") == is::none);
static_assert(mistake_in_tag("{base64}") == is::none);
static_assert(mistake_in_tag("v1,{base64}") == is::none);
static_assert(mistake_in_tag("t={timestamp},v1={hex}", false) == is::none);
static_assert(mistake_in_tag("t={timestamp},v1={hex}") == is::timestamp_twice);
static_assert(mistake_in_tag("{Hex}") == is::unknown_in_tag);
static_assert(mistake_in_tag("{hex") == is::unknown_in_tag);
static_assert(mistake_in_tag("{id},{hex}") == is::unknown_in_tag);
static_assert(mistake_in_tag("t={timestmp},v1={hex}") == is::unknown_in_tag);
static_assert(mistake_in_tag("sha256=") == is::malformed_tag);
static_assert(mistake_in_tag("") == is::malformed_tag);
static_assert(mistake_in_tag("{hex}{hex}") == is::malformed_tag);
static_assert(mistake_in_tag("{hex}{base64}") == is::malformed_tag);
static_assert(mistake_in_tag("{hex};") == is::malformed_tag);
static_assert(mistake_in_tag("t={timestamp}") == is::malformed_tag);
static_assert(mistake_in_tag("v1={hex},t={timestamp}") == is::malformed_tag);
static_assert(mistake_in_tag("{timestamp},v1={hex}") == is::malformed_tag);
static_assert(mistake_in_tag("t={timestamp},{hex}") == is::malformed_tag);
static_assert(mistake_in_tag("v1={timestamp},v1={hex}") == is::malformed_tag);
static_assert(mistake_in_tag("v={timestamp},v={hex}") == is::malformed_tag);
static_assert(mistake_in_tag("t={timestamp}{hex}") == is::malformed_tag);
static_assert(mistake_in_tag("t={timestamp}0v1={hex}") == is::malformed_separator);

static_assert(mistake_in_separator("v1,{base64}", ' ') == is::none);
static_assert(mistake_in_separator("v1={hex}", ',') == is::none);
static_assert(mistake_in_separator("v1,{base64}", ',') == is::malformed_separator);
static_assert(mistake_in_separator("v1,{base64}", '/') == is::malformed_separator);
static_assert(mistake_in_separator("v1,{base64}", '=') == is::malformed_separator);
static_assert(mistake_in_separator("t={timestamp},v1={hex}", ' ') == is::malformed_separator);

static_assert(mistake_in_text("v0:{timestamp}:{body}") == is::none);
static_assert(mistake_in_text("{body}", false) == is::none);
static_assert(mistake_in_text("{id}.{timestamp}.{body}", true, true) == is::none);
static_assert(mistake_in_text("{timestamp}.{id}.{body}", true, true) == is::none);
static_assert(mistake_in_text("{Timestamp}.{body}") == is::unknown_in_signed_text);
static_assert(mistake_in_text("{timestmp}.{body}") == is::unknown_in_signed_text);
static_assert(mistake_in_text("{timestamp.{body}") == is::unknown_in_signed_text);
static_assert(mistake_in_text("{timestamp}}.{body}") == is::unknown_in_signed_text);
static_assert(mistake_in_text("no placeholder") == is::body_not_signed);
static_assert(mistake_in_text("{timestamp}.") == is::body_not_signed);
static_assert(mistake_in_text("{body}.{timestamp}") == is::body_not_signed);
static_assert(mistake_in_text("{body}.{body}") == is::body_not_signed);
static_assert(mistake_in_text("{body}") == is::timestamp_not_signed);
static_assert(mistake_in_text("{timestamp}{timestamp}{body}") == is::timestamp_not_signed);
static_assert(mistake_in_text("{timestamp}.{body}", false) == is::timestamp_without_source);
static_assert(mistake_in_text("{id}.{timestamp}.{body}") == is::id_without_source);
static_assert(mistake_in_text("{id}.{id}.{timestamp}.{body}", true, true) == is::id_without_source);
static_assert(mistake_in_text("{id}{timestamp}.{body}", true, true) == is::id_without_end);
static_assert(mistake_in_text("{timestamp}.{id}{body}", true, true) == is::id_without_end);
static_assert(mistake_in_text("{id}v{timestamp}.{body}", true, true) == is::id_without_end);

static_assert(mistake_in_key("whsec_{base64}") == is::none);
static_assert(mistake_in_key("{hex}") == is::none);
static_assert(mistake_in_key("whsec_") == is::malformed_key);
static_assert(mistake_in_key("whsec_{bytes}") == is::malformed_key);
static_assert(mistake_in_key("{base64}{hex}") == is::malformed_key);

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
