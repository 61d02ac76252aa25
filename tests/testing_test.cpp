#include "scaivault/testing.hpp"

#include "support/catch.hpp"

#include "scaivault/webhook.hpp"

#include <chrono>
#include <string_view>

namespace testing_test {

using namespace scaivault;

TEST_CASE(
    "the tests of a user need one header beside the library's: samples, signed, at a time of their choice") {
    constexpr std::string_view secret = "a secret of at least 32 bytes ...";
    const fake_clock clock{std::chrono::sys_days(std::chrono::year(2026) / 4 / 23)};
    receiver vault{signing_secrets{secret}, {.replay = {.clock = clock}, .clock = clock}};
    int policies = 0;
    int others = 0;
    const handlers hs{on<"policy.**">([&](const auto&) { ++policies; }),
                      otherwise([&](const auto&) { ++others; })};
    for (const auto& each : samples())
        CHECK(vault.receive(signed_delivery{each, secret, clock.now()}, hs) == outcome::handled);
    CHECK(policies == 6);
    CHECK(others == 24);
}

} // namespace testing_test
