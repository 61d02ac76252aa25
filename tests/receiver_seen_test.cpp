// What a program sees of its deliveries: `on_outcome`, and the names of the events in the outcomes.
#include "scaivault/receiver.hpp"

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace receiver_seen_test {

namespace {

using namespace scaivault;
using deliveries::signed_request;

constexpr std::string_view rotated_id = "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z";

receiver_options at_now() {
    receiver_options options;
    options.clock = [] { return deliveries::now; };
    return options;
}

receiver seen_by(std::vector<std::string>& lines) {
    auto options = at_now();
    options.on_outcome = [&lines](const outcome& of) { lines.push_back(of.message()); };
    return receiver{signing_secrets{deliveries::secret}, std::move(options)};
}

} // namespace

TEST_CASE("on_outcome is called once for each delivery, with what receive returns") {
    std::vector<std::string> lines;
    auto r = seen_by(lines);
    bool fails = false;
    const auto handle = handlers{on<"secret.rotated">([&](auto) {
                                     if (fails)
                                         throw std::runtime_error("disk full");
                                 }),
                                 ignore_rest};
    const auto rotated = signed_request(examples::text("secret.rotated"));
    const auto receive = [&](const deliveries::request& sent) {
        const auto became = r.receive(sent.view(), handle);
        CHECK(lines.back() == became.message());
        return lines.back();
    };
    fails = true;
    CHECK(receive(rotated) == "handler_failed secret.rotated evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z: disk full");
    fails = false;
    CHECK(receive(rotated) == "handled secret.rotated evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z");
    CHECK(receive(rotated) == "duplicate secret.rotated evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z");
    CHECK(receive(signed_request(examples::edited("secret.rotated", "secret.rotated", "secret.archived"))) ==
          "unknown secret.archived evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z");
    CHECK(receive(signed_request(examples::text("policy.created")))
              .starts_with("unhandled policy.created evt_"));
    CHECK(receive({}) == "rejected: the signature header is missing");
    CHECK(lines.size() == 6);
}

TEST_CASE("a delivery that is refused by its headers alone is seen too") {
    std::vector<std::string> lines;
    const auto r = seen_by(lines);
    auto sent = signed_request(examples::text("secret.rotated"));
    CHECK(!r.check_headers(sent.view()));
    CHECK(lines.empty());
    sent.signature.clear();
    CHECK(r.check_headers(sent.view()));
    CHECK(lines == std::vector<std::string>{"rejected: the signature header is missing"});
}

TEST_CASE("an exception of on_outcome does not lose the delivery") {
    auto options = at_now();
    options.on_outcome = [](const outcome&) { throw std::runtime_error("the log is full"); };
    receiver r{signing_secrets{deliveries::secret}, std::move(options)};
    const auto handle = handlers{otherwise([](const auto&) {})};
    const auto sent = signed_request(examples::text("secret.rotated"));
    CHECK(r.receive(sent.view(), handle) == outcome::handled);
    CHECK(r.receive(sent.view(), handle) == outcome::duplicate);
}

TEST_CASE("a body that is signed but no event is refused by the name that it has") {
    auto r = receiver{signing_secrets{deliveries::secret}, at_now()};
    const auto receive = [&](std::string body) {
        return r.receive(signed_request(std::move(body)).view(), handlers{otherwise([](const auto&) {})});
    };
    const auto wrong =
        receive(examples::edited("secret.rotated", R"("old_version":3)", R"("old_version":"3")"));
    CHECK(*wrong.error() == errc::wrong_type);
    CHECK(wrong.event_type() == "secret.rotated");
    CHECK(wrong.known_type() == "secret.rotated");
    CHECK(wrong.event_id() == rotated_id);

    const auto unknown = receive(R"({"event_type":"secret.archived","event_id":7})");
    CHECK(unknown == outcome::rejected);
    CHECK(unknown.event_type() == "secret.archived");
    CHECK(unknown.known_type().empty());
    CHECK(unknown.event_id().empty());

    for (const char* const none :
         {"", "[]", "{", R"({"event_id)", R"({"event_id":"a\"b)", "[\"event_id\"]"}) {
        const auto refused = receive(none);
        CHECK(refused == outcome::rejected);
        CHECK(refused.event_type().empty());
        CHECK(refused.event_id().empty());
    }
}

TEST_CASE("of a forged delivery neither the type nor the id is told") {
    auto r = receiver{signing_secrets{deliveries::secret}, at_now()};
    auto sent =
        signed_request(examples::text("secret.rotated"), deliveries::now, "another secret, not its own");
    sent.event_type = "secret.rotated";
    sent.event_id = rotated_id;
    const auto refused = r.receive(sent.view(), handlers{ignore_rest});
    CHECK(refused == outcome::rejected);
    CHECK(refused.event_type().empty());
    CHECK(refused.event_id().empty());
}

TEST_CASE("a header that disagrees with the body is refused by the name in the body") {
    auto r = receiver{signing_secrets{deliveries::secret}, at_now()};
    auto sent = signed_request(examples::text("secret.rotated"));
    sent.event_id = "evt_other";
    const auto refused = r.receive(sent.view(), handlers{ignore_rest});
    CHECK(*refused.error() == errc::header_mismatch);
    CHECK(refused.event_id() == rotated_id);
}

} // namespace receiver_seen_test
