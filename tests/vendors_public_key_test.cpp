#include <webhooks/trust/verifier.hpp>
#include <webhooks/vendors/standard_webhooks.hpp>

#include "support/catch.hpp"

#include <openssl/err.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vendors_public_key_test {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using namespace webhooks;

namespace {

/// Discord's interactions, as docs.discord.com describes them under "Validating Security Request Headers".
struct discord : ed25519_scheme<scheme_strings{.signature_header = "X-Signature-Ed25519",
                                               .timestamp_header = "X-Signature-Timestamp",
                                               .tag = "{hex}",
                                               .signed_text = "{timestamp}{body}",
                                               .key = "{hex}"}> {};

constexpr std::chrono::sys_seconds now{1777000000s};
// The key pair of RFC 8032, section 7.1, test 1.
constexpr auto key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"sv;
constexpr auto body = R"({"type":1})"sv;
// printf '1777000000{"type":1}' >text; openssl pkeyutl -sign -rawin -in text -inkey key.der -keyform DER
constexpr auto tag = "5985e80fc182dd0e606730b7d5d8aac9d1d499a56db4a021134047f961b1a59c"
                     "926f515e4dd7c23365ae8727029d2627ae0731c025f28e427e90776f37e8a40d"sv;
// Likewise of 1777000000{"type":2}
constexpr auto other_tag = "ae28954f624c8bd61b441dbea12a0241a01903b350b6cfdc2ffdac19a9d8e9fa"
                           "b35bc240439dbc6be04a15f76a30f842a29193826cee6fbe31260299ed168b05"sv;
// Derived with OpenSSL from the private key of the test in github.com/standard-webhooks/standard-webhooks, libraries/go.
constexpr auto standard_key = "whpk_ZlN4eg7dSSqi0moX9hQUk3orrOouK3QVQSlJa248c/g="sv;

errc code_of(const result<verified_body>& refused) {
    REQUIRE(!refused);
    return static_cast<errc>(refused.error().code.value());
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

static_assert(std::is_same_v<basic_verifier<discord>::keys_type, public_keys>);
static_assert(!std::is_constructible_v<basic_verifier<discord>, signing_secrets>);
static_assert(!std::is_constructible_v<basic_verifier<standard::scheme>, public_keys>);
static_assert(!std::is_convertible_v<std::string, public_keys>);

TEST_CASE("the asymmetric known answer of Standard Webhooks' libraries is verified") {
    const basic_verifier<standard::public_key_scheme> verifier{public_keys(standard_key)};
    constexpr std::chrono::sys_seconds at{1614265330s};
    const std::string right =
        "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==";
    const auto verify = [&](std::string_view signature, std::string_view text = R"({"test": 2432232314})",
                            std::string_view id = "msg_p5jXN8AQM9LWM0D4loKWxJek") {
        return verifier.verify({"1614265330", signature, id, {}, text}, at);
    };
    CHECK(verify(right).has_value());
    CHECK(verify("v1,AAAA " + right).has_value());
    CHECK(verify("v1a," + std::string(86, 'A') + "== " + right).has_value());
    CHECK(code_of(verify(right, R"({"test": 2432232315})")) == errc::signature_mismatch);
    CHECK(code_of(verify(right, R"({"test": 2432232314})", "msg_1")) == errc::signature_mismatch);
    CHECK(code_of(verify("v1," + std::string(43, 'A') + "=")) == errc::malformed_signature);
    CHECK(verify("v1a," + std::string(86, 'A') + "==").error().message() ==
          "no secret matches the signature: tried 1 public key on 1 signature; is the body the very bytes "
          "received?");
}

TEST_CASE("a vendor with a public key, two headers and hexadecimal is verified by a scheme of eight lines") {
    const basic_verifier<discord> verifier{public_keys(key)};
    const auto verify = [&](std::string_view signature, std::string_view text = body,
                            std::string_view timestamp = "1777000000", std::chrono::sys_seconds at = now) {
        return verifier.verify({timestamp, signature, {}, {}, text}, at);
    };
    const auto verified = verify(tag);
    REQUIRE(verified.has_value());
    CHECK(verified->body() == body);
    CHECK(verified->signed_at() == now);
    CHECK(verified->secret_index() == 0);
    CHECK(verify(other_tag, R"({"type":2})").has_value());

    CHECK(code_of(verify(other_tag)) == errc::signature_mismatch);
    CHECK(code_of(verify(tag, "")) == errc::signature_mismatch);
    CHECK(code_of(verify(tag, body, "1777000001")) == errc::signature_mismatch);
    CHECK(code_of(verify(tag, body, "1777000000", now + 301s)) == errc::stale);
    CHECK(code_of(verify("")) == errc::missing_signature);
    CHECK(verify(tag.substr(0, 64)).error().message() ==
          "the signature header is malformed: it has 64 characters, not 128");
    CHECK(verify(std::string(128, 'g')).error().message() ==
          "the signature header is malformed: it has a character that is no hexadecimal digit");
}

TEST_CASE("each changed bit of an Ed25519 signature is refused, and leaves no error in OpenSSL's queue") {
    const basic_verifier<discord> verifier{public_keys(key)};
    ERR_clear_error();
    bool refused_all = true;
    for (std::size_t place = 0; place != tag.size(); ++place) {
        std::string changed(tag);
        changed[place] = changed[place] == '0' ? '1' : '0';
        const auto result = verifier.verify({"1777000000", changed, {}, {}, body}, now);
        refused_all = refused_all && !result && result.error().code == errc::signature_mismatch;
    }
    CHECK(refused_all);
    CHECK(ERR_peek_error() == 0);
}

TEST_CASE("previous public keys are accepted, and it is told which") {
    constexpr auto unrelated = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"sv;
    const basic_verifier<discord> verifier{public_keys(unrelated, key)};
    const auto verified = verifier.verify({"1777000000", tag, {}, {}, body}, now);
    REQUIRE(verified.has_value());
    CHECK(verified->secret_index() == 1);
    CHECK(verifier.verify({"1777000000", other_tag, {}, {}, body}, now)
              .error()
              .detail.starts_with("tried 2 public keys"));
}

TEST_CASE("a claim by an Ed25519 signature is the same for the same bytes") {
    const basic_verifier<discord> verifier(public_keys(key), {.claim = claim_by::signature});
    const auto key_of = [&](std::string_view signature, std::string_view text) {
        return std::string(verifier.verify({"1777000000", signature, {}, {}, text}, now)->claim_key());
    };
    CHECK(key_of(tag, body).size() == 40);
    CHECK(key_of(tag, body) == key_of(tag, body));
    CHECK(key_of(tag, body) != key_of(other_tag, R"({"type":2})"));
}

TEST_CASE("a public key of another length or form is refused on construction, with its own reason") {
    const auto refused = [](auto scheme, std::string_view text) {
        return message_of([&] { basic_verifier<decltype(scheme)>{public_keys(text)}; });
    };
    CHECK(
        refused(discord(), key.substr(2)) ==
        "webhooks: the current public key has 31 bytes, not 32: is it the vendor's public key for Ed25519?");
    CHECK(refused(discord(), key.substr(1)).find("is not hexadecimal") != std::string::npos);
    CHECK(refused(discord(), "not a key").find("is not hexadecimal") != std::string::npos);
    CHECK(refused(standard::public_key_scheme(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
              .find("is not base64") != std::string::npos);
    CHECK(refused(standard::public_key_scheme(), "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
              .find("has 24 bytes, not 32") != std::string::npos);
    CHECK(refused(standard::public_key_scheme(), "").find("the current public key is empty") !=
          std::string::npos);
    CHECK(message_of([] { basic_verifier<discord>{public_keys(key, "00")}; }) ==
          "webhooks: previous public key 1 has 1 bytes, not 32: is it the vendor's public key for Ed25519?");
}

TEST_CASE("a moved-from verifier of public keys refuses everything") {
    basic_verifier<discord> first{public_keys(key)};
    const basic_verifier<discord> second = std::move(first);
    CHECK(second.verify({"1777000000", tag, {}, {}, body}, now).has_value());
    CHECK(code_of(first.verify({"1777000000", tag, {}, {}, body}, now)) ==
          errc::signature_mismatch); // NOLINT
}

} // namespace vendors_public_key_test
