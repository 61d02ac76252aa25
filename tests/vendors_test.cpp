#include <webhooks/trust/verifier.hpp>
#include <webhooks/vendors/github.hpp>
#include <webhooks/vendors/shopify.hpp>
#include <webhooks/vendors/slack.hpp>
#include <webhooks/vendors/standard_webhooks.hpp>
#include <webhooks/vendors/stripe.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vendors_test {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using namespace webhooks;

namespace {

constexpr std::chrono::sys_seconds at(std::int64_t seconds) {
    return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

/// A delivery whose signature is known from elsewhere.
struct known {
    std::string_view secret;
    std::chrono::sys_seconds signed_at;
    std::string_view body;
    std::string_view tag;
    std::string_view id{};
};

// docs.github.com, "Validating webhook deliveries", "Testing the webhook payload validation".
constexpr known of_github{.secret = "It's a Secret to Everybody",
                          .signed_at = {},
                          .body = "Hello, World!",
                          .tag = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"};

// printf '1492774577.{"id":...}' | openssl dgst -sha256 -hmac whsec_0123456789abcdef0123456789ab
constexpr known of_stripe{
    .secret = "whsec_0123456789abcdef0123456789ab",
    .signed_at = at(1492774577),
    .body = R"({"id":"evt_1","object":"event"})",
    .tag = "t=1492774577,v1=c8dfc21bf98cd7d74fc669835b12c70890e277f264e747ccee9ecaad07b4a820"};

// The symmetric test vector of the reference libraries, github.com/standard-webhooks/standard-webhooks.
constexpr known of_standard{.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                            .signed_at = at(1614265330),
                            .body = R"({"test": 2432232314})",
                            .tag = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                            .id = "msg_p5jXN8AQM9LWM0D4loKWxJek"};

// docs.slack.dev, "Verifying requests from Slack".
constexpr known of_slack{
    .secret = "8f742231b10e8888abcd99yyyzzz85a5",
    .signed_at = at(1531420618),
    .body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
            "channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
            "response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%"
            "2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    .tag = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"};

// printf '{"id":820982911946154508}' | openssl dgst -sha256 -hmac hush_0123456789abcdef -binary | base64
constexpr known of_shopify{.secret = "hush_0123456789abcdef",
                           .signed_at = {},
                           .body = R"({"id":820982911946154508})",
                           .tag = "tbRPPBrE8Vj2OgoGjdzu/lWM3p2r5pCCH7xzHb6GOzc="};

/// As it comes over HTTP: by the names of the vendor's headers.
template <class Scheme>
delivery delivered(const known& from, std::string_view tag, std::string_view timestamp, std::string_view id) {
    const std::vector<std::pair<std::string_view, std::string_view>> headers = {
        {Scheme::signature_header, tag},
        {Scheme::timestamp_header.empty() ? "X-Other" : Scheme::timestamp_header, timestamp},
        {Scheme::id_header.empty() ? "X-Another" : Scheme::id_header, id}};
    return delivery_from_headers<Scheme>(headers, from.body);
}

template <class Scheme>
result<verified_body> verified(const known& from, std::string_view tag, std::string_view timestamp,
                               std::string_view id, std::chrono::sys_seconds now, bool explain = false) {
    const basic_verifier<Scheme> verifier(signing_secrets(from.secret), {.explain = explain});
    return verifier.verify(delivered<Scheme>(from, tag, timestamp, id), now);
}

template <class Scheme>
result<verified_body> verified(const known& from, std::string_view tag, bool explain = false) {
    const std::string timestamp = std::to_string(from.signed_at.time_since_epoch().count());
    return verified<Scheme>(from, tag, timestamp, from.id, from.signed_at, explain);
}

/// Why the known delivery is refused with another tag, after a look at what every refusal must keep to.
template <class Scheme>
std::string refusal(const known& from, std::string_view tag, bool explain = false) {
    const auto result = verified<Scheme>(from, tag, explain);
    REQUIRE(!result);
    const std::string message = result.error().message();
    CHECK(message.find(from.secret) == std::string::npos);
    CHECK(message.find(from.tag.substr(from.tag.size() - 40, 16)) == std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
    CHECK(message.size() < 400);
    return message;
}

/// What holds for each vendor.
template <class Scheme>
void is_vendors(const known& from) {
    CHECK(sign<Scheme>(from.secret, from.signed_at, from.body, from.id) == from.tag);
    const auto genuine = verified<Scheme>(from, from.tag);
    REQUIRE(genuine.has_value());
    CHECK(genuine->body() == from.body);
    CHECK(genuine->signed_at() == from.signed_at);

    known changed = from;
    changed.body.remove_suffix(1);
    CHECK(verified<Scheme>(changed, from.tag).error().code == errc::signature_mismatch);
    changed = from;
    changed.secret = "dGhlIHNlY3JldCBvZiBzb21lb25lIGVsc2Uh";
    CHECK(verified<Scheme>(changed, from.tag).error().code == errc::signature_mismatch);

    CHECK(verified<Scheme>(from, "").error().code == errc::missing_signature);
    CHECK(verified<Scheme>(from, repeated_header).error().code == errc::malformed_signature);
    for (std::size_t size = 1; size != from.tag.size(); ++size)
        CHECK(verified<Scheme>(from, from.tag.substr(0, size)).error().code == errc::malformed_signature);

    const std::string timestamp = std::to_string(from.signed_at.time_since_epoch().count());
    const auto later = verified<Scheme>(from, from.tag, timestamp, from.id, from.signed_at + 301s);
    const auto earlier = verified<Scheme>(from, from.tag, timestamp, from.id, from.signed_at - 301s);
    CHECK(later.has_value() != Scheme::signs_timestamp);
    if (Scheme::signs_timestamp) {
        CHECK(later.error().code == errc::stale);
        CHECK(earlier.error().code == errc::from_the_future);
        CHECK(verified<Scheme>(from, from.tag, timestamp, from.id, from.signed_at + 300s).has_value());
    }
}

std::string message_of(auto&& construct) {
    try {
        construct();
    } catch (const std::invalid_argument& exception) {
        return exception.what();
    }
    return "nothing thrown";
}

} // namespace

TEST_CASE("the known answer of GitHub's documentation is verified and made") {
    is_vendors<github::scheme>(of_github);
}

TEST_CASE("an answer of OpenSSL's command line for Stripe's scheme is verified and made") {
    is_vendors<stripe::scheme>(of_stripe);
}

TEST_CASE("the known answer of Standard Webhooks' libraries is verified and made") {
    is_vendors<standard::scheme>(of_standard);
}

TEST_CASE("the known answer of Slack's documentation is verified and made") {
    is_vendors<slack::scheme>(of_slack);
}

TEST_CASE("an answer of OpenSSL's command line for Shopify's scheme is verified and made") {
    is_vendors<shopify::scheme>(of_shopify);
}

static_assert(github::scheme::claim == claim_by::signature);
static_assert(shopify::scheme::claim == claim_by::signature);
static_assert(stripe::scheme::claim == claim_by::id);
static_assert(standard::scheme::claim == claim_by::id);
static_assert(slack::scheme::claim == claim_by::id);

TEST_CASE("GitHub: each malformed signature has its own reason") {
    using scheme = github::scheme;
    const std::string digits(of_github.tag.substr(7));
    const std::string malformed = "the signature header is malformed: ";
    CHECK(refusal<scheme>(of_github, "sha1=" + digits) == malformed + "it does not begin with 'sha256='");
    CHECK(refusal<scheme>(of_github, digits) ==
          malformed + "it does not begin with 'sha256=', and has the digits alone");
    CHECK(refusal<scheme>(of_github, "sha256=" + digits + "0") ==
          malformed + "after 'sha256=' it has 65 characters, not 64");
    CHECK(refusal<scheme>(of_github, "sha256=g" + digits.substr(1)) ==
          malformed + "after 'sha256=' it has a character that is no hexadecimal digit");
    CHECK(refusal<scheme>(of_github, of_shopify.tag) ==
          malformed + "it does not begin with 'sha256='; it looks like base64, and must be hexadecimal");
    CHECK(refusal<scheme>(of_github, std::string(of_github.tag) + "," + std::string(of_github.tag)) ==
          malformed + "it has two signatures, separated by a comma: did the header come more than once?");
}

TEST_CASE("Stripe: any of several signatures may match, and items with other names are ignored") {
    using scheme = stripe::scheme;
    const std::string right(of_stripe.tag.substr(13)); // v1=...
    const std::string wrong = "v1=" + std::string(64, '0');
    for (const std::string& tag :
         {"t=1492774577," + wrong + "," + right, "t=1492774577," + right + "," + wrong,
          right + ",t=1492774577", "t=1492774577," + right + ",v0=abc,v2=" + wrong, "t=1492774577, " + right,
          "v=1,t=1492774577,,x," + right + ","})
        CHECK(verified<scheme>(of_stripe, tag).has_value());
}

TEST_CASE("Stripe: each malformed signature header has its own reason") {
    using scheme = stripe::scheme;
    const std::string right(of_stripe.tag.substr(13));
    const std::string wrong = "v1=" + std::string(64, '0');
    const std::string malformed = "the signature header is malformed: ";
    CHECK(refusal<scheme>(of_stripe, "t=1492774577," + wrong + "," + wrong + "," + wrong)
              .starts_with("no secret matches the signature: tried 1 secret on 3 signatures; is the body"));
    CHECK(refusal<scheme>(of_stripe, "t=1492774577," + wrong)
              .starts_with("no secret matches the signature: tried 1 secret; is the body"));
    CHECK(refusal<scheme>(of_stripe, "t=1492774577") == malformed + "nothing in it begins with 'v1='");
    CHECK(refusal<scheme>(of_stripe, "t=1492774577,v0=" + right.substr(3)) ==
          malformed + "nothing in it begins with 'v1='");
    CHECK(refusal<scheme>(of_stripe, "t=1492774577,v1=") ==
          malformed + "after 'v1=' it has 0 characters, not 64");
    CHECK(refusal<scheme>(of_stripe, "t=1492774577," + right + ",v1=0") ==
          malformed + "after 'v1=' it has 1 characters, not 64");
    std::string many = "t=1492774577";
    for (int i = 0; i != 17; ++i)
        many.append(",").append(wrong);
    CHECK(refusal<scheme>(of_stripe, many) == malformed + "it has more than 16 signatures");
    CHECK(refusal<scheme>(of_stripe, right) ==
          "the timestamp header is missing: nothing in the signature header begins with 't='");
    CHECK(
        refusal<scheme>(of_stripe, "t=1492774577,t=1492774577," + right) ==
        "the timestamp header is not Unix seconds in decimal: the signature header has 't=' more than once");
    CHECK(verified<scheme>(of_stripe, "t=," + right).error().code == errc::missing_timestamp);
    CHECK(verified<scheme>(of_stripe, "t=soon," + right).error().code == errc::malformed_timestamp);
    CHECK(verified<scheme>(of_stripe, "t=1492774578," + right).error().code == errc::signature_mismatch);
}

TEST_CASE("Standard Webhooks: several signatures are separated by spaces, and other versions are ignored") {
    using scheme = standard::scheme;
    const std::string right(of_standard.tag);
    const std::string wrong = "v1," + std::string(43, 'A') + "=";
    const std::string malformed = "the signature header is malformed: ";
    CHECK(verified<scheme>(of_standard, wrong + " " + right).has_value());
    CHECK(verified<scheme>(of_standard, "v1a,AAAA v2,x " + right + " " + wrong).has_value());
    CHECK(refusal<scheme>(of_standard, wrong + " " + wrong)
              .starts_with("no secret matches the signature: tried 1 secret on 2 signatures; is the body"));
    CHECK(refusal<scheme>(of_standard, "v1a," + right.substr(3)) ==
          malformed + "nothing in it begins with 'v1,'");
    CHECK(refusal<scheme>(of_standard, "v1," + std::string(64, '0')) ==
          malformed +
              "after 'v1,' it has 64 characters, not 44; it looks like hexadecimal, and must be base64");
    CHECK(refusal<scheme>(of_standard, right.substr(0, right.size() - 1) + "-") ==
          malformed + "after 'v1,' it is not base64");
    // The last digit has two bits too many, which must be zero.
    CHECK(refusal<scheme>(of_standard, right.substr(0, right.size() - 2) + "F=") ==
          malformed + "after 'v1,' it is not base64");
}

TEST_CASE("Standard Webhooks: the id is signed, so it is required, and no part of it passes for the time") {
    using scheme = standard::scheme;
    const auto with_id = [](std::string_view id, std::string_view timestamp = "1614265330") {
        return verified<scheme>(of_standard, of_standard.tag, timestamp, id, of_standard.signed_at);
    };
    CHECK(with_id(of_standard.id)->id_is_signed());
    CHECK(with_id(of_standard.id)->event_id() == of_standard.id);
    CHECK(with_id("msg_other").error().code == errc::signature_mismatch);
    CHECK(with_id("").error().message() == "the id header is missing");
    CHECK(with_id(repeated_header).error().message() ==
          "the id header is malformed: the header came more than once");
    CHECK(with_id("msg_1.5").error().message() ==
          "the id header is malformed: it has a '.', which ends it in the signed text");
    CHECK(with_id(std::string(257, 'x')).error().message() ==
          "the id header is malformed: it has 257 characters, more than 256");
    for (const std::size_t size : {1U, 63U, 64U, 65U, 255U, 256U}) {
        known of_id = of_standard;
        const std::string id(size, 'i');
        of_id.id = id;
        const std::string tag = sign<scheme>(of_id.secret, of_id.signed_at, of_id.body, id);
        CHECK(verified<scheme>(of_id, tag).has_value());
    }
    CHECK_THROWS_AS(sign<scheme>(of_standard.secret, of_standard.signed_at, "{}"), std::invalid_argument);
    CHECK_THROWS_AS(sign<scheme>(of_standard.secret, of_standard.signed_at, "{}", "a.b"),
                    std::invalid_argument);
}

TEST_CASE("Standard Webhooks: the secret is base64, with or without its prefix") {
    known bare = of_standard;
    bare.secret.remove_prefix(6);
    CHECK(verified<standard::scheme>(bare, bare.tag).has_value());

    const auto refused = [](std::string_view secret) {
        return message_of([&] { basic_verifier<standard::scheme>{signing_secrets{secret}}; });
    };
    CHECK(refused("whsec_this is not base64!") == "webhooks: the current signing secret is not base64, with "
                                                  "its padding, after 'whsec_': was it cut off, or does "
                                                  "it have white space around it?");
    CHECK(refused(std::string(of_standard.secret) + "\n").find("white space around it?") !=
          std::string::npos);
    CHECK(refused(of_standard.secret.substr(0, 35)).find("is not base64") != std::string::npos);
    CHECK(refused("whsec_c2hvcnQgc2VjcmV0") == "webhooks: the current signing secret, decoded, has 12 bytes; "
                                               "at least 16 are required and 32 recommended: was "
                                               "it cut off?");
    CHECK(message_of([] {
              basic_verifier<standard::scheme>{
                  signing_secrets{of_standard.secret, "whsec_not base64, clearly"}};
          }).starts_with("webhooks: previous signing secret 1 is not base64"));
    CHECK(message_of([] {
              (void)sign<standard::scheme>("whsec_not base64, clearly", {}, "", "id");
          }).starts_with("webhooks: the secret to sign with is not base64"));
}

TEST_CASE("Slack: the version is signed as well") {
    const std::string digits(of_slack.tag.substr(3));
    CHECK(refusal<slack::scheme>(of_slack, "v1=" + digits) ==
          "the signature header is malformed: it does not begin with 'v0='");
    CHECK(
        verified<slack::scheme>(of_slack, of_slack.tag, "1531420619", "", of_slack.signed_at).error().code ==
        errc::signature_mismatch);
    CHECK(verified<slack::scheme>(of_slack, of_slack.tag, "", "", of_slack.signed_at).error().code ==
          errc::missing_timestamp);
}

TEST_CASE("Shopify: a signature in hexadecimal is told from one in base64") {
    CHECK(refusal<shopify::scheme>(of_shopify, of_github.tag.substr(7)) ==
          "the signature header is malformed: it has 64 characters, not 44; it looks like hexadecimal, and "
          "must be "
          "base64");
    CHECK(refusal<shopify::scheme>(of_shopify, std::string(of_shopify.tag.size() - 1, '=') + "=") ==
          "the signature header is malformed: it is not base64");
}

TEST_CASE("a mismatch is explained for every scheme, by what its HMAC proves") {
    known broken = of_stripe;
    const std::string longer = std::string(of_stripe.body) + "\n";
    broken.body = longer;
    CHECK(
        refusal<stripe::scheme>(broken, of_stripe.tag, true)
            .ends_with(
                "the current signing secret matches without the white space after the body, which was added "
                "on the way"));
    known of_other = of_slack;
    const std::string tag =
        sign<stripe::scheme>(of_slack.secret, of_slack.signed_at, of_slack.body).replace(0, 16, "v0=");
    CHECK(refusal<slack::scheme>(of_other, tag.substr(tag.find("v0=")), true)
              .ends_with("matches if '{timestamp}.{body}' is signed: the scheme is 'v0:{timestamp}:{body}'"));
}

} // namespace vendors_test
