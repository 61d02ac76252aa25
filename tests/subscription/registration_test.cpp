#include "scaivault/subscription/registration.hpp"

#include "../support/catch.hpp"

#include "scaivault/events/catalog.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <cstddef>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace subscription_registration_test {

using namespace std::string_view_literals;
using namespace scaivault;

namespace {

constexpr auto secret = "whsec_0123456789abcdef"sv;

registration billing() {
    return {.name = "billing", .url = "https://hooks.example.com/scaivault"};
}

boost::json::value parsed(const result<std::string>& body) {
    INFO((body ? *body : body.error().message()));
    REQUIRE(body.has_value());
    return boost::json::parse(*body);
}

bool refused(const result<std::string>& body, errc code, std::string_view where, std::size_t offset = 0) {
    REQUIRE(body.has_error());
    INFO(body.error().message());
    CHECK(body.error().code == code);
    CHECK(body.error().where == where);
    CHECK(body.error().offset == offset);
    CHECK(!body.error().detail.empty());
    return body.error().code == code;
}

} // namespace

TEST_CASE("a registration asks for what its handlers take") {
    const auto nothing = [](const auto&) {};
    const handlers hs{on<"secret.rotated">(nothing), on<"policy.**">(nothing), otherwise(nothing)};
    CHECK(
        *registration_body(billing(), secret, hs) ==
        R"({"name":"billing","url":"https://hooks.example.com/scaivault","secret":"whsec_0123456789abcdef",)"
        R"("events":["secret.rotated","policy.**"],"enabled":true})");
}

TEST_CASE("a registration asks for a list of names and patterns, whatever holds them") {
    const auto events = [](const auto& list) {
        return parsed(registration_body(billing(), secret, list)).at("events");
    };
    const boost::json::value expected{"secret.*", "policy.violation"};
    CHECK(events(std::vector<std::string>{"secret.*", "policy.violation"}) == expected);
    CHECK(events(std::array{"secret.*", "policy.violation"}) == expected);
    CHECK(events(std::vector{"secret.*"sv, "policy.violation"sv}) == expected);
    CHECK(parsed(registration_body(billing(), secret, {"secret.*", "policy.violation"})).at("events") ==
          expected);

    const auto nothing = [](const auto&) {};
    const handlers hs{on<"policy.binding.*">(nothing), ignore_rest};
    CHECK(events(hs.exact_subscription()) ==
          boost::json::value{"policy.binding.created", "policy.binding.deleted"});
}

TEST_CASE("the texts of a list may be made while it is read") {
    const std::array endings{1, 2};
    const auto made = endings | std::views::transform([](int i) {
                          return "a.name.too.long.for.the.small.string." + std::to_string(i);
                      });
    CHECK(parsed(registration_body(billing(), secret, made)).at("events") ==
          boost::json::value{"a.name.too.long.for.the.small.string.1",
                             "a.name.too.long.for.the.small.string.2"});
}

TEST_CASE("handlers of a catalog of one's own register as well") {
    struct nothing {};
    struct shop : basic_catalog<entry<"order.placed", nothing>, entry<"order.paid", nothing>> {};
    const auto hs = handlers_for<shop>(on<"order.paid">([](const auto&) {}), ignore_rest);
    CHECK(parsed(registration_body(billing(), secret, hs)).at("events").as_array() ==
          boost::json::array{"order.paid"});
}

TEST_CASE("filters are written where they limit something, and not otherwise") {
    auto webhook = billing();
    CHECK(!parsed(registration_body(webhook, secret, {"**"})).as_object().contains("filters"));

    webhook.filters.path_prefix = "environments/production";
    CHECK(parsed(registration_body(webhook, secret, {"**"})).at("filters") ==
          boost::json::value{{"path_prefix", "environments/production"}});

    webhook.filters = {.secret_type = "json", .tags = {"salesforce", "production"}};
    CHECK(parsed(registration_body(webhook, secret, {"**"})).at("filters") ==
          boost::json::value{{"secret_type", "json"}, {"tags", {"salesforce", "production"}}});
}

TEST_CASE("a webhook may be registered switched off") {
    auto webhook = billing();
    webhook.enabled = false;
    CHECK(parsed(registration_body(webhook, secret, {"**"})).at("enabled") == false);
}

TEST_CASE("texts are escaped as JSON asks") {
    auto webhook = billing();
    webhook.name = "Zahlung \"\xC3\xBC\"\n\\";
    const auto key = "0123456789abcdef\"\\\0\x7F"sv;
    const auto body = parsed(registration_body(webhook, key, {"**"}));
    CHECK(body.at("name").as_string() == webhook.name);
    CHECK(body.at("secret").as_string() == key);
}

TEST_CASE("name, URL, secret and events are required") {
    auto nameless = billing();
    nameless.name.clear();
    CHECK(refused(registration_body(nameless, secret, {"**"}), errc::missing_field, "/name"));
    auto nowhere = billing();
    nowhere.url.clear();
    CHECK(refused(registration_body(nowhere, secret, {"**"}), errc::missing_field, "/url"));
    CHECK(refused(registration_body(billing(), "", {"**"}), errc::missing_field, "/secret"));
    CHECK(refused(registration_body(billing(), secret, std::vector<std::string>{}), errc::missing_field,
                  "/events"));

    const handlers all{otherwise([](const auto&) {})};
    CHECK(refused(registration_body(billing(), secret, all), errc::missing_field, "/events"));
}

TEST_CASE("a URL is https, and a URL") {
    auto webhook = billing();
    webhook.url = "http://hooks.example.com/";
    CHECK(refused(registration_body(webhook, secret, {"**"}), errc::malformed_url, "/url"));
    webhook.url = "https://hooks.example.com/a b";
    CHECK(refused(registration_body(webhook, secret, {"**"}), errc::malformed_url, "/url", 27));
}

TEST_CASE("a secret has 16 bytes or more") {
    CHECK(registration_body(billing(), "0123456789abcdef", {"**"}).has_value());
    const auto body = registration_body(billing(), "0123456789abcde", {"**"});
    CHECK(refused(body, errc::weak_secret, "/secret"));
    CHECK(body.error().message().find("0123456789abcde") == std::string::npos);
}

TEST_CASE("each pattern is well formed, and the malformed one is named") {
    CHECK(refused(registration_body(billing(), secret, {"secret.*", "sec*.x"}), errc::malformed_pattern,
                  "/events/1"));
    CHECK(refused(registration_body(billing(), secret, {"secret..x"}), errc::malformed_pattern, "/events/0",
                  7));
    CHECK(refused(registration_body(billing(), secret, {"", "**"}), errc::malformed_pattern, "/events/0"));
}

TEST_CASE("a text that is not UTF-8 is refused, and the byte is named") {
    const std::string bad = "ab\xFF";
    const auto with = [&](auto change) {
        auto webhook = billing();
        change(webhook);
        return registration_body(webhook, secret, {"**"});
    };
    CHECK(refused(with([&](registration& r) { r.name = bad; }), errc::invalid_text, "/name", 2));
    CHECK(refused(with([&](registration& r) { r.filters.path_prefix = bad; }), errc::invalid_text,
                  "/filters/path_prefix", 2));
    CHECK(refused(with([&](registration& r) { r.filters.secret_type = bad; }), errc::invalid_text,
                  "/filters/secret_type", 2));
    CHECK(refused(with([&](registration& r) {
                      r.filters.tags = {"good", bad};
                  }),
                  errc::invalid_text, "/filters/tags/1", 2));
    CHECK(refused(registration_body(billing(), secret, {"secret.\xFF"}), errc::invalid_text, "/events/0", 7));
    CHECK(refused(registration_body(billing(), "0123456789abcdef\xFF", {"**"}), errc::invalid_text, "/secret",
                  16));
}

TEST_CASE("of several mistakes the first in the order of the members is told") {
    CHECK(
        refused(registration_body({.name = "", .url = "x"}, "short", {"..."}), errc::missing_field, "/name"));
    CHECK(
        refused(registration_body({.name = "x", .url = "x"}, "short", {"..."}), errc::malformed_url, "/url"));
    CHECK(refused(registration_body(billing(), "short", {"..."}), errc::weak_secret, "/secret"));
}

} // namespace subscription_registration_test
