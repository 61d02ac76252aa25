// Secrets that are replaced while a receiver runs.
#include "scaivault/receiver.hpp"

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace receiver_secrets_test {

namespace {

using namespace scaivault;

constexpr std::string_view first = "whsec_the_first_secret_0123456789";
constexpr std::string_view second = "whsec_the_second_secret_012345678";
constexpr std::string_view third = "whsec_the_third_secret_0123456789";

receiver_options at_now() {
    receiver_options options;
    options.clock = [] { return deliveries::now; };
    return options;
}

outcome received(receiver& r, std::string_view secret) {
    const auto sent = deliveries::signed_request(examples::text("secret.rotated"), deliveries::now, secret);
    return r.receive(sent.view(), handlers{ignore_rest});
}

} // namespace

TEST_CASE("after replace_secrets the new secrets count, and those left out no more") {
    receiver r{signing_secrets{first}, at_now()};
    CHECK(received(r, first) == outcome::unhandled);
    CHECK(*received(r, second).error() == errc::signature_mismatch);

    r.replace_secrets(signing_secrets{second, first});
    CHECK(received(r, second).secret_index() == 0);
    const auto old = received(r, first);
    CHECK(old == outcome::unhandled);
    CHECK(old.secret_index() == 1);

    r.replace_secrets(signing_secrets{third});
    CHECK(received(r, third) == outcome::unhandled);
    for (const auto gone : {first, second}) {
        const auto refused = received(r, gone);
        REQUIRE(refused == outcome::rejected);
        CHECK(*refused.error() == errc::signature_mismatch);
        CHECK(refused.error()->detail.starts_with("tried 1 secret; "));
    }
}

TEST_CASE("what was handled stays handled when the secrets are replaced") {
    receiver r{signing_secrets{first}, at_now()};
    const auto handle = handlers{otherwise([](const auto&) {})};
    const auto& text = examples::text("secret.rotated");
    CHECK(r.receive(deliveries::signed_request(text, deliveries::now, first).view(), handle) ==
          outcome::handled);
    r.replace_secrets(signing_secrets{second});
    CHECK(r.receive(deliveries::signed_request(text, deliveries::now, second).view(), handle) ==
          outcome::duplicate);
}

TEST_CASE("secrets that cannot replace the old ones leave them in force") {
    receiver r{signing_secrets{first}, at_now()};
    signing_secrets moved_from{second};
    const signing_secrets taken = std::move(moved_from);
    // NOLINTNEXTLINE(bugprone-use-after-move): what is refused
    CHECK_THROWS_AS(r.replace_secrets(std::move(moved_from)), std::invalid_argument);
    CHECK(received(r, first) == outcome::unhandled);
}

TEST_CASE("new secrets are warned of as the first ones are") {
    std::vector<std::string> warnings;
    auto options = at_now();
    options.verify.on_warning = [&](std::string_view text) { warnings.emplace_back(text); };
    receiver r{signing_secrets{first}, options};
    CHECK(warnings.empty());
    r.replace_secrets(signing_secrets{"\"in quotation marks, by mistake\""});
    CHECK(!warnings.empty());
}

TEST_CASE("a mismatch is explained with the new secrets") {
    auto options = at_now();
    options.verify.explain = true;
    receiver r{signing_secrets{first}, options};
    r.replace_secrets(signing_secrets{second});
    const auto with_line_feed = received(r, std::string(second) + "\n");
    REQUIRE(with_line_feed == outcome::rejected);
    const auto of_old = received(r, std::string(first) + "\n");
    REQUIRE(of_old == outcome::rejected);
    CHECK(with_line_feed.error()->detail != of_old.error()->detail);
}

} // namespace receiver_secrets_test
