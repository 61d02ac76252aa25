// A catalog of named structs, which keep symbols short.

#include "scaivault/webhook.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace {

struct shop_envelope {
    std::string event_id;
    std::string shop;

    [[nodiscard]] bool operator==(const shop_envelope&) const = default;
};

struct order_placed {
    std::int64_t total = 0;
    std::vector<std::string> items;

    [[nodiscard]] bool operator==(const order_placed&) const = default;
};

struct order_paid {
    std::string method;

    [[nodiscard]] bool operator==(const order_paid&) const = default;
};

struct order_placed_event : scaivault::basic_event<"order.placed", order_placed, shop_envelope> {};
struct order_paid_event : scaivault::basic_event<"order.paid", order_paid, shop_envelope> {};

struct shop : scaivault::basic_catalog<
                  scaivault::enveloped<shop_envelope>, scaivault::named_entry<order_placed_event>,
                  scaivault::named_entry<order_paid_event>, scaivault::entry<"order.shipped", order_paid>> {};

} // namespace

template <>
struct scaivault::fields<shop_envelope> {
    using list = field_list<field<"event_id", &shop_envelope::event_id>, field<"shop", &shop_envelope::shop>>;
};
template <>
struct scaivault::fields<order_placed> {
    using list = field_list<field<"total", &order_placed::total>, field<"items", &order_placed::items>>;
};
template <>
struct scaivault::fields<order_paid> {
    using list = field_list<field<"method", &order_paid::method>>;
};
template <>
struct scaivault::catalog_for<shop::variant> {
    using type = shop;
};

using namespace scaivault;

static_assert(shop::names[0] == "order.placed" && shop::names[1] == "order.paid");
static_assert(std::is_same_v<shop::event<"order.placed">, order_placed_event>);
static_assert(std::is_same_v<shop::payload<"order.paid">, order_paid>);
static_assert(
    std::is_same_v<shop::event<"order.shipped">, basic_event<"order.shipped", order_paid, shop_envelope>>);
static_assert(std::is_same_v<std::variant_alternative_t<1, shop::variant>, order_paid_event>);
static_assert(shop::count_matching<"order.*"> == 3);

namespace {

constexpr auto placed =
    R"({"event_id":"1","event_type":"order.placed","data":{"total":12,"items":["a","b"]},"shop":"north"})";

shop::variant decoded(std::string_view json) {
    return decode_as<shop>(json).value();
}

} // namespace

TEST_CASE("an event that is a struct with a name is read with its envelope and its payload") {
    const auto event = decoded(placed);
    const auto& order = std::get<order_placed_event>(event);
    CHECK(order.event_id == "1");
    CHECK(order.shop == "north");
    CHECK(order.data.total == 12);
    CHECK(order.data.items == std::vector<std::string>{"a", "b"});
}

TEST_CASE("it is read from a text whose keys have escapes, too") {
    auto json = std::string(placed);
    json.replace(json.find("north"), 5, "n\\u006frth");
    CHECK(decoded(json) == decoded(placed));
}

TEST_CASE("what is written reads back equal, and an event with other fields is another") {
    const auto event = decoded(placed);
    CHECK(decoded(encode(event)) == event);
    CHECK(encode(std::get<order_placed_event>(event)) == encode(event));
    auto other = event;
    std::get<order_placed_event>(other).data.total = 13;
    CHECK(other != event);
}

TEST_CASE("handlers are found by the names on the wire, and get the struct") {
    std::string seen;
    const auto hs =
        handlers_for<shop>(on<"order.placed">([&](const order_placed_event& event) {
                               seen = "placed " + std::to_string(event.data.total);
                           }),
                           on<"order.*">([&](const auto& event) {
                               seen = std::string(event.type) + " by " + event.data.method;
                           }),
                           on_unknown([&](const auto& event) { seen = "unknown " + event.event_type; }));
    hs(decoded(placed));
    CHECK(seen == "placed 12");
    hs(decoded(R"({"event_id":"2","event_type":"order.paid","data":{"method":"card"},"shop":"north"})"));
    CHECK(seen == "order.paid by card");
    hs(decoded(R"({"event_id":"3","event_type":"order.shipped","data":{"method":"rail"},"shop":"north"})"));
    CHECK(seen == "order.shipped by rail");
    hs(decoded(R"({"event_id":"4","event_type":"order.lost","data":{},"shop":"north"})"));
    CHECK(seen == "unknown order.lost");
}

TEST_CASE("only what is handled is read") {
    const auto hs = handlers_for<shop>(on<"order.paid">([](const order_paid_event&) {}), ignore_rest);
    CHECK(!decode_for(hs, placed).value().has_value());
    CHECK(decode_for(hs, R"({"event_id":"2","event_type":"order.paid","data":{"method":"card"},"shop":"n"})")
              .value()
              .has_value());
}
