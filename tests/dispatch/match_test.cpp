#include "scaivault/dispatch/match.hpp"

#include "scaivault/events/catalog.hpp"

#include "../support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace dispatch_match_test {

namespace {

using namespace scaivault;

/// One event of each type; the last one is an unknown event.
std::vector<any_event> one_of_each() {
    std::vector<any_event> events;
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        (events.emplace_back(std::in_place_index<Index>), ...);
    }
    (std::make_index_sequence<std::variant_size_v<any_event>>{});
    std::get<unknown_event>(events.back()).event_type = "secret.archived";
    return events;
}

TEST_CASE("the first handler that matches runs, in the order written") {
    for (const auto& e : one_of_each()) {
        const auto type = type_of(e);
        CAPTURE(type);
        const std::string ran =
            match(e, on<"secret.rotated">([](const auto&) { return "rotated"; }),
                  on<"secret.*">([](const auto&) { return "secret"; }),
                  on<"*.lease.**", "policy.binding.*">([](const auto&) { return "lease or binding"; }),
                  on<"**.created">([](const auto&) { return "created"; }),
                  on_unknown([](const unknown_event&) { return "unknown"; }),
                  otherwise([](const auto&) { return "rest"; }));
        const bool binding = matches("policy.binding.*", type) || matches("dynamic.lease.*", type);
        if (std::holds_alternative<unknown_event>(e))
            CHECK(ran == "unknown");
        else if (type == "secret.rotated")
            CHECK(ran == "rotated");
        else if (matches("secret.*", type))
            CHECK(ran == "secret");
        else if (binding)
            CHECK(ran == "lease or binding");
        else if (type == "policy.created")
            CHECK(ran == "created");
        else
            CHECK(ran == "rest");
    }
}

TEST_CASE("a handler sees the event itself, with its envelope and payload") {
    event<"secret.rotated"> rotated;
    rotated.event_id = "evt_1";
    rotated.path = "environments/production/salesforce/oauth";
    rotated.data.old_version = 3;
    rotated.data.new_version = 4;
    const any_event e = rotated;
    const auto seen = match(e, on<"secret.rotated">([&](const event<"secret.rotated">& given) {
                                CHECK(&given == &std::get<3>(e)); // not a copy
                                return given;
                            }),
                            ignore_rest);
    CHECK(seen == rotated);
}

TEST_CASE("a match returns nothing when its handlers do") {
    int calls = 0;
    const any_event e = event<"policy.created">{};
    static_assert(std::is_void_v<decltype(match(e, on<"policy.**">([](const auto&) {}), ignore_rest))>);
    match(e, on<"policy.**">([&](const auto&) { ++calls; }), ignore_rest);
    match(e, on<"secret.**">([&](const auto&) { calls += 10; }), ignore_rest);
    match(e, on<"secret.**">([&](const auto&) { calls += 10; }), otherwise([&](const auto&) { ++calls; }));
    CHECK(calls == 2);
}

TEST_CASE("the result is of the common type of the handlers' results") {
    const any_event created = event<"secret.created">{};
    const any_event other = unknown_event{};
    const auto number = [](const any_event& e) {
        return match(e, on<"secret.*">([](const auto&) { return 1; }),
                     otherwise([](const auto&) { return 2L; }));
    };
    static_assert(std::is_same_v<decltype(number(created)), long>);
    CHECK(number(created) == 1);
    CHECK(number(other) == 2);

    const auto text = [](const any_event& e) {
        return match(e, on<"secret.*">([](const auto&) { return "short"; }),
                     otherwise([](const auto&) { return std::string("long"); }));
    };
    static_assert(std::is_same_v<decltype(text(created)), std::string>);
    CHECK(text(created) == "short");
    CHECK(text(other) == "long");

    // A generic function can return a different type for each event.
    const auto mixed = [](const any_event& e) {
        return match(e, on<"secret.created", "secret.updated">([](const auto& given) {
                         if constexpr (std::decay_t<decltype(given)>::type == "secret.created")
                             return std::int16_t{1};
                         else
                             return 2.5;
                     }),
                     ignore_rest);
    };
    static_assert(std::is_same_v<decltype(mixed(created)), double>);
    CHECK(mixed(created) == 1.0);
    CHECK(mixed(event<"secret.updated">{}) == 2.5);

    // Returned by value, because a reference into a temporary event would dangle.
    const auto id = [](const any_event& e) {
        return match(e, otherwise([](const auto& given) -> const std::string& { return given.event_id; }));
    };
    static_assert(std::is_same_v<decltype(id(created)), std::string>);

    // Move-only and immovable results.
    struct fixed {
        explicit fixed(int number) : value(number) {}
        fixed(const fixed&) = delete;
        int value;
    };
    CHECK(match(created, otherwise([](const auto&) { return fixed{5}; })).value == 5);
    CHECK(*match(created, on<"secret.*">([](const auto&) { return std::make_unique<int>(6); }),
                 ignore_rest) == 6);
}

TEST_CASE("an ignored event yields a value-initialised result") {
    const any_event ignored = event<"rotation.due">{};
    CHECK(match(ignored, on<"secret.*">([](const auto&) { return 5; }), ignore_rest) == 0);
    CHECK(match(ignored, on<"secret.*">([](const auto&) { return std::string("x"); }), ignore_rest).empty());
    CHECK(match(ignored, on<"secret.*">([](const auto&) { return "x"; }), ignore_rest()) == nullptr);
    struct numbers {
        int first;
        int second;
    };
    const auto value = match(ignored, on<"secret.*">([](const auto&) { return numbers{1, 2}; }), ignore_rest);
    CHECK(value.first == 0);
    CHECK(value.second == 0);
}

TEST_CASE("a result without a default is fine where nothing is ignored") {
    struct answer {
        explicit answer(int number) : value(number) {}
        int value;
    };
    const any_event e = event<"rotation.due">{};
    CHECK(match(e, on<"secret.*">([](const auto&) { return answer{1}; }),
                otherwise([](const auto&) { return answer{2}; }))
              .value == 2);
}

// Value categories, with a payload that can only be moved.

struct blob {
    std::unique_ptr<int> content;
};
struct blobs : basic_catalog<entry<"blob.stored", blob>, entry<"blob.lost", blob>> {};

blobs::variant stored(int value) {
    return blobs::event<"blob.stored">{{}, {std::make_unique<int>(value)}};
}

TEST_CASE("an rvalue is moved into its handler") {
    std::unique_ptr<int> taken;
    match(stored(7), on<"blob.*">([&](auto&& e) {
              static_assert(std::is_rvalue_reference_v<decltype(e)>);
              taken = std::move(e.data.content);
          }),
          ignore_rest);
    REQUIRE(taken != nullptr);
    CHECK(*taken == 7);

    auto kept = stored(8);
    const auto by_value = [](blobs::event<"blob.stored"> e) { return *e.data.content; };
    CHECK(match(std::move(kept), on<"blob.stored">(by_value), ignore_rest) == 8);
    CHECK(std::get<0>(kept).data.content == nullptr);
}

TEST_CASE("an event that no handler moves from is as it was") {
    auto kept = stored(9);
    match(std::move(kept), on<"blob.*">([](const auto&) {}), ignore_rest);
    REQUIRE(std::get<0>(kept).data.content != nullptr);
    CHECK(*std::get<0>(kept).data.content == 9);
}

TEST_CASE("a handler of an lvalue can change the event") {
    any_event e = event<"secret.rotated">{};
    match(e, on<"secret.rotated">([](auto& given) { given.data.new_version = 12; }), ignore_rest);
    CHECK(std::get<3>(e).data.new_version == 12);
    match(e, on<"secret.rotated">([](event<"secret.rotated">& given) { given.data.new_version = 13; }),
          otherwise([](auto&& given) { static_assert(std::is_lvalue_reference_v<decltype(given)>); }));
    CHECK(std::get<3>(e).data.new_version == 13);
}

TEST_CASE("a handler that takes an lvalue serves an rvalue as well") {
    int version = 0;
    match(any_event{event<"secret.rotated">{}}, on<"secret.rotated">([&](auto& given) {
              given.data.new_version = 14;
              version = static_cast<int>(given.data.new_version);
          }),
          ignore_rest);
    CHECK(version == 14);
}

TEST_CASE("an event that is const stays const") {
    const any_event e = event<"secret.rotated">{};
    match(e, otherwise([](auto& given) {
              static_assert(std::is_const_v<std::remove_reference_t<decltype(given)>>);
          }));
    match(std::move(e), otherwise([](auto&& given) {
              static_assert(std::is_const_v<std::remove_reference_t<decltype(given)>>);
          }));
    CHECK(e.index() == 3);
}

TEST_CASE("functions with state of their own keep it between matches") {
    auto counter = on<"secret.*">([count = 0](const auto&) mutable { return ++count; });
    const any_event e = event<"secret.rotated">{};
    CHECK(match(e, counter, ignore_rest) == 1);
    CHECK(match(e, counter, ignore_rest) == 2);
    auto copy = counter;
    CHECK(match(e, copy, ignore_rest) == 3);
    CHECK(match(e, counter, ignore_rest) == 3);
}

TEST_CASE("functions of any kind are handlers") {
    struct recorder {
        std::string last;
        void operator()(const event<"secret.rotated">& e) { last = e.type; }
        void operator()(const event<"secret.created">& e) { last = e.type; }
    };
    auto handler = on<"secret.rotated", "secret.created">(recorder{});
    match(any_event{event<"secret.created">{}}, handler, ignore_rest);
    CHECK(handler.function.last == "secret.created");

    int (*const pointer)(const unknown_event&) = [](const unknown_event& e) {
        return static_cast<int>(e.data.size());
    };
    unknown_event unknown;
    unknown.data = "{}";
    CHECK(match(any_event{unknown}, on_unknown(pointer), ignore_rest) == 2);
    // A function that takes the envelope accepts every event.
    event<"policy.created"> created;
    created.event_id = "evt_9";
    CHECK(match(any_event{created}, otherwise([](const envelope& e) { return e.event_id; })) == "evt_9");
}

TEST_CASE("what a handler throws passes through") {
    const any_event e = event<"secret.rotated">{};
    const auto fail = on<"secret.rotated">([](const auto&) { throw std::runtime_error("disk full"); });
    CHECK_THROWS_AS(match(e, fail, ignore_rest), std::runtime_error);
    CHECK_THROWS_AS(match_all(e, fail, ignore_rest), std::runtime_error);
}

// Plain variants of structs.

struct started {
    static constexpr std::string_view type = "job.started";
    int id = 0;
};
struct stopped {
    static constexpr std::string_view type = "job.stopped";
    int id = 0;
};
struct strange {
    std::string type; // non-static, so this alternative is for unknown events
};
using job = std::variant<started, stopped>;
using open_job = std::variant<started, stopped, strange>;

TEST_CASE("a plain variant of structs is matched by their types") {
    const auto id = [](const job& e) {
        return match(e, on<"job.started">([](const started& s) { return s.id; }),
                     on<"job.stopped">([](const stopped& s) { return -s.id; }));
    };
    CHECK(id(started{3}) == 3);
    CHECK(id(stopped{4}) == -4);

    const auto open = [](const open_job& e) {
        return match(e, on<"job.*">([](const auto& s) { return s.id; }),
                     on_unknown([](const strange& s) { return static_cast<int>(s.type.size()); }));
    };
    CHECK(open(stopped{4}) == 4);
    CHECK(open(strange{"job.paused"}) == 10);
}

// A match is a constant expression if its functions are.
constexpr job start = started{3};
static_assert(match(start, on<"job.started">([](const auto& s) { return s.id; }), ignore_rest) == 3);
static_assert(match(start, on<"job.stopped">([](const auto& s) { return s.id; }), ignore_rest) == 0);
static_assert([] {
    job e = stopped{1};
    match(e, otherwise([](auto& s) { s.id = 5; }));
    int sum = 0;
    match_all(e, on<"job.*">([&](const auto& s) { sum += s.id; }),
              on<"**">([&](const auto& s) { sum += s.id; }));
    return sum;
}() == 10);

// A move constructor that throws leaves the variant without a value.
struct explosive {
    static constexpr std::string_view type = "job.exploded";
    explosive() = default;
    explosive(const explosive&) = default;
    explosive(explosive&&) { throw std::runtime_error("boom"); }
    explosive& operator=(const explosive&) = default;
    explosive& operator=(explosive&&) = default;
};

TEST_CASE("a variant without a value is an exception, as with std::visit") {
    std::variant<started, explosive> e;
    try {
        e.emplace<explosive>(explosive{});
    } catch (const std::runtime_error&) {
    }
    REQUIRE(e.valueless_by_exception());
    int calls = 0;
    const auto count = otherwise([&](const auto&) { ++calls; });
    CHECK_THROWS_AS(match(e, count), std::bad_variant_access);
    CHECK_THROWS_AS(match(std::as_const(e), count), std::bad_variant_access);
    CHECK_THROWS_AS(match(std::move(e), ignore_rest), std::bad_variant_access);
    CHECK_THROWS_AS(match_all(e, count), std::bad_variant_access);
    CHECK_THROWS_AS(std::visit([](const auto&) {}, e), std::bad_variant_access);
    CHECK(calls == 0);
}

} // namespace

} // namespace dispatch_match_test
