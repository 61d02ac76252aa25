#include "webhooks/dispatch/handler_list.hpp"

#include "scaivault/dispatch/handlers.hpp"
#include "scaivault/events/catalog.hpp"
#include "webhooks/dispatch/tap.hpp"
#include "webhooks/dispatch/when.hpp"

#include "../support/catch.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace dispatch_handler_list_test {

namespace {

using namespace scaivault;
using names = std::vector<std::string>;

auto billing(names& to) {
    return handler_list{on<"secret.rotated">([&to](const auto&) { to.emplace_back("rotated"); }),
                        on<"policy.*">([&to, text = std::make_unique<std::string>("policy")](const auto&) {
                            to.push_back(*text);
                        })};
}

auto audit(names& to) {
    return handler_list{tap<"secret.**">([&to](const auto&) { to.emplace_back("audit"); })};
}

TEST_CASE("the parts of a list are one list, in the order written") {
    names called;
    const handlers hs{billing(called), audit(called),
                      on<"secret.*">([&](const auto&) { called.emplace_back("secret"); }), ignore_rest};
    hs(any_event{event<"secret.rotated">{}});
    hs(any_event{event<"secret.created">{}});
    hs(any_event{event<"policy.created">{}});
    hs(any_event{event<"rotation.due">{}});
    CHECK(called == names{"audit", "rotated", "audit", "secret", "policy"});
}

TEST_CASE("the subscription is that of all parts") {
    names called;
    const handlers hs{billing(called), audit(called), ignore_rest};
    CHECK(std::ranges::equal(hs.subscription(), std::vector<std::string_view>{"secret.*", "policy.*"}));
    CHECK(hs.exact_subscription().size() == 11);
    CHECK(hs.handles(*catalog::find("secret.deleted")));
    CHECK_FALSE(hs.handles(*catalog::find("rotation.due")));
}

TEST_CASE("a part can have parts, and a part can be empty") {
    names called;
    const handlers hs{handler_list{billing(called), handler_list{on<"rotation.*">([&](const auto&) {
                                       called.emplace_back("rotation");
                                   })}},
                      handler_list<>{}, ignore_rest};
    hs(any_event{event<"rotation.due">{}});
    hs(any_event{event<"policy.created">{}});
    CHECK(called == names{"rotation", "policy"});
}

TEST_CASE("a list with parts of what can be moved alone can be moved") {
    names called;
    handlers hs{billing(called), ignore_rest};
    static_assert(!std::is_copy_constructible_v<decltype(hs)>);
    const auto moved = std::move(hs);
    moved(any_event{event<"policy.created">{}});
    CHECK(called == names{"policy"});
}

TEST_CASE("a list of handlers for another catalog has parts too") {
    struct order {
        int items = 0;
    };
    struct shop : basic_catalog<entry<"order.placed", order>, entry<"order.paid", order>> {};
    const auto hs = handlers_for<shop>(handler_list{on<"order.paid">([](const auto&) { return 1; })},
                                       handler_list{on<"order.*">([](const auto&) { return 2; })},
                                       on_unknown([](const auto&) { return 3; }));
    CHECK(hs(shop::variant{shop::event<"order.paid">{}}) == 1);
    CHECK(hs(shop::variant{shop::event<"order.placed">{}}) == 2);
    CHECK(hs(shop::variant{shop::unknown_type{}}) == 3);
}

struct started {
    static constexpr std::string_view type = "job.started";
    int id = 0;
};
using jobs = std::variant<started>;
constexpr auto made_at_compile_time = handlers_for<catalog_for<jobs>::type>(
    handler_list{on<"job.started">([](const auto& e) { return e.id; })});
constexpr jobs start = started{4};
static_assert(made_at_compile_time(start) == 4);

} // namespace

} // namespace dispatch_handler_list_test
