#include "webhooks/dispatch/tap.hpp"

#include "scaivault/dispatch/handlers.hpp"
#include "scaivault/events/catalog.hpp"

#include "../support/catch.hpp"

#include <string>
#include <type_traits>
#include <utility>

namespace dispatch_tap_test {

namespace {

using namespace scaivault;

TEST_CASE("a tap sees what it selects before the handler that takes it, wherever it is in the list") {
    std::string calls;
    const auto first = tap<"secret.*">([&](const auto&) { calls += 'a'; });
    const auto taker = on<"secret.rotated">([&](const auto&) { calls += 't'; });
    const auto last = tap<"**">([&](const auto&) { calls += 'b'; });
    const auto called_for = [&](const any_event& e) {
        calls.clear();
        match(e, first, taker, last, ignore_rest);
        const auto by_match = calls;
        calls.clear();
        handlers{first, taker, last, ignore_rest}(e);
        CHECK(calls == by_match);
        calls.clear();
        match_all(e, first, taker, last, ignore_rest);
        CHECK(calls == by_match);
        return by_match;
    };
    CHECK(called_for(event<"secret.rotated">{}) == "abt");
    CHECK(called_for(event<"secret.created">{}) == "ab"); // ignored, and seen
    CHECK(called_for(event<"policy.created">{}) == "b");
    CHECK(called_for(unknown_event{}) == "");
}

TEST_CASE("a tap sees the event as const, and its handler can still move it") {
    std::string seen, taken;
    event<"secret.rotated"> rotated;
    rotated.event_id = "an id that is too long for the small string";
    match(any_event{rotated}, on<"secret.rotated">([&](auto&& e) {
              static_assert(std::is_rvalue_reference_v<decltype(e)>);
              taken = std::move(e.event_id);
          }),
          tap<"secret.*">([&](auto&& e) {
              static_assert(std::is_same_v<decltype(e), const std::remove_cvref_t<decltype(e)>&>);
              seen = e.event_id;
          }),
          ignore_rest);
    CHECK(seen == rotated.event_id);
    CHECK(taken == rotated.event_id);
}

TEST_CASE("what a tap returns is not the result of a match") {
    const any_event e = event<"secret.rotated">{};
    const auto result = match(e, tap<"**">([](const auto&) { return std::string("dropped"); }),
                              on<"secret.*">([](const auto&) { return 3; }), ignore_rest);
    static_assert(std::is_same_v<decltype(result), const int>);
    CHECK(result == 3);
}

TEST_CASE("an exception of a tap ends the match before the handler is called") {
    bool handled = false;
    CHECK_THROWS_AS(match(any_event{event<"secret.rotated">{}},
                          on<"secret.*">([&](const auto&) { handled = true; }),
                          tap<"**">([](const auto&) { throw 1; }), ignore_rest),
                    int);
    CHECK_FALSE(handled);
}

// What a tap sees is asked for and decoded, though nothing takes it.
constexpr auto audit = handlers{tap<"policy.**">([](const auto&) {}), ignore_rest};
static_assert(audit.subscription().size() == 1 && audit.subscription()[0] == "policy.**");
static_assert(audit.handles(*catalog::find("policy.binding.created")));
static_assert(!audit.handles(*catalog::find("secret.created")));

// A tap makes no handler unreachable.
constexpr auto before_all = handlers{tap<"**">([](const auto&) {}), on<"secret.rotated">([](const auto&) {}),
                                     otherwise([](const auto&) {})};
static_assert(before_all.handles(catalog::size));

} // namespace

} // namespace dispatch_tap_test
