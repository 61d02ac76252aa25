// The receiver of a vendor that this library does not know, made from the generic floor alone: this file is compiled with no
// other headers of the library than include/webhooks.
#include <webhooks/testing.hpp>
#include <webhooks/webhooks.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#if __has_include(<scaivault/webhook.hpp>)
#    error "this file is to be compiled without include/scaivault"
#endif

namespace shop_test {

using namespace webhooks;

struct shop_envelope {
    std::string event_id;
    std::string shop;
    [[nodiscard]] bool operator==(const shop_envelope&) const = default;
};

enum class currency { eur, usd };

struct order_placed {
    std::int64_t cents = 0;
    open_enum<currency> in;
    std::optional<std::string> coupon;
    std::vector<std::string> items;
    [[nodiscard]] bool operator==(const order_placed&) const = default;
};

struct order_paid {
    time_point at{};
    [[nodiscard]] bool operator==(const order_paid&) const = default;
};

} // namespace shop_test

template <>
struct webhooks::enum_texts<shop_test::currency> {
    static constexpr std::array<std::pair<shop_test::currency, std::string_view>, 2> value{
        {{shop_test::currency::eur, "EUR"}, {shop_test::currency::usd, "USD"}}};
};
template <>
struct webhooks::fields<shop_test::shop_envelope> {
    using list = field_list<field<"event_id", &shop_test::shop_envelope::event_id>,
                            field<"shop", &shop_test::shop_envelope::shop>>;
};
template <>
struct webhooks::fields<shop_test::order_placed> {
    using list =
        field_list<field<"cents", &shop_test::order_placed::cents>, field<"in", &shop_test::order_placed::in>,
                   field<"coupon", &shop_test::order_placed::coupon, presence::omittable>,
                   field<"items", &shop_test::order_placed::items>>;
};
template <>
struct webhooks::fields<shop_test::order_paid> {
    using list = field_list<field<"at", &shop_test::order_paid::at>>;
};

// Never defined: a type that is ignored is not compiled.
namespace shop_test {
struct order_audited;
}

namespace shop_test {

struct shop : basic_catalog<enveloped<shop_envelope>, entry<"order.placed", order_placed>,
                            entry<"order.paid", order_paid>> {};

struct large_shop : basic_catalog<enveloped<shop_envelope>, entry<"order.audited", order_audited>,
                                  entry<"order.placed", order_placed>, entry<"order.paid", order_paid>> {};

struct scheme : hmac_sha256_scheme<scheme_strings{.signature_header = "Shop-Signature",
                                                  .timestamp_header = "Shop-Time",
                                                  .id_header = "Shop-Event",
                                                  .type_header = "Shop-Type",
                                                  .tag = "v1={hex}",
                                                  .signed_text = "{timestamp}:{body}"}> {};

using signed_delivery = basic_signed_delivery<scheme>;

const std::string secret = "a secret of the shop, 32 bytes..";
const fake_clock at{std::chrono::sys_days{std::chrono::year{2026} / 4 / 23}};

basic_event<"order.placed", order_placed, shop_envelope> an_order() {
    basic_event<"order.placed", order_placed, shop_envelope> event;
    event.event_id = "order-1";
    event.shop = "berlin";
    event.data = {.cents = 1999, .in = currency::eur, .coupon = {}, .items = {"tea", "cup"}};
    return event;
}

TEST_CASE("a shop's delivery is verified, decoded and handled once") {
    receiver<scheme> shop_receiver{signing_secrets{secret}, {.clock = at}};
    std::vector<std::int64_t> paid;
    const auto handle = handlers_for<shop>(
        on<"order.placed">([&](const auto& event) { paid.push_back(event.data.cents); }), ignore_rest);

    const signed_delivery sent(an_order(), secret, at.now());
    CHECK(sent.signature.starts_with("v1="));
    CHECK(shop_receiver.receive(sent, handle) == outcome::handled);
    CHECK(shop_receiver.receive(sent, handle) == outcome::duplicate);
    CHECK(paid == std::vector<std::int64_t>{1999});
}

TEST_CASE("a type that is ignored costs a name: its payload is not even defined") {
    receiver<scheme> shop_receiver{signing_secrets{secret}, {.clock = at}};
    std::vector<std::int64_t> paid;
    const auto handle = handlers_for<large_shop>(
        on<"order.placed">([&](const auto& event) { paid.push_back(event.data.cents); }), ignore_rest);

    CHECK(shop_receiver.receive(signed_delivery(an_order(), secret, at.now()), handle) == outcome::handled);
    CHECK(paid == std::vector<std::int64_t>{1999});

    auto audited = signed_delivery::of_text(
        R"({"event_id":"order-2","event_type":"order.audited","data":{"by":"x"},"shop":"berlin"})", secret,
        at.now());
    audited.event_type = "order.audited";
    const auto result = shop_receiver.receive(audited, handle);
    CHECK(result == outcome::unhandled);
    CHECK(result.event_type() == "order.audited");
    audited.event_type = "order.paid";
    CHECK(shop_receiver.receive(audited, handle).error()->code == errc::header_mismatch);
}

TEST_CASE("a shop's forged, stale and contradictory deliveries are refused, each with its own error") {
    receiver<scheme> shop_receiver{signing_secrets{secret}, {.clock = at}};
    const auto handle = handlers_for<shop>(otherwise([](const auto&) { FAIL("called"); }));
    const auto refusal = [&](const signed_delivery& sent) {
        const auto result = shop_receiver.receive(sent, handle);
        REQUIRE(result == outcome::rejected);
        return result.error()->code;
    };

    signed_delivery forged(an_order(), secret, at.now());
    forged.body += ' ';
    CHECK(refusal(forged) == errc::signature_mismatch);
    CHECK(refusal(signed_delivery(an_order(), secret, at.now() - std::chrono::seconds(301))) == errc::stale);
    signed_delivery other(an_order(), secret, at.now());
    other.event_id = "order-2";
    CHECK(refusal(other) == errc::header_mismatch);
    signed_delivery prefixed(an_order(), secret, at.now());
    prefixed.signature.replace(0, 3, "sha256=");
    CHECK(refusal(prefixed) == errc::malformed_signature);
}

TEST_CASE("a shop's events are written, read and printed by the same field lists") {
    const auto event = an_order();
    const std::string text = encode(event);
    CHECK(text == R"({"event_id":"order-1","event_type":"order.placed","data":{"cents":1999,"in":"EUR",)"
                  R"("items":["tea","cup"]},"shop":"berlin"})");
    const auto read = decode<shop>(text);
    REQUIRE(read);
    CHECK(*read == shop::variant(event));
    std::ostringstream printed;
    printed << event;
    CHECK(printed.str() == text);
}

TEST_CASE("what went wrong is said without the name of any vendor") {
    CHECK(errc_category().name() == std::string("webhooks"));
    CHECK(failure{.code = errc::stale}.message() == "the delivery was signed too long ago");
}

} // namespace shop_test
