// The vendors' own bodies: where id, type and payload are.
#include <webhooks/dispatch.hpp>
#include <webhooks/json/print.hpp>
#include <webhooks/receiver.hpp>
#include <webhooks/testing/signed_delivery.hpp>
#include <webhooks/vendors/github.hpp>
#include <webhooks/vendors/shopify.hpp>
#include <webhooks/vendors/standard_webhooks.hpp>
#include <webhooks/vendors/stripe.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vendors_envelope_test {

struct issue {
    std::int64_t number = 0;
    std::string title;
    [[nodiscard]] bool operator==(const issue&) const = default;
};
struct issue_event {
    issue about;
    [[nodiscard]] bool operator==(const issue_event&) const = default;
};
struct label_event {
    std::string action;
    [[nodiscard]] bool operator==(const label_event&) const = default;
};
struct push {
    std::string ref;
    [[nodiscard]] bool operator==(const push&) const = default;
};
struct order {
    std::int64_t id = 0;
    [[nodiscard]] bool operator==(const order&) const = default;
};
struct invoice {
    std::string id;
    std::int64_t amount_paid = 0;
    [[nodiscard]] bool operator==(const invoice&) const = default;
};

} // namespace vendors_envelope_test

namespace webhooks {
template <>
struct fields<vendors_envelope_test::issue> {
    using self = vendors_envelope_test::issue;
    using list = field_list<field<"number", &self::number>, field<"title", &self::title>>;
};
template <>
struct fields<vendors_envelope_test::issue_event> {
    using list = field_list<field<"issue", &vendors_envelope_test::issue_event::about>>;
};
template <>
struct fields<vendors_envelope_test::label_event> {
    using list = field_list<field<"action", &vendors_envelope_test::label_event::action>>;
};
template <>
struct fields<vendors_envelope_test::push> {
    using list = field_list<field<"ref", &vendors_envelope_test::push::ref>>;
};
template <>
struct fields<vendors_envelope_test::order> {
    using list = field_list<field<"id", &vendors_envelope_test::order::id>>;
};
template <>
struct fields<vendors_envelope_test::invoice> {
    using self = vendors_envelope_test::invoice;
    using list = field_list<field<"id", &self::id>, field<"amount_paid", &self::amount_paid>>;
};
} // namespace webhooks

namespace vendors_envelope_test {

using namespace webhooks;
using namespace std::string_view_literals;

namespace {

constexpr auto secret = "c2VjcmV0IG9mIHRoZSBtYWNoaW5lIHRoYXQgaXMgdGVzdGVk"sv;
const auto at = std::chrono::sys_days{std::chrono::year{2026} / 4 / 23};

struct events : github::catalog<entry<"issues.opened", issue_event>, entry<"issues.closed", issue_event>,
                                entry<"label", label_event>, entry<"push", push>> {};
struct both : github::catalog<entry<"issues", push>, entry<"issues.opened", issue_event>> {};

const std::string opened =
    R"({"action":"opened","issue":{"number":7,"title":"It rains","user":null},"sender":{"id":1}})";

delivery github_delivery(const basic_signed_delivery<github::scheme>& sent, std::string_view type,
                         std::string_view id = "72d3162e-cc78-11e3-81ab-4c9367dc0958") {
    delivery made = sent;
    made.event_type = type;
    made.event_id = id;
    return made;
}

basic_signed_delivery<github::scheme> signed_body(std::string body) {
    return basic_signed_delivery<github::scheme>::of_text(std::move(body), secret);
}

/// What a receiver with a handler for all of `Catalog` makes of a body.
template <class Catalog>
outcome received(std::string body, std::string_view type, std::string* seen = nullptr) {
    github::receiver receiver{signing_secrets{secret}};
    const auto sent = signed_body(std::move(body));
    return receiver.receive(github_delivery(sent, type), handlers_for<Catalog>(otherwise([&](const auto& e) {
                                if (seen != nullptr)
                                    *seen = encode(e);
                            })));
}

} // namespace

TEST_CASE("GitHub's type is the header and the body's action, so wildcards stand for kinds and for actions") {
    github::receiver receiver{signing_secrets{secret}};
    std::vector<std::string> log;
    const auto by_action = handlers_for<events>(
        on<"*.opened">([&](const auto& e) { log.push_back("opened " + e.data.about.title); }),
        on<"issues.*">([&](const auto& e) { log.push_back("other " + e.delivery); }),
        on<"push">([&](const auto& e) { log.push_back(e.data.ref); }), ignore_rest);
    const auto first = signed_body(opened);
    const auto became = receiver.receive(github_delivery(first, "issues", "guid-1"), by_action);
    CHECK(became == outcome::handled);
    CHECK(became.event_type() == "issues.opened");
    CHECK(became.event_id() == "guid-1");
    const auto closed = signed_body(R"({"issue":{"number":7,"title":"It rains"},"action":"closed"})");
    CHECK(receiver.receive(github_delivery(closed, "issues", "guid-2"), by_action) == outcome::handled);
    const auto pushed = signed_body(R"({"ref":"refs/heads/main"})");
    CHECK(receiver.receive(github_delivery(pushed, "push"), by_action) == outcome::handled);
    CHECK(log == std::vector<std::string>{"opened It rains", "other guid-2", "refs/heads/main"});
    CHECK(receiver.receive(github_delivery(first, "issues", "guid-3"), by_action) == outcome::duplicate);
}

TEST_CASE(
    "a type without an action in the catalog takes every action, unless the catalog has the type with it") {
    CHECK(received<events>(R"({"action":"edited","label":{}})", "label").event_type() == "label");
    CHECK(received<both>(R"({"action":"edited","ref":"x"})", "issues").event_type() == "issues");
    CHECK(received<both>(opened, "issues").event_type() == "issues.opened");
    CHECK(received<both>(R"({"ref":"x"})", "issues").event_type() == "issues");
    CHECK(received<both>(R"({"action":null,"ref":"x"})", "issues").event_type() == "issues");
}

TEST_CASE(
    "an action or a kind that the catalog does not have is an unknown event, with the body as its data") {
    std::string seen;
    const std::string body = R"({"action":"pinned","issue":{"number":7}})";
    const auto became = received<events>(body, "issues", &seen);
    CHECK(became == outcome::unknown);
    CHECK(became.event_type() == "issues.pinned");
    CHECK(seen == body);
    CHECK(received<events>(R"({"zen":"Keep it logically awesome."})", "ping").event_type() == "ping");
    CHECK(received<events>(R"({"action":"caf\u00e9 \"\ud83d\ude00"})", "dispatch").event_type() ==
          "dispatch.caf\xc3\xa9 \"\xf0\x9f\x98\x80");
}

TEST_CASE("what is wrong with a body of GitHub has an error of its own") {
    const auto error = [](std::string body, std::string_view type) {
        const auto became = received<events>(std::move(body), type);
        REQUIRE(became.error() != nullptr);
        return *became.error();
    };
    const auto no_action = error(R"({"issue":{"number":7,"title":"x"}})", "issues");
    CHECK(no_action == errc::missing_field);
    CHECK(no_action.where == "/action");
    CHECK(error(R"({"action":7,"issue":{"number":7,"title":"x"}})", "issues").where == "/action");
    CHECK(error(R"({"action":7,"issue":{"number":7,"title":"x"}})", "issues") == errc::wrong_type);
    CHECK(error(opened, "") == errc::missing_type);
    CHECK(error(opened, "issues.opened") == errc::malformed_type);
    CHECK(error(opened, repeated_header) == errc::malformed_type);
    CHECK(error("", "issues") == errc::invalid_json);
    CHECK(error(R"({"action":"opened")", "issues") == errc::invalid_json);
    CHECK(error(R"({"issue")", "issues") == errc::invalid_json);
    const auto twice =
        error(R"({"action":"opened","issue":{"number":7,"title":"x"},"action":"closed"})", "issues");
    CHECK(twice == errc::duplicate_key);
    CHECK(twice.where == "/action");
    const auto deep = error(R"({"action":"opened","issue":{"number":"7","title":"x"}})", "issues");
    CHECK(deep == errc::wrong_type);
    CHECK(deep.where == "/issue/number");
    CHECK(error(R"(["action","opened"])", "push") == errc::wrong_type);

    github::receiver receiver{signing_secrets{secret}};
    const auto sent = signed_body(opened);
    const auto became =
        receiver.receive(github_delivery(sent, "issues", repeated_header), handlers_for<events>(ignore_rest));
    CHECK(*became.error() == errc::malformed_id);
    const auto refused = received<events>(R"({"action":"opened","issue":[]})", "issues");
    CHECK(refused.event_type() == "issues.opened");
    CHECK(refused.event_id() == "72d3162e-cc78-11e3-81ab-4c9367dc0958");
}

TEST_CASE("an unhandled event of GitHub is checked to be JSON, and no more") {
    github::receiver receiver{signing_secrets{secret}};
    const auto ignore = handlers_for<events>(on<"push">([](const auto&) {}), ignore_rest);
    const auto sent = signed_body(R"({"action":"opened","issue":"none","x":[1.5,"\n"]})");
    const auto became = receiver.receive(github_delivery(sent, "issues"), ignore);
    CHECK(became == outcome::unhandled);
    CHECK(became.event_type() == "issues.opened");
    const auto broken = signed_body(R"({"action":"opened","issue":{"number":7})");
    CHECK(*receiver.receive(github_delivery(broken, "issues"), ignore).error() == errc::invalid_json);
}

TEST_CASE("without an id header GitHub's event has no id, and is claimed by its signature or refused") {
    const auto sent = signed_body(opened);
    const auto handle = handlers_for<events>(otherwise([](const auto&) {}));
    github::receiver receiver{signing_secrets{secret}};
    CHECK(receiver.receive(github_delivery(sent, "issues", ""), handle) == outcome::handled);
    CHECK(receiver.receive(github_delivery(sent, "issues", ""), handle) == outcome::duplicate);
    github::receiver by_id{signing_secrets{secret}, {.verify = {.claim = claim_by::id}}};
    CHECK(*by_id.receive(github_delivery(sent, "issues", ""), handle).error() == errc::missing_id);
}

TEST_CASE("an event of GitHub is written as its body, and a test signs it with its headers") {
    events::event<"issues.opened"> event;
    event.delivery = "guid-1";
    event.data.about = {.number = 7, .title = "It \"rains\""};
    CHECK(encode(event) == R"({"action":"opened","issue":{"number":7,"title":"It \"rains\""}})");
    const basic_signed_delivery<github::scheme> sent(event, secret);
    CHECK(sent.event_type == "issues");
    CHECK(sent.event_id == "guid-1");
    const auto read = decode_as<events>(sent.body, event_headers{sent.event_id, sent.event_type});
    REQUIRE(read);
    CHECK(*read == events::variant(event));

    events::event<"label"> label;
    label.data.action = "edited";
    CHECK(encode(label) == R"({"action":"edited"})");
    CHECK(*decode_as<events>(encode(label), event_headers{.type = "label"}) == events::variant(label));
    CHECK(decode_as<events>(encode(label)).error() == errc::missing_type);
}

TEST_CASE("Shopify's topics have dots in the catalog, and a slash in the header") {
    struct shop : shopify::catalog<entry<"orders.create", order>, entry<"orders.paid", order>> {};
    shopify::receiver receiver{signing_secrets{secret}};
    std::int64_t created = 0;
    const auto handle =
        handlers_for<shop>(on<"orders.*">([&](const auto& e) { created = e.data.id; }), ignore_rest);
    auto sent =
        basic_signed_delivery<shopify::scheme>::of_text(R"({"id":820982911946154508,"email":null})", secret);
    sent.event_id = "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043";
    sent.event_type = "orders/create";
    const auto became = receiver.receive(sent, handle);
    CHECK(became == outcome::handled);
    CHECK(became.event_type() == "orders.create");
    CHECK(created == 820982911946154508);
    sent.event_type = "orders.paid";
    CHECK(receiver.receive(sent, handle).event_type() == "orders/paid");
    shop::event<"orders.paid"> paid;
    CHECK(basic_signed_delivery<shopify::scheme>(paid, secret).event_type == "orders/paid");
}

TEST_CASE("Stripe's payload is the object inside of its data") {
    struct billing : stripe::catalog<entry<"invoice.paid", invoice>> {};
    stripe::receiver receiver{signing_secrets{secret}, {.clock = [] { return at; }}};
    std::string seen;
    const auto handle =
        handlers_for<billing>(on<"invoice.paid">([&](const auto& e) { seen = e.id + " " + e.data.id; }),
                              on_unknown([&](const auto& e) { seen = e.data; }));
    const std::string text =
        R"({"id":"evt_1","object":"event","api_version":"2026-03-25","created":1776902400,"data":{"previous_attributes":{},"object":)"
        R"({"id":"in_1","amount_paid":1999}},"livemode":false,"pending_webhooks":1,"request":{"id":null},"type":"invoice.paid"})";
    using sent = basic_signed_delivery<stripe::scheme>;
    CHECK(receiver.receive(sent::of_text(text, secret, at), handle) == outcome::handled);
    CHECK(seen == "evt_1 in_1");
    const auto changed = [&](std::string_view from, std::string_view to) {
        std::string other = text;
        return other.replace(other.find(from), from.size(), to);
    };
    CHECK(receiver.receive(sent::of_text(changed("evt_1", "evt_2"), secret, at), handle) == outcome::handled);
    const auto renamed = changed("invoice.paid", "invoice.sent");
    CHECK(receiver.receive(sent::of_text(renamed, secret, at), handle) == outcome::duplicate);
    const auto unknown = decode_as<billing>(renamed);
    REQUIRE(unknown);
    CHECK(std::get<billing::unknown_type>(*unknown).data == R"({"id":"in_1","amount_paid":1999})");
    CHECK(decode_as<billing>(changed(R"("object":{)", R"("subject":{)")).error().where == "/data/object");
    CHECK(decode_as<billing>(changed(R"("amount_paid":)", R"("amount":)")).error().where ==
          "/data/object/amount_paid");
    CHECK(decode_as<billing>(changed(R"("previous_attributes":{})", R"("object":{})")).error() ==
          errc::duplicate_key);
    const auto read = decode_as<billing>(text);
    REQUIRE(read);
    CHECK(
        encode(*read) ==
        R"({"id":"evt_1","api_version":"2026-03-25","created":1776902400,"data":{"object":{"id":"in_1","amount_paid":1999}},)"
        R"("livemode":false,"type":"invoice.paid"})");
    CHECK(*decode_as<billing>(encode(*read)) == *read);
}

TEST_CASE("the body that Standard Webhooks recommends has its id in a header, which is signed") {
    struct users : standard::catalog<entry<"invoice.paid", invoice>> {};
    standard::receiver receiver{signing_secrets{secret}, {.clock = [] { return at; }}};
    const auto handle = handlers_for<users>(otherwise([](const auto&) {}));
    users::event<"invoice.paid"> event;
    event.id = "msg_1";
    event.timestamp = at;
    event.data.id = "in_1";
    const basic_signed_delivery<standard::scheme> sent(event, secret, at);
    CHECK(
        sent.body ==
        R"({"type":"invoice.paid","timestamp":"2026-04-23T00:00:00Z","data":{"id":"in_1","amount_paid":0}})");
    const auto became = receiver.receive(sent, handle);
    CHECK(became == outcome::handled);
    CHECK(became.event_id() == "msg_1");
    CHECK(receiver.receive(sent, handle) == outcome::duplicate);
}

} // namespace vendors_envelope_test
