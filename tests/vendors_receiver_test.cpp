#include <webhooks/dispatch.hpp>
#include <webhooks/receiver.hpp>
#include <webhooks/testing/fake_clock.hpp>
#include <webhooks/testing/signed_delivery.hpp>
#include <webhooks/vendors/github.hpp>
#include <webhooks/vendors/shopify.hpp>
#include <webhooks/vendors/slack.hpp>
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

namespace vendors_receiver_test {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

struct envelope {
    std::string event_id;
    [[nodiscard]] bool operator==(const envelope&) const = default;
};
struct push {
    std::int64_t commits = 0;
    [[nodiscard]] bool operator==(const push&) const = default;
};

} // namespace vendors_receiver_test

template <>
struct webhooks::fields<vendors_receiver_test::envelope> {
    using list = field_list<field<"event_id", &vendors_receiver_test::envelope::event_id>>;
};
template <>
struct webhooks::fields<vendors_receiver_test::push> {
    using list = field_list<field<"commits", &vendors_receiver_test::push::commits>>;
};

namespace vendors_receiver_test {

using namespace webhooks;

namespace {

struct events : basic_catalog<enveloped<envelope>, entry<"push", push>> {};

constexpr auto secret = "c2VjcmV0IG9mIHRoZSBtYWNoaW5lIHRoYXQgaXMgdGVzdGVk"sv;
const auto start = std::chrono::sys_days{std::chrono::year{2026} / 4 / 23};

events::event<"push"> a_push(std::string id, std::int64_t commits = 1) {
    events::event<"push"> made;
    made.event_id = std::move(id);
    made.data.commits = commits;
    return made;
}

/// A receiver that counts what it handles.
template <class Scheme>
struct counting {
    explicit counting(std::optional<claim_by> claim = {})
        : receives(signing_secrets{secret},
                   {.verify = {.claim = claim}, .replay = {.clock = clock}, .clock = clock}) {}

    outcome receive(const delivery& received) {
        return receives.receive(
            received, handlers_for<events>(on<"push">([&](const auto&) { ++handled; }), ignore_rest));
    }

    fake_clock clock{start};
    receiver<Scheme> receives;
    int handled = 0;
};

template <class Scheme>
using signed_push = basic_signed_delivery<Scheme>;

/// What someone who captured a delivery can do: send it again, now and later, with other headers that are not signed.
template <class Scheme>
void is_handled_once() {
    counting<Scheme> target;
    const signed_push<Scheme> captured(a_push("evt_1"), secret, target.clock.now());
    CHECK(target.receive(captured) == outcome::handled);
    CHECK(target.receive(captured) == outcome::duplicate);

    signed_push<Scheme> renamed = captured;
    renamed.event_id = "evt_2";
    CHECK(target.receive(renamed) == outcome::rejected);
    renamed.event_id.clear();
    CHECK(target.receive(renamed) == (Scheme::signs_id ? outcome::rejected : outcome::duplicate));
    renamed = captured;
    renamed.event_type.clear();
    CHECK(target.receive(renamed) == outcome::duplicate);

    target.clock.advance(299s);
    CHECK(target.receive(captured) == outcome::duplicate);
    target.clock.advance(1h);
    CHECK(target.receive(captured) == (Scheme::signs_timestamp ? outcome::rejected : outcome::duplicate));
    CHECK(target.handled == 1);
}

} // namespace

TEST_CASE("a captured delivery of GitHub is handled once, whatever its headers say") {
    is_handled_once<github::scheme>();
}

TEST_CASE("a captured delivery of Stripe is handled once, whatever its headers say") {
    is_handled_once<stripe::scheme>();
}

TEST_CASE("a captured delivery by Standard Webhooks is handled once, whatever its headers say") {
    is_handled_once<standard::scheme>();
}

TEST_CASE("a captured delivery of Slack is handled once, whatever its headers say") {
    is_handled_once<slack::scheme>();
}

TEST_CASE("a captured delivery of Shopify is handled once, whatever its headers say") {
    is_handled_once<shopify::scheme>();
}

TEST_CASE("where neither id nor time is signed, the same bytes have one claim under each new delivery id") {
    const basic_verifier<github::scheme> verifier{signing_secrets{secret}};
    const std::string tag = sign<github::scheme>(secret, {}, "{}");
    const auto under = [&](std::string_view id, std::string_view body = "{}") {
        return verifier.verify({{}, tag, id, {}, body}, start);
    };
    const auto first = under("72d3162e-cc78-11e3-81ab-4c9367dc0958").value();
    const auto second = under("00000000-cc78-11e3-81ab-4c9367dc0958").value();
    CHECK(first.claim_key().size() == 40);
    CHECK(first.claim_key() == second.claim_key());
    CHECK(!first.id_is_signed());

    // Upper-case digits are the same signature.
    std::string upper = tag;
    for (char& c : upper)
        if (c >= 'a' && c <= 'f')
            c = static_cast<char>(c - 'a' + 'A');
    upper.replace(0, 7, "sha256=");
    CHECK(verifier.verify({{}, upper, {}, {}, "{}"}, start)->claim_key() == first.claim_key());

    const std::string other = sign<github::scheme>(secret, {}, "[]");
    CHECK(verifier.verify({{}, other, {}, {}, "[]"}, start)->claim_key() != first.claim_key());
}

TEST_CASE("a claim by signature outlives the rotation of the secrets") {
    constexpr auto next = "the secret of next month, 32 bytes"sv;
    const std::string tag = sign<github::scheme>(secret, {}, "{}");
    const auto key_with = [&](signing_secrets secrets) {
        return std::string(basic_verifier<github::scheme>(std::move(secrets))
                               .verify({{}, tag, {}, {}, "{}"}, start)
                               ->claim_key());
    };
    CHECK(key_with(signing_secrets{secret}) == key_with(signing_secrets{next, secret}));
}

TEST_CASE("a claim by signature is the same whichever of several signatures a sender leaves") {
    constexpr auto other = "the secret of next month, 32 bytes"sv;
    const basic_verifier<stripe::scheme> verifier(signing_secrets{secret, other},
                                                  {.claim = claim_by::signature});
    const std::string first = sign<stripe::scheme>(secret, start, "{}");
    const std::string second = sign<stripe::scheme>(other, start, "{}");
    const std::string both = first + second.substr(second.find(','));
    const auto key_of = [&](const std::string& tag) {
        return std::string(verifier.verify({{}, tag, {}, {}, "{}"}, start)->claim_key());
    };
    CHECK(key_of(both).size() == 40);
    CHECK(key_of(first) == key_of(both));
    CHECK(key_of(second) == key_of(both));
}

TEST_CASE("a receiver claims by what its scheme says, unless its options say otherwise") {
    counting<github::scheme> by_signature;
    CHECK(by_signature.receive(signed_push<github::scheme>(a_push("evt_1", 1), secret)) == outcome::handled);
    CHECK(by_signature.receive(signed_push<github::scheme>(a_push("evt_1", 2), secret)) == outcome::handled);

    counting<github::scheme> by_id(claim_by::id);
    CHECK(by_id.receive(signed_push<github::scheme>(a_push("evt_1", 1), secret)) == outcome::handled);
    CHECK(by_id.receive(signed_push<github::scheme>(a_push("evt_1", 2), secret)) == outcome::duplicate);

    counting<slack::scheme> slack_by_signature(claim_by::signature);
    const auto now = slack_by_signature.clock.now();
    CHECK(slack_by_signature.receive(signed_push<slack::scheme>(a_push("evt_1"), secret, now)) ==
          outcome::handled);
    CHECK(slack_by_signature.receive(signed_push<slack::scheme>(a_push("evt_1"), secret, now)) ==
          outcome::duplicate);
    CHECK(slack_by_signature.receive(signed_push<slack::scheme>(a_push("evt_1"), secret, now + 1s)) ==
          outcome::handled);
}

TEST_CASE("without a signed time, a captured delivery is handled again once the guard has forgotten it") {
    counting<github::scheme> target;
    const signed_push<github::scheme> captured(a_push("evt_1"), secret);
    CHECK(target.receive(captured) == outcome::handled);
    target.clock.advance(replay_options().max_age - 1s);
    CHECK(target.receive(captured) == outcome::duplicate);
    target.clock.advance(2s);
    CHECK(target.receive(captured) == outcome::handled);
}

TEST_CASE("an event without an id in its body is handled where the signature is claimed") {
    counting<github::scheme> target;
    CHECK(target.receive(signed_push<github::scheme>(a_push(""), secret)) == outcome::handled);
    CHECK(target.receive(signed_push<github::scheme>(a_push(""), secret)) == outcome::duplicate);
}

TEST_CASE("a signed delivery has the headers that its scheme has") {
    const auto names = [](const auto& sent) {
        std::vector<std::string_view> all;
        for (const auto& [name, value] : sent.headers()) {
            CHECK(!value.empty());
            all.push_back(name);
        }
        return all;
    };
    using list = std::vector<std::string_view>;
    CHECK(names(signed_push<github::scheme>(a_push("1"), secret)) ==
          list{"X-GitHub-Delivery", "X-GitHub-Event", "X-Hub-Signature-256"});
    CHECK(names(signed_push<stripe::scheme>(a_push("1"), secret)) == list{"Stripe-Signature"});
    CHECK(names(signed_push<standard::scheme>(a_push("1"), secret)) ==
          list{"webhook-id", "webhook-timestamp", "webhook-signature"});
    const auto text = signed_push<standard::scheme>::of_text("no event", secret, start, "msg_1");
    CHECK(basic_verifier<standard::scheme>(signing_secrets{secret}).verify(text, start)->event_id() ==
          "msg_1");
}

} // namespace vendors_receiver_test
