#include "scaivault/dispatch/match.hpp"

#include "scaivault/events/catalog.hpp"

#include "../support/catch.hpp"

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace dispatch_match_all_test {

namespace {

using namespace scaivault;

TEST_CASE("match_all runs every handler that matches, in the order written") {
    std::string ran;
    const auto note = [&](char c) { return [&ran, c](const auto&) { ran += c; }; };
    const auto run = [&](const any_event& e) {
        ran.clear();
        match_all(e, on<"secret.rotated">(note('1')), on<"secret.*", "policy.*">(note('2')),
                  on<"**">(note('3')), on_unknown(note('u')), on<"secret.rotated", "secret.*">(note('4')),
                  otherwise(note('o')));
        return ran;
    };
    CHECK(run(event<"secret.rotated">{}) == "1234");
    CHECK(run(event<"secret.created">{}) == "234");
    CHECK(run(event<"policy.created">{}) == "23");
    CHECK(run(event<"policy.binding.created">{}) == "3");
    CHECK(run(unknown_event{}) == "u");
}

TEST_CASE("match_all runs otherwise only when no other handler did, wherever it stands") {
    std::string ran;
    const auto note = [&](char c) { return [&ran, c](const auto&) { ran += c; }; };
    const auto run = [&](const any_event& e) {
        ran.clear();
        match_all(e, otherwise(note('a')), on<"secret.*">(note('s')), otherwise(note('b')));
        return ran;
    };
    CHECK(run(event<"secret.rotated">{}) == "s");
    CHECK(run(event<"policy.created">{}) == "ab");
    CHECK(run(unknown_event{}) == "ab");
}

TEST_CASE("match_all ignores the rest and drops results") {
    int calls = 0;
    const auto count = [&](const auto&) { return ++calls; };
    match_all(any_event{event<"secret.rotated">{}}, on<"secret.*">(count), ignore_rest);
    CHECK(calls == 1);
    match_all(any_event{event<"policy.created">{}}, on<"secret.*">(count), ignore_rest);
    match_all(any_event{unknown_event{}}, on<"secret.*">(count), ignore_rest);
    CHECK(calls == 1);
    static_assert(std::is_void_v<decltype(match_all(any_event{}, otherwise(count)))>);
    // Results are dropped, even if they are [[nodiscard]].
    match_all(any_event{unknown_event{}}, otherwise([]([[maybe_unused]] const auto& e) noexcept {
                  struct [[nodiscard]] verdict {};
                  return verdict{};
              }));
}

struct blob {
    std::unique_ptr<int> content;
};
struct blobs : basic_catalog<entry<"blob.stored", blob>, entry<"blob.lost", blob>> {};

blobs::variant stored(int value) {
    return blobs::event<"blob.stored">{{}, {std::make_unique<int>(value)}};
}

TEST_CASE("match_all gives every handler the same event, and none may take it away") {
    auto e = stored(5);
    match_all(std::move(e), on<"blob.*">([](auto& given) { *given.data.content += 1; }),
              on<"blob.stored">([](auto&& given) {
                  static_assert(std::is_lvalue_reference_v<decltype(given)>);
                  *given.data.content *= 2;
              }),
              ignore_rest);
    CHECK(*std::get<0>(e).data.content == 12);
}

} // namespace

} // namespace dispatch_match_all_test
