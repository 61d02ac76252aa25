#include "scaivault/dispatch/handlers.hpp"

#include "scaivault/events/catalog.hpp"
#include "webhooks/dispatch/when.hpp"

#include "../support/catch.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dispatch_when_test {

namespace {

using namespace scaivault;

constexpr auto is_second = [](const auto& e) { return e.data.new_version == 2; };

event<"secret.rotated"> rotated(int version, std::string path = "environments/production/db") {
    event<"secret.rotated"> e;
    e.event_id = "an id that is too long for the small string";
    e.path = std::move(path);
    e.data.new_version = version;
    return e;
}

TEST_CASE("a guarded handler takes an event if its predicate is true; handlers are tried in order") {
    const handlers hs{
        on<"secret.rotated">(when(is_second), [](const auto&) { return 1; }),
        on<"secret.rotated", "secret.created">(when([](const auto& e) { return e.tenant_id == "acme"; }),
                                               [](const auto&) { return 2; }),
        on<"secret.rotated">([](const auto&) { return 3; }), otherwise([](const auto&) { return 4; })};
    auto of_acme = rotated(1);
    of_acme.tenant_id = "acme";
    CHECK(hs(any_event{rotated(2)}) == 1);
    CHECK(hs(any_event{of_acme}) == 2);
    CHECK(hs(any_event{rotated(1)}) == 3);
    CHECK(hs(any_event{event<"secret.created">{}}) == 4);
    CHECK(hs(any_event{event<"policy.created">{}}) == 4);
}

TEST_CASE("an event that no guard lets pass is ignored by ignore_rest") {
    std::vector<int> seen;
    const any_event first = rotated(1);
    const any_event second = rotated(2);
    const auto guarded = on<"secret.rotated">(when(is_second), [&](const auto& e) {
        seen.push_back(static_cast<int>(e.data.new_version));
        return 7;
    });
    CHECK(match(first, guarded, ignore_rest) == 0);
    CHECK(match(second, guarded, ignore_rest) == 7);
    CHECK(seen == std::vector{2});
}

TEST_CASE("a predicate is called once for each event that reaches it, with a const event that it cannot take "
          "away") {
    int asked = 0;
    std::string id;
    const auto hs = handlers{on<"secret.rotated">(when([&](const auto& e) {
                                                      ++asked;
                                                      return !e.event_id.empty();
                                                  }),
                                                  [&](auto&& e) { id = std::move(e.event_id); }),
                             ignore_rest};
    hs(any_event{rotated(1)});
    hs(any_event{event<"secret.created">{}});
    CHECK(asked == 1);
    CHECK(id == rotated(1).event_id);

    const auto reached_by_none = handlers{
        on<"secret.rotated">([](const auto&) {}),
        on<"secret.*">(when([&](const auto&) { return ++asked != 0; }), [](const auto&) {}), ignore_rest};
    asked = 0;
    reached_by_none(any_event{rotated(1)});
    CHECK(asked == 0);
    reached_by_none(any_event{event<"secret.created">{}});
    CHECK(asked == 1);
}

TEST_CASE("match_all calls guarded handlers whose predicate is true, and otherwise if no handler is called") {
    const auto called = [](const any_event& e) {
        std::string names;
        match_all(e, otherwise([&](const auto&) { names += 'o'; }),
                  on<"secret.rotated">(when(is_second), [&](const auto&) { names += 'g'; }),
                  on<"secret.created">([&](const auto&) { names += 'c'; }));
        return names;
    };
    CHECK(called(rotated(2)) == "g");
    CHECK(called(rotated(1)) == "o");
    CHECK(called(event<"secret.created">{}) == "c");
    CHECK(called(event<"secret.deleted">{}) == "o");
}

TEST_CASE("under compares whole segments of the path") {
    const auto is_under = [](std::string_view prefix, std::string path) {
        return under(prefix)(rotated(1, std::move(path)));
    };
    CHECK(is_under("environments/production", "environments/production"));
    CHECK(is_under("environments/production", "environments/production/db"));
    CHECK_FALSE(is_under("environments/production", "environments/production2"));
    CHECK_FALSE(is_under("environments/prod", "environments/production/db"));
    CHECK_FALSE(is_under("environments/production", "environments"));
    CHECK_FALSE(is_under("environments/production", "x/environments/production"));
    CHECK(is_under("environments/", "environments/production"));
    CHECK_FALSE(is_under("environments/", "environments"));
    CHECK(is_under("", "anything"));
    CHECK(is_under("", ""));
    CHECK_FALSE(is_under("a", ""));

    auto without = rotated(1);
    without.path.reset();
    CHECK_FALSE(under("environments")(without));
    CHECK_FALSE(under("")(without));

    struct file_event {
        std::string path;
    };
    CHECK(under("a")(file_event{"a/b"}));
    CHECK_FALSE(under("b")(file_event{"a/b"}));
}

TEST_CASE("under takes the events of one path") {
    const handlers hs{
        on<"secret.rotated">(when(under("environments/production")), [](const auto&) { return 1; }),
        otherwise([](const auto&) { return 2; })};
    CHECK(hs(any_event{rotated(1)}) == 1);
    CHECK(hs(any_event{rotated(1, "environments/test/db")}) == 2);
}

// What guarded handlers take is asked for and decoded.
constexpr auto guarded_only = handlers{on<"secret.*">(when(under("a")), [](const auto&) {}), ignore_rest};
static_assert(guarded_only.subscription().size() == 1 && guarded_only.subscription()[0] == "secret.*");
static_assert(guarded_only.handles(*catalog::find("secret.rotated")));
static_assert(!guarded_only.handles(*catalog::find("policy.created")));
static_assert(!guarded_only.handles(catalog::size));

TEST_CASE("a predicate may own what cannot be copied, and keep state of its own") {
    auto hs = handlers{on<"secret.rotated">(when([left = std::make_unique<int>(2)](const auto&) mutable {
                                                return (*left)-- > 0;
                                            }),
                                            [](const auto&) { return 1; }),
                       otherwise([](const auto&) { return 2; })};
    const any_event e = rotated(1);
    CHECK(hs(e) == 1);
    CHECK(hs(e) == 1);
    CHECK(hs(e) == 2);
}

} // namespace

} // namespace dispatch_when_test
