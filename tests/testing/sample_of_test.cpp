#include <webhooks/dispatch.hpp>
#include <webhooks/json/decode.hpp>
#include <webhooks/json/encode.hpp>
#include <webhooks/receiver.hpp>
#include <webhooks/testing.hpp>
#include <webhooks/vendors/standard_webhooks.hpp>

#include "../support/catch.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace testing_sample_of_test {

enum class size { small, large };

struct envelope {
    std::string event_id;
    std::string shop;
    [[nodiscard]] bool operator==(const envelope&) const = default;
};
struct item {
    std::string name;
    std::int64_t count = 0;
    [[nodiscard]] bool operator==(const item&) const = default;
};
struct placed {
    bool paid = false;
    webhooks::time_point at;
    webhooks::open_enum<size> of;
    std::optional<std::string> coupon;
    std::vector<item> items;
    std::vector<std::string> tags;
    item gift;
    [[nodiscard]] bool operator==(const placed&) const = default;
};
struct cancelled {
    std::optional<std::int64_t> refund;
    [[nodiscard]] bool operator==(const cancelled&) const = default;
};

} // namespace testing_sample_of_test

template <>
struct webhooks::enum_texts<testing_sample_of_test::size> {
    static constexpr std::array<std::pair<testing_sample_of_test::size, std::string_view>, 2> value{
        {{testing_sample_of_test::size::small, "S"}, {testing_sample_of_test::size::large, "L"}}};
};
template <>
struct webhooks::fields<testing_sample_of_test::envelope> {
    using list = field_list<field<"event_id", &testing_sample_of_test::envelope::event_id>,
                            field<"shop", &testing_sample_of_test::envelope::shop>>;
};
template <>
struct webhooks::fields<testing_sample_of_test::item> {
    using list = field_list<field<"name", &testing_sample_of_test::item::name>,
                            field<"count", &testing_sample_of_test::item::count>>;
};
template <>
struct webhooks::fields<testing_sample_of_test::placed> {
    using list = field_list<field<"paid", &testing_sample_of_test::placed::paid>,
                            field<"at", &testing_sample_of_test::placed::at>,
                            field<"size", &testing_sample_of_test::placed::of>,
                            field<"coupon", &testing_sample_of_test::placed::coupon, presence::omittable>,
                            field<"items", &testing_sample_of_test::placed::items>,
                            field<"tags", &testing_sample_of_test::placed::tags>,
                            field<"gift", &testing_sample_of_test::placed::gift>>;
};
template <>
struct webhooks::fields<testing_sample_of_test::cancelled> {
    using list = field_list<field<"refund", &testing_sample_of_test::cancelled::refund, presence::nullable>>;
};

namespace testing_sample_of_test {

using namespace webhooks;

struct shop
    : basic_catalog<enveloped<envelope>, entry<"order.placed", placed>, entry<"order.cancelled", cancelled>> {
};

TEST_CASE("a sample has a value in every member that its structs describe") {
    CHECK(
        encode(sample_of<shop::event<"order.placed">>()) ==
        R"({"event_id":"sample-1","event_type":"order.placed","data":{"paid":true,"at":"2026-01-02T03:04:05Z",)"
        R"("size":"S","coupon":"coupon","items":[{"name":"name","count":1}],"tags":["tags"],)"
        R"("gift":{"name":"name","count":1}},"shop":"shop"})");
    CHECK(sample_of<shop::event<"order.cancelled">>("evt_7").event_id == "evt_7");
}

TEST_CASE("the samples of a catalog are one of each type, and a receiver handles each once") {
    using scheme = standard::scheme;
    constexpr std::string_view secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const fake_clock clock{std::chrono::sys_days{std::chrono::year{2026} / 4 / 23}};
    receiver<scheme> orders{signing_secrets{secret}, {.replay = {.clock = clock}, .clock = clock}};
    std::vector<std::string> seen;
    const auto handle =
        handlers_for<shop>(otherwise([&](const auto& event) { seen.push_back(event.event_id); }));
    for (const auto& sample : samples_of<shop>()) {
        CHECK(decode<shop>(encode(sample)).value() == sample);
        CHECK(orders.receive(basic_signed_delivery<scheme>{sample, secret, clock.now()}, handle) ==
              outcome::handled);
    }
    CHECK(seen == std::vector<std::string>{"sample-1", "sample-2"});
}

} // namespace testing_sample_of_test
