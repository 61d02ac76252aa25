// The same tests as testing_catch2.cpp, with GoogleTest.

#include "testing.hpp"

#include <scaivault/testing.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string_view>

using namespace scaivault;

constexpr std::string_view webhook_secret = "whsec_only_an_example_0123456789ab";

TEST(Handlers, ReloadTheSecretThatWasRotated) {
    reloads state;
    auto rotated = sample<"secret.rotated">();
    rotated.data.new_version = 7;
    state.handlers()(any_event{rotated});
    EXPECT_EQ(state.version, 7);
}

TEST(Receiver, HandlesADeliveryOnceAndRefusesOldAndForgedOnes) {
    reloads state;
    const auto handle = state.handlers();
    receiver vault{signing_secrets{webhook_secret}};
    const signed_delivery sent{sample<"secret.rotated">(), webhook_secret};
    EXPECT_EQ(vault.receive(sent, handle), outcome::handled);
    EXPECT_EQ(vault.receive(sent, handle), outcome::duplicate);

    const auto long_ago = std::chrono::sys_seconds{};
    const auto old =
        vault.receive(signed_delivery{sample<"secret.rotated">(), webhook_secret, long_ago}, handle);
    ASSERT_EQ(old, outcome::rejected);
    EXPECT_EQ(*old.error(), errc::stale);

    auto forged = sent;
    forged.body += ' ';
    EXPECT_EQ(*vault.receive(forged, handle).error(), errc::signature_mismatch);
}

TEST(Receiver, AnswersWith500WhenAReloadFails) {
    reloads state{.disk_full = true};
    const auto handle = state.handlers();
    receiver vault{signing_secrets{webhook_secret}};
    const signed_delivery sent{sample<"secret.rotated">(), webhook_secret};
    EXPECT_EQ(vault.receive(sent, handle).status(), 500);
    state.disk_full = false;
    EXPECT_EQ(vault.receive(sent, handle).status(), 200);
}

TEST(Outcome, IsShownAsALine) {
    EXPECT_EQ(testing::PrintToString(outcome(outcome::duplicate, "secret.rotated")),
              "duplicate secret.rotated");
    EXPECT_EQ(testing::PrintToString(errc::stale), "stale");
}
