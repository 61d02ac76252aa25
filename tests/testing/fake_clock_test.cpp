#include "scaivault/testing/fake_clock.hpp"

#include "../support/catch.hpp"

#include "scaivault/receiver.hpp"
#include "scaivault/testing/samples.hpp"
#include "scaivault/testing/signed_delivery.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

namespace testing_fake_clock_test {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using namespace scaivault;

namespace {

constexpr auto secret = "whsec_0123456789abcdef0123456789abcdef"sv;
constexpr std::chrono::sys_seconds start = std::chrono::sys_days(std::chrono::year(2026) / 4 / 23);

} // namespace

TEST_CASE("a fake clock stands still until it is advanced") {
    fake_clock clock{start};
    const auto steady = clock.steady_now();
    CHECK(clock.now() == start);
    CHECK(clock.now() == start);
    clock.advance(90s);
    CHECK(clock.now() == start + 90s);
    CHECK(clock.steady_now() == steady + 90s);
}

TEST_CASE("the wall clock shows whole seconds, and the steady one all of them") {
    fake_clock clock{start};
    clock.advance(999ms);
    CHECK(clock.now() == start);
    clock.advance(1ms);
    CHECK(clock.now() == start + 1s);
    CHECK(clock.steady_now().time_since_epoch() == 1s);
}

TEST_CASE("setting the wall clock does not touch the steady one") {
    fake_clock clock{start};
    clock.advance(10s);
    clock.set(start - 24h);
    CHECK(clock.now() == start - 24h);
    CHECK(clock.steady_now().time_since_epoch() == 10s);
    clock.advance(1s);
    CHECK(clock.now() == start - 24h + 1s);
}

TEST_CASE("copies and functions show the same time, also when the clock is gone") {
    std::optional<fake_clock> clock(start);
    fake_clock copy = *clock;
    const std::function<std::chrono::sys_seconds()> wall = *clock;
    const std::function<std::chrono::steady_clock::time_point()> steady = *clock;
    clock.reset();
    copy.advance(5s);
    CHECK(wall() == start + 5s);
    CHECK(steady().time_since_epoch() == 5s);
}

TEST_CASE("a receiver and its guard go by one fake clock") {
    fake_clock clock{start};
    receiver_options options;
    options.clock = clock;
    options.replay.clock = clock;
    receiver vault{signing_secrets{secret}, options};
    const handlers hs{otherwise([](const auto&) {})};
    const auto sent = sample<"secret.rotated">();
    const auto send = [&] { return vault.receive(signed_delivery{sent, secret, clock.now()}, hs); };

    const signed_delivery old{sample<"policy.created">(), secret, clock.now()};
    CHECK(send() == outcome::handled);
    CHECK(send() == outcome::duplicate);
    clock.advance(301s);
    const auto stale = vault.receive(old, hs);
    REQUIRE(stale == outcome::rejected);
    CHECK(stale.error()->code == errc::stale);
    CHECK(send() == outcome::duplicate);

    clock.advance(options.replay.max_age);
    CHECK(send() == outcome::handled);
}

} // namespace testing_fake_clock_test
