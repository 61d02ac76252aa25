#include "scaivault/testing/signed_delivery.hpp"

#include "../support/catch.hpp"

#include "scaivault/receiver.hpp"
#include "scaivault/testing/samples.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace testing_signed_delivery_test {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using namespace scaivault;

namespace {

constexpr auto secret = "whsec_0123456789abcdef0123456789abcdef"sv;
constexpr std::chrono::sys_seconds now{1'776'952'800s};

result<verified_body> verified(const delivery& received, std::chrono::sys_seconds at = now) {
    return verifier(signing_secrets(secret)).verify(received, at);
}

} // namespace

TEST_CASE("a receiver takes a signed sample for genuine") {
    receiver vault{signing_secrets{secret}};
    std::string seen;
    const handlers hs{on<"secret.rotated">([&](const auto& e) { seen = e.event_id; }), ignore_rest};
    CHECK(vault.receive(signed_delivery{sample<"secret.rotated">(), secret}, hs) == outcome::handled);
    CHECK(seen == sample<"secret.rotated">().event_id);
}

TEST_CASE("a delivery has the body, the headers and the time of its event") {
    const signed_delivery sent{sample<"secret.rotated">(), secret, now};
    CHECK(sent.body == encode(sample<"secret.rotated">()));
    CHECK(sent.event_id == sample<"secret.rotated">().event_id);
    CHECK(sent.event_type == "secret.rotated");
    CHECK(sent.timestamp == "1776952800");
    CHECK(sent.signature == sign(secret, now, sent.body));
    CHECK(verified(sent)->signed_at() == now);
    CHECK(decode(*verified(sent)).value() == any_event(sample<"secret.rotated">()));
}

TEST_CASE("events of any type are delivered") {
    for (const auto& each : samples()) {
        const signed_delivery sent{each, secret, now};
        CHECK(sent.event_type == type_of(each));
        CHECK(sent.event_id == envelope_of(each).event_id);
        CHECK(decode(verified(sent).value()).value() == each);
    }
}

TEST_CASE("an event of an unknown type is delivered, alone and in a variant") {
    unknown_event archived;
    archived.event_id = "evt_1";
    archived.event_type = "secret.archived";
    archived.data = "{}";
    const signed_delivery sent{archived, secret, now};
    CHECK(sent.event_id == "evt_1");
    CHECK(sent.event_type == "secret.archived");
    CHECK(signed_delivery{any_event(archived), secret, now}.body == sent.body);
    CHECK(signed_delivery{any_event(archived), secret, now}.event_type == sent.event_type);
}

TEST_CASE("an event of a catalog of one's own is delivered") {
    struct shop : basic_catalog<enveloped<envelope>, entry<"order.placed", secret_expiring>> {};
    shop::event<"order.placed"> placed;
    placed.event_id = "evt_7";
    const signed_delivery sent{placed, secret, now};
    CHECK(sent.event_id == "evt_7");
    CHECK(sent.event_type == "order.placed");
    CHECK(signed_delivery{shop::variant(placed), secret, now}.body == sent.body);
}

TEST_CASE("a changed member makes a forged delivery") {
    const auto forged = [](auto change) {
        signed_delivery sent{sample<"secret.rotated">(), secret, now};
        change(sent);
        return verified(sent).error().code;
    };
    CHECK(forged([](auto& sent) { sent.body += ' '; }) == errc::signature_mismatch);
    CHECK(forged([](auto& sent) { sent.signature.clear(); }) == errc::missing_signature);
    CHECK(forged([](auto& sent) { sent.timestamp = "soon"; }) == errc::malformed_timestamp);
}

TEST_CASE("a delivery of an hour ago is stale") {
    CHECK(verified(signed_delivery{sample<"secret.rotated">(), secret, now - 1h}).error().code ==
          errc::stale);
}

TEST_CASE("a body that is no event is signed as well") {
    const auto sent = signed_delivery::of_text("{", secret, now);
    CHECK(verified(sent).value().body() == "{");
    CHECK(sent.event_id.empty());
    CHECK(sent.event_type.empty());
}

TEST_CASE("a delivery's headers can be sent to a server") {
    const signed_delivery sent{sample<"policy.created">(), secret, now};
    const auto headers = sent.headers();
    const auto received = delivery_from_headers(headers, sent.body);
    CHECK(received.event_type == "policy.created");
    CHECK(received.event_id == sent.event_id);
    CHECK(verified(received).has_value());
}

TEST_CASE("a secret that no receiver takes signs nothing") {
    CHECK_THROWS_AS((signed_delivery{sample<"policy.created">(), "short", now}), std::invalid_argument);
}

} // namespace testing_signed_delivery_test
