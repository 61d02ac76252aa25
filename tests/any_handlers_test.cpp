#include "scaivault/any_handlers.hpp"

#include "scaivault/receiver.hpp"

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace any_handlers_test {

namespace {

using namespace scaivault;
using deliveries::signed_request;

static_assert(!std::is_copy_constructible_v<any_handlers>);
static_assert(std::is_nothrow_move_constructible_v<any_handlers>);
static_assert(event_handlers<any_handlers>);
static_assert(event_handlers<decltype(handlers{ignore_rest})>);
static_assert(!event_handlers<decltype([](const any_event&) {})>);
static_assert(!event_handlers<decltype(on<"secret.*">([](const auto&) {}))>);

receiver make_receiver() {
    receiver_options options;
    options.clock = [] { return deliveries::now; };
    return receiver{signing_secrets{deliveries::secret}, std::move(options)};
}

/// A class that keeps its handlers, as services do.
class service {
public:
    [[nodiscard]] outcome receive(receiver& by, const delivery& received) {
        return by.receive(received, handlers_);
    }
    [[nodiscard]] int rotated() const { return rotated_; }

private:
    int rotated_ = 0;
    any_handlers handlers_{handlers{on<"secret.rotated">([this](const auto&) { ++rotated_; }), ignore_rest}};
};

TEST_CASE("a class has its handlers as a member, and a receiver takes them") {
    auto r = make_receiver();
    service s;
    const auto rotated = signed_request(examples::text("secret.rotated"));
    CHECK(s.receive(r, rotated.view()) == outcome::handled);
    CHECK(s.receive(r, rotated.view()) == outcome::duplicate);
    CHECK(s.receive(r, signed_request(examples::text("policy.created")).view()) == outcome::unhandled);
    CHECK(s.rotated() == 1);
}

/// A function that is no template.
std::vector<std::string_view> subscription_of(const any_handlers& of) {
    return {of.subscription().begin(), of.subscription().end()};
}

TEST_CASE("any_handlers know their types and their subscription at run time") {
    const handlers some{on<"secret.*">([](const auto&) {}), tap<"policy.created">([](const auto&) {}),
                        ignore_rest};
    const any_handlers any = some;
    CHECK(subscription_of(any) == std::vector<std::string_view>{"secret.*", "policy.created"});
    CHECK(std::ranges::equal(any.exact_subscription(), some.exact_subscription()));
    CHECK(any.handled_types() == some.handled_types());
    CHECK(any.handles(*catalog::find("policy.created")));
    CHECK_FALSE(any.handles(*catalog::find("policy.deleted")));
    CHECK(subscription_of(handlers{otherwise([](const auto&) {})}).empty());
}

TEST_CASE("lists of different types stand in one vector, and own what cannot be copied") {
    std::vector<std::string> called;
    std::vector<any_handlers> all;
    all.emplace_back(handlers{on<"secret.*">([&, text = std::make_unique<std::string>("first")](const auto&) {
                                  called.push_back(*text);
                              }),
                              ignore_rest});
    all.emplace_back(handlers{otherwise([&](const auto&) { called.emplace_back("second"); })});
    const any_event e = event<"secret.rotated">{};
    for (const auto& each : all)
        CHECK_FALSE(each(e).has_value());
    CHECK(called == std::vector<std::string>{"first", "second"});
}

TEST_CASE("failures, exceptions and the context go through any_handlers") {
    auto r = make_receiver();
    std::string id;
    const any_handlers failing =
        handlers{on<"secret.rotated">([](const auto&) { return std::make_error_code(std::errc::io_error); }),
                 on<"secret.created">([](const auto&) { throw std::runtime_error("broken"); }),
                 on<"policy.*">([&](const auto&, const delivery_context& about) { id = about.event_id; }),
                 ignore_rest};
    const auto receive = [&](const char* type) {
        return r.receive(signed_request(examples::text(type)).view(), failing);
    };
    const auto failed = receive("secret.rotated");
    CHECK(failed == outcome::handler_failed);
    REQUIRE(failed.error() != nullptr);
    CHECK(failed.error()->code == std::make_error_code(std::errc::io_error));
    const auto thrown = receive("secret.created");
    CHECK(thrown == outcome::handler_failed);
    CHECK(thrown.exception() != nullptr);
    CHECK(receive("policy.created") == outcome::handled);
    CHECK(!id.empty());

    CHECK(failing(event<"secret.rotated">{}).has_value());
    CHECK_FALSE(failing(event<"policy.created">{}, {.event_id = "evt_1"}).has_value());
    CHECK(id == "evt_1");
}

} // namespace

} // namespace any_handlers_test
