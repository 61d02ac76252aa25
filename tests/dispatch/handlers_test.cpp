#include "scaivault/dispatch/handlers.hpp"

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

namespace dispatch_handlers_test {

namespace {

using namespace scaivault;

TEST_CASE("handlers are listed once and run as often as you like") {
    const auto hs =
        handlers{on<"secret.rotated">([](const event<"secret.rotated">& e) { return e.data.new_version; }),
                 on<"policy.**">([](const auto&) { return -1L; }), otherwise([](const auto&) { return 0; })};
    event<"secret.rotated"> rotated;
    for (int version = 1; version != 4; ++version) {
        rotated.data.new_version = version;
        CHECK(hs(any_event{rotated}) == version);
    }
    CHECK(hs(any_event{event<"policy.binding.created">{}}) == -1);
    CHECK(hs(any_event{unknown_event{}}) == 0);
}

TEST_CASE("handlers give what match gives") {
    const auto secret = on<"secret.*">([](const auto& e) { return std::string(e.type); });
    const auto rest = otherwise([](const auto&) { return "rest"; });
    const auto hs = handlers{secret, rest};
    const any_event events[]{event<"secret.created">{}, event<"policy.created">{}, unknown_event{}};
    for (const auto& e : events)
        CHECK(hs(e) == match(e, secret, rest));
    static_assert(std::is_same_v<decltype(hs(events[0])), std::string>);
}

TEST_CASE("handlers take events of any constness and value category") {
    const auto hs = handlers{otherwise([](auto&& e) {
        using type = decltype(e);
        return (std::is_const_v<std::remove_reference_t<type>> ? 2 : 0) +
               (std::is_lvalue_reference_v<type> ? 1 : 0);
    })};
    any_event e = event<"secret.rotated">{};
    CHECK(hs(e) == 1);
    CHECK(hs(std::as_const(e)) == 3);
    CHECK(hs(std::move(e)) == 0);
    CHECK(hs(std::move(std::as_const(e))) == 2);
}

TEST_CASE("handlers can change the event or move from it") {
    auto hs = handlers{on<"secret.rotated">([](auto& e) { e.data.new_version += 1; }), ignore_rest};
    any_event e = event<"secret.rotated">{};
    hs(e);
    hs(e);
    CHECK(std::get<3>(e).data.new_version == 2);

    std::string id;
    const auto mover = handlers{otherwise([&](auto&& given) { id = std::move(given.event_id); })};
    std::get<3>(e).event_id = "an id that is too long for the small string";
    mover(std::move(e));
    CHECK(id == "an id that is too long for the small string");
    CHECK(std::get<3>(e).event_id.empty());
}

TEST_CASE("functions with state of their own keep it in handlers that are not const") {
    auto hs = handlers{on<"secret.*">([count = 0](const auto&) mutable { return ++count; }), ignore_rest};
    const any_event e = event<"secret.rotated">{};
    CHECK(hs(e) == 1);
    CHECK(hs(e) == 2);
    auto copy = hs;
    CHECK(copy(e) == 3);
    CHECK(copy(e) == 4);
    CHECK(hs(e) == 3);
}

TEST_CASE("const handlers call their functions as const") {
    struct asked {
        int operator()(const envelope&) const { return 1; }
        int operator()(const envelope&) { return 2; }
    };
    auto hs = handlers{otherwise(asked{})};
    const any_event e = unknown_event{};
    CHECK(hs(e) == 2);
    CHECK(std::as_const(hs)(e) == 1);
}

TEST_CASE("handlers can own what cannot be copied") {
    auto hs = handlers{otherwise([owned = std::make_unique<int>(5)](const auto&) { return *owned; })};
    static_assert(!std::is_copy_constructible_v<decltype(hs)>);
    const auto moved = std::move(hs);
    CHECK(moved(any_event{unknown_event{}}) == 5);
}

TEST_CASE("handlers fit wherever a function of an event does") {
    const std::function<int(const any_event&)> f =
        handlers{on<"secret.*">([](const auto&) { return 1; }), otherwise([](const auto&) { return 2; })};
    CHECK(f(event<"secret.rotated">{}) == 1);
    CHECK(f(unknown_event{}) == 2);
    static_assert(!std::is_invocable_v<decltype(handlers{ignore_rest}), int>);
    static_assert(!std::is_invocable_v<decltype(handlers{ignore_rest}), std::variant<int>>);
}

TEST_CASE("handlers without state take no room") {
    auto hs = handlers{on<"secret.*">([](const auto&) {}), ignore_rest};
    CHECK(sizeof hs <= 2);
}

TEST_CASE("a variant without a value is an exception") {
    struct thrower {
        operator secret_rotated() const { throw 1; }
    };
    any_event e = event<"secret.created">{};
    try {
        e.emplace<3>(event<"secret.rotated">{{}, thrower{}});
    } catch (int) {
    }
    // Implementation-defined: the variant may keep its value. match_test.cpp has one that does not.
    const auto hs = handlers{otherwise([](const auto&) {})};
    if (e.valueless_by_exception())
        CHECK_THROWS_AS(hs(e), std::bad_variant_access);
    else
        CHECK_NOTHROW(hs(e));
}

// True for types whose handler is called; false for ignored types.
constexpr auto some =
    handlers{on<"secret.*">([](const auto&) {}), on<"policy.*">([](const auto&) {}), ignore_rest};
static_assert(some.handles(*catalog::find("secret.rotated")));
static_assert(some.handles(*catalog::find("policy.created")));
static_assert(!some.handles(*catalog::find("policy.binding.created")));
static_assert(!some.handles(*catalog::find("rotation.due")));
static_assert(!some.handles(catalog::size));
static_assert(some.handled_types().size() == 31);
static_assert([] {
    std::size_t count = 0;
    for (std::size_t i = 0; i <= catalog::size; ++i) {
        count += some.handles(i) ? 1U : 0U;
        if (some.handles(i) != some.handled_types()[i])
            return std::size_t{0};
    }
    return count;
}() == 11);

constexpr auto all = handlers{on<"secret.*">([](const auto&) {}), otherwise([](const auto&) {})};
static_assert(all.handles(*catalog::find("rotation.due")));
static_assert(all.handles(catalog::size));

constexpr auto unknown_ones = handlers{on_unknown([](const auto&) {}), ignore_rest};
static_assert(unknown_ones.handles(catalog::size));
static_assert(!unknown_ones.handles(0));

constexpr auto none = handlers{ignore_rest};
static_assert(!none.handles(0));
static_assert(!none.handles(catalog::size));

static_assert(std::is_same_v<decltype(some)::catalog_type, catalog>);

// A user-defined catalog, and constant expressions.
struct order_placed {
    int items = 0;
};
struct shop : basic_catalog<entry<"order.placed", order_placed>, entry<"order.paid", order_placed>> {};

constexpr auto shop_handlers = handlers_for<shop>(
    on<"order.placed">([](const auto& e) { return e.data.items; }),
    on<"order.*">([](const auto& e) { return -e.data.items; }), on_unknown([](const auto&) { return 0; }));
static_assert(shop_handlers.handles(2));
static_assert(std::is_same_v<decltype(shop_handlers)::catalog_type, shop>);

struct started {
    static constexpr std::string_view type = "job.started";
    int id = 0;
};
using jobs = std::variant<started>;
constexpr auto job_handlers =
    handlers_for<catalog_for<jobs>::type>(on<"job.started">([](const auto& e) { return e.id; }));
constexpr jobs start = started{4};
static_assert(job_handlers(start) == 4);

TEST_CASE("handlers of a catalog of your own take its events") {
    CHECK(shop_handlers(shop::variant{shop::event<"order.placed">{{}, {3}}}) == 3);
    CHECK(shop_handlers(shop::variant{shop::event<"order.paid">{{}, {3}}}) == -3);
    CHECK(shop_handlers(shop::variant{shop::unknown_type{}}) == 0);
}

} // namespace

} // namespace dispatch_handlers_test
