#include "scaivault/dispatch/handler.hpp"

#include "scaivault/events/catalog.hpp"

#include "../support/catch.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace dispatch_handler_test {

namespace {

using namespace scaivault;
using webhooks::detail::event_mask;
using webhooks::detail::everything;
using webhooks::detail::selected_by;
using webhooks::detail::unknown_only;
using webhooks::detail::wanted_by;

constexpr std::size_t count(const event_mask<catalog>& mask) {
    std::size_t set = 0;
    for (const bool bit : mask)
        set += bit ? 1U : 0U;
    return set;
}

// The types that each kind of handler selects. Index 30 is for unknown events.
static_assert(count(selected_by<catalog, "secret.rotated">) == 1);
static_assert(selected_by<catalog, "secret.rotated">[3]);
static_assert(count(selected_by<catalog, "secret.*">) == 7);
static_assert(count(selected_by<catalog, "policy.*">) == 4);
static_assert(count(selected_by<catalog, "policy.**">) == 6);
static_assert(count(selected_by<catalog, "dynamic.*">) == 0);
// No pattern selects unknown events, not even `**`, because their type can be any text.
static_assert(count(selected_by<catalog, "**">) == 30);
static_assert(!selected_by<catalog, "**">[30]);
// A malformed pattern selects nothing.
static_assert(count(selected_by<catalog, "">) == 0);
static_assert(count(selected_by<catalog, "secret.">) == 0);
static_assert(count(selected_by<catalog, "secret.rotated.">) == 0);

static_assert(count(everything<catalog>) == 31);
static_assert(count(unknown_only<catalog>) == 1);
static_assert(unknown_only<catalog>[30]);

static_assert(count(wanted_by<catalog, webhooks::detail::takes_patterns<"secret.*", "policy.*">>) == 11);
static_assert(count(wanted_by<catalog, webhooks::detail::takes_patterns<"secret.*", "secret.rotated">>) == 7);
static_assert(wanted_by<catalog, webhooks::detail::takes_rest> == everything<catalog>);
static_assert(wanted_by<catalog, webhooks::detail::takes_unknown> == unknown_only<catalog>);
static_assert(wanted_by<catalog, webhooks::detail::ignores_rest> == everything<catalog>);

// Handlers with the same patterns have the same spec, whatever their functions.
constexpr auto first = on<"secret.*">([](const auto&) {});
constexpr auto second = on<"secret.*">([](const auto&) { return 1; });
static_assert(!std::is_same_v<decltype(first), decltype(second)>);
static_assert(std::is_same_v<decltype(first)::spec, decltype(second)::spec>);

// A handler with a stateless function is an empty class.
static_assert(std::is_empty_v<std::remove_const_t<decltype(first)>>);

// `ignore_rest` and `ignore_rest()` are the same.
static_assert(std::is_same_v<decltype(ignore_rest()), ignore_rest_t>);

// A handler stores its function by value.
int add_one(int value) {
    return value + 1;
}

TEST_CASE("a handler keeps its own copy of a function, or what was moved into it") {
    auto counter = [count = 0]() mutable { return ++count; };
    auto handler = on<"secret.*">(counter);
    CHECK(handler.function() == 1);
    CHECK(handler.function() == 2);
    CHECK(counter() == 1);

    auto owner = [text = std::make_unique<std::string>("moved")] { return *text; };
    auto moved = otherwise(std::move(owner));
    CHECK(moved.function() == "moved");

    const auto pointer = on_unknown(add_one);
    CHECK(pointer.function(1) == 2);

    int calls = 0;
    const auto count_call = [&calls] { ++calls; };
    const auto by_reference = on<"policy.**">(std::ref(count_call));
    by_reference.function();
    CHECK(calls == 1);
}

// `overloaded` works with std::visit and any_event.
TEST_CASE("overloaded functions visit any event") {
    const auto describe = overloaded{
        [](const event<"secret.rotated">& e) { return "rotated to " + std::to_string(e.data.new_version); },
        [](const unknown_event& e) { return "unknown " + e.event_type; },
        [](const auto& e) { return std::string(e.type); }};

    event<"secret.rotated"> rotated;
    rotated.data.new_version = 4;
    CHECK(std::visit(describe, any_event{rotated}) == "rotated to 4");
    CHECK(std::visit(describe, any_event{event<"policy.created">{}}) == "policy.created");
    unknown_event unknown;
    unknown.event_type = "secret.archived";
    CHECK(std::visit(describe, any_event{unknown}) == "unknown secret.archived");
}

static_assert(std::visit(overloaded{[](int) { return 1; }, [](char) { return 2; }},
                         std::variant<int, char>{'a'}) == 2);

} // namespace

} // namespace dispatch_handler_test
