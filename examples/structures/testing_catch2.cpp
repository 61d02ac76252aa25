// Tests of handlers with Catch2. A failed comparison shows the outcome as a line: "rejected: the delivery was signed ...".
// Handlers can be called directly, and with deliveries that are signed as the vendor signs them.
#ifdef SCAIVAULT_EXAMPLE_CATCH2_V3
#    include <catch2/catch_test_macros.hpp>
#else
#    define CATCH_CONFIG_MAIN
#    include <catch2/catch.hpp>
#endif

#include "testing.hpp"

#include <scaivault/testing.hpp>

#include <chrono>
#include <string_view>

using namespace scaivault;

constexpr std::string_view webhook_secret = "whsec_only_an_example_0123456789ab";

TEST_CASE("a rotation reloads the secret") {
    reloads state;
    auto rotated = sample<"secret.rotated">();
    rotated.data.new_version = 7;
    state.handlers()(any_event{rotated});
    CHECK(state.version == 7);
}

TEST_CASE("a delivery is handled once, and refused when it is old or forged") {
    reloads state;
    const auto handle = state.handlers();
    receiver vault{signing_secrets{webhook_secret}};
    const signed_delivery sent{sample<"secret.rotated">(), webhook_secret};
    CHECK(vault.receive(sent, handle) == outcome::handled);
    CHECK(vault.receive(sent, handle) == outcome::duplicate);

    const auto long_ago = std::chrono::sys_seconds{};
    const auto old =
        vault.receive(signed_delivery{sample<"secret.rotated">(), webhook_secret, long_ago}, handle);
    REQUIRE(old == outcome::rejected);
    CHECK(*old.error() == errc::stale);

    auto forged = sent;
    forged.body += ' ';
    CHECK(*vault.receive(forged, handle).error() == errc::signature_mismatch);
}

TEST_CASE("a reload that fails is answered with 500, so that the vendor sends it again") {
    reloads state{.disk_full = true};
    const auto handle = state.handlers();
    receiver vault{signing_secrets{webhook_secret}};
    const signed_delivery sent{sample<"secret.rotated">(), webhook_secret};
    CHECK(vault.receive(sent, handle).status() == 500);
    state.disk_full = false;
    CHECK(vault.receive(sent, handle).status() == 200);
}
