#include "support/catch.hpp"

#include <scaivault/scheme.hpp>
#include <webhooks/detail/hex.hpp>
#include <webhooks/trust/detail/hmac_sha256.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace detail_explanation_test {

// The message for an operator if a signature matches no secret: one test per likely mistake.

using namespace std::string_literals;
using namespace std::string_view_literals;
using scaivault::delivery;
using scaivault::errc;
using scaivault::failure;
using scaivault::signing_secrets;
using scaivault::verifier;
using scaivault::verify_options;

namespace {

constexpr auto secret = "whsec_0123456789abcdef0123456789ab"sv;
constexpr auto body = R"({"event_id":"evt_1","event_type":"secret.rotated","data":{"a":[1,2]}})"sv;
constexpr std::chrono::sys_seconds now{std::chrono::seconds(1777000000)};
constexpr auto timestamp = "1777000000"sv;

/// A signature over any text, as an incorrect sender creates it.
std::string signature_over(std::string_view text, std::string_view key = secret) {
    std::string signature = "sha256=";
    webhooks::detail::append_hex(signature, webhooks::detail::hmac_context(key).of(text));
    return signature;
}

std::string signature_of(std::string_view signed_body, std::string_view key = secret) {
    return signature_over(std::string(timestamp).append(".").append(signed_body), key);
}

failure refusal(const verifier& v, std::string_view signature, std::string_view received = body) {
    const auto result = v.verify({timestamp, signature, "", "", received}, now);
    REQUIRE(!result);
    REQUIRE(result.error().code == errc::signature_mismatch);
    CHECK(result.error().detail.find("whsec") == std::string::npos);
    CHECK(result.error().detail.find(signature.substr(7, 16)) == std::string::npos);
    CHECK(result.error().where.empty());
    CHECK(result.error().offset == 0);
    return result.error();
}

verifier explaining(signing_secrets secrets) {
    return verifier(std::move(secrets), {.explain = true});
}

/// The reported cause for `received` with `signature`.
std::string told(std::string_view signature, std::string_view received = body,
                 std::string_view configured = secret) {
    return refusal(explaining(signing_secrets(configured)), signature, received).detail;
}

bool says(const std::string& text, std::string_view part) {
    INFO(text);
    const bool found = text.find(part) != std::string::npos;
    CHECK(found);
    return found;
}

} // namespace

TEST_CASE("a secret with a line feed at its end, as a file has it, is named") {
    says(told(signature_of(body), body, std::string(secret) + "\n"),
         "the current signing secret matches without the white space around it: was it read from a file?");
    says(told(signature_of(body), body, std::string(secret) + "\r\n"), "white space around it");
    says(told(signature_of(body), body, "  " + std::string(secret)), "white space around it");
}

TEST_CASE("a line feed at the end of the sender's copy of a secret is named") {
    says(told(signature_of(body, std::string(secret) + "\n")),
         "the current signing secret matches with a line feed at its end");
}

TEST_CASE("a secret in quotation marks, as a file of variables may keep them, is named") {
    says(told(signature_of(body), body, '"' + std::string(secret) + '"'), "without the quotation marks");
    says(told(signature_of(body), body, '\'' + std::string(secret) + '\''), "without the quotation marks");
}

TEST_CASE("the wrong one of several secrets is named by its place") {
    const auto previous = "a previous secret of thirty-four b\n"s;
    const verifier v = explaining(signing_secrets{secret, previous});
    const auto text = refusal(v, signature_of(body, previous.substr(0, previous.size() - 1))).detail;
    says(text, "tried 2 secrets; previous signing secret 1 matches without the white space around it");
}

TEST_CASE("none of the secrets is told as such, with their number") {
    says(told(signature_of(body, "somebody else's secret")), "tried 1 secret; is the body the very bytes");
    const verifier v = explaining(signing_secrets{secret, "a previous secret"});
    says(refusal(v, signature_of(body, "somebody else's secret")).detail, "tried 2 secrets; is the body");
}

TEST_CASE("a body that was parsed and written again is named, where the order of its keys was kept") {
    const auto spaced = R"({"event_id": "evt_1", "event_type": "secret.rotated", "data": {"a": [1, 2]}})"sv;
    const auto indented = "{\n  \"event_id\": \"evt_1\",\n  \"event_type\": \"secret.rotated\",\n"
                          "  \"data\": {\"a\": [1,2]}\n}\n"sv;
    says(told(signature_of(body), spaced), "it was parsed and written again");
    says(told(signature_of(body), indented), "it was parsed and written again");
    says(told(signature_of(spaced), body), "it was parsed and written again");
    says(told(signature_of(spaced), indented), "it was parsed and written again");
}

TEST_CASE("no cause is named that no HMAC proves, however the body looks") {
    const auto unproved = told(signature_of(body, "somebody else's secret"));
    says(unproved, "tried 1 secret; is the body the very bytes received");
    CHECK(told(signature_of(body), R"({"data":{"a":[1,2]},"event_id":"evt_1"})") == unproved);
    CHECK(told(signature_of(body), R"({"event_id": "evt_2"})") == unproved);
    const auto spaced = R"({"event_id": "evt_1", "event_type": "secret.rotated", "data": {"a": [1, 2]}})"sv;
    CHECK(told(signature_of(spaced, "somebody else's secret"), spaced) == unproved);
}

TEST_CASE("what is seen of a body that is no JSON object is told as such, and not as the cause") {
    const auto seen = [](std::string_view received) {
        const auto unproved = told(signature_of(body, "somebody else's secret"));
        const auto text = told(signature_of(received, "somebody else's secret"), received);
        const auto before = unproved + " The body ";
        REQUIRE(text.substr(0, before.size()) == before);
        return text.substr(before.size());
    };
    CHECK(seen("") == "is empty");
    CHECK(seen("\x1F\x8B\x08 and so on") == "begins like gzip");
    CHECK(seen("\x28\xB5\x2F\xFD and so on") == "begins like zstd");
    CHECK(seen("payload=%7B%22event_id%22") == "does not begin like a JSON object");
}

TEST_CASE("white space or a byte order mark that came or went on the way is named") {
    says(told(signature_of(body), std::string(body) + "\n"), "without the white space after the body");
    says(told(signature_of(std::string(body) + "\n")), "with a line feed after the body");
    says(told(signature_of(body), "\xEF\xBB\xBF" + std::string(body)), "without the byte order mark");
}

TEST_CASE("a sender that signs something else than the timestamp, a dot and the body is named") {
    const std::string time(timestamp);
    const std::string text(body);
    says(told(signature_over(text)), "matches if '{body}' is signed: the scheme is '{timestamp}.{body}'");
    says(told(signature_over(time + text)), "matches if '{timestamp}{body}' is signed");
    says(told(signature_over(time + ":" + text)), "matches if '{timestamp}:{body}' is signed");
    says(told(signature_over(time + "\n" + text)), "matches if '{timestamp}\\n{body}' is signed");
    says(told(signature_over(time + "000." + text)), "the time in milliseconds");
}

TEST_CASE("a timestamp of thirteen digits may be in milliseconds; no other is said to be") {
    const auto detail = [](std::string_view given) {
        const auto result =
            verifier{signing_secrets(secret)}.verify({given, signature_of(body), "", "", body}, now);
        REQUIRE(!result);
        CHECK(result.error().code == errc::malformed_timestamp);
        return result.error().detail;
    };
    CHECK(detail("1777000000000") ==
          "it has 13 characters, more than 12; milliseconds, perhaps, where seconds are due");
    CHECK(detail("17770000000000") == "it has 14 characters, more than 12");
    CHECK(detail("2026-04-24T03") == "it has 13 characters, more than 12");
    CHECK(detail("1777000000, 1777000000") ==
          "it has two values, separated by a comma: did the header come more than once?");
    CHECK(detail("1777000000,1777000000,1777000000") ==
          "it has 3 values, separated by commas: did the header come more than once?");
    CHECK(detail("1777000000,") == "it has a character that is no decimal digit");
}

TEST_CASE("a signature in base64, or without its prefix, is named") {
    const verifier v{signing_secrets(secret)};
    const auto detail = [&](std::string_view signature) {
        const auto result = v.verify({timestamp, signature, "", "", body}, now);
        REQUIRE(!result);
        CHECK(result.error().code == errc::malformed_signature);
        CHECK(result.error().detail.find(signature.substr(10)) == std::string::npos);
        return result.error().detail;
    };
    constexpr auto base64 = "WRYjGnsiPiRwSWenpvZlb176+lMMsZMfGzVgcjhuTBE="sv;
    says(detail(std::string("sha256=").append(base64)), "has 44 characters, not 64; it looks like base64");
    says(detail(base64), "does not begin with 'sha256='; it looks like base64");
    says(detail(signature_of(body).substr(7)), "does not begin with 'sha256=', and has the digits alone");
    const auto good = signature_of(body);
    CHECK(detail(good + ", " + good) ==
          "it has two signatures, separated by a comma: did the header come more than once?");
    CHECK(detail(good + ",sha256=,\t" + good + " , ") ==
          "it has 3 signatures, separated by commas: did the header come more than once?");
    CHECK(detail("v1=aaaaaaaaaaaaaaaa," + good).find("two signatures") != std::string::npos);
    CHECK(detail(good + ", ").find("signatures") == std::string::npos);
    CHECK(detail("sha256=" + std::string(43, '?') + "=").find("base64") == std::string::npos);
    CHECK(detail("v1=" + std::string(64, 'a')).find("digits alone") == std::string::npos);
}

TEST_CASE("a cause is not looked for unless it is asked for") {
    const verifier v(signing_secrets(std::string(secret) + "\n"));
    CHECK(refusal(v, signature_of(body)).detail == "tried 1 secret; is the body the very bytes received, not "
                                                   "parsed and written again nor decompressed by a "
                                                   "proxy, and is each secret the webhook's?");
}

TEST_CASE("every mismatch is explained, whatever the size of its body and the number before it") {
    const verifier v = explaining(signing_secrets(std::string(secret) + "\n"));
    const std::string large(100'000, ' ');
    for (int i = 0; i < 20; ++i)
        says(refusal(v, signature_of(large), large).detail, "white space around it");
}

TEST_CASE("the constructor warns of an unusual secret, by its place and without its text") {
    std::vector<std::string> warnings;
    const verify_options options{.on_warning = [&](std::string_view text) { warnings.emplace_back(text); }};
    const auto warnings_of = [&](auto&&... secrets) {
        warnings.clear();
        (void)verifier(signing_secrets{secrets...}, options);
        for (const auto& each : warnings)
            CHECK(each.find("whsec") == std::string::npos);
        return warnings;
    };
    const std::string text(secret);
    CHECK(warnings_of(text).empty());
    CHECK(warnings_of(std::string(32, 'x'), std::string(100, 'y')).empty());
    REQUIRE(warnings_of(std::string(31, 'x')).size() == 1);
    says(warnings[0], "the current signing secret has 31 bytes; at least 32 are recommended");
    REQUIRE(warnings_of(text, std::string(16, 'x')).size() == 1);
    says(warnings[0], "previous signing secret 1 has 16 bytes");
    REQUIRE(warnings_of(text, text + '\n', ' ' + text).size() == 2);
    says(warnings[0], "previous signing secret 1 ends with a line feed: was it read from a file?");
    says(warnings[1], "previous signing secret 2 begins with a space");
    REQUIRE(warnings_of('"' + text + '"').size() == 1);
    says(warnings[0], "the current signing secret is in quotation marks");
    REQUIRE(warnings_of("\tshort and spaced out\r").size() == 3);
    for (const auto& [space, name] : {std::pair{'\t', "a tab"}, std::pair{'\r', "a carriage return"},
                                      std::pair{'\v', "a vertical tab"}, std::pair{'\f', "a form feed"}}) {
        REQUIRE(warnings_of(text + space).size() == 1);
        says(warnings[0], name);
    }
}

TEST_CASE(
    "an exception of on_warning propagates from the constructor; without on_warning, warnings are dropped") {
    const auto refuse = [](std::string_view) { throw std::runtime_error("no weak secrets here"); };
    bool thrown = false;
    try {
        (void)verifier(signing_secrets(std::string(20, 'x')), {.on_warning = refuse});
    } catch (const std::runtime_error&) {
        thrown = true;
    }
    CHECK(thrown);
    (void)verifier(signing_secrets(std::string(20, 'x')));
}

} // namespace detail_explanation_test
