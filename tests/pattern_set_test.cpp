#include "support/catch.hpp"

#include <scaivault/pattern_set.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pattern_set_test {

using namespace scaivault;

namespace {

/// Every text of one to `Depth` segments over an alphabet, created at compile time.
template <std::size_t Letters, std::size_t Depth>
struct generated {
    static constexpr std::size_t count = [] {
        std::size_t sum = 0;
        std::size_t of_depth = 1;
        for (std::size_t depth = 0; depth != Depth; ++depth)
            sum += of_depth *= Letters;
        return sum;
    }();

    struct text {
        std::array<char, 4 * Depth> characters{};
        std::size_t size = 0;
        constexpr std::string_view view() const { return {characters.data(), size}; }
    };

    std::array<text, count> texts{};

    constexpr explicit generated(const std::array<std::string_view, Letters>& alphabet) {
        std::size_t next = 0;
        std::size_t of_depth = 1;
        for (std::size_t depth = 1; depth <= Depth; ++depth) {
            of_depth *= Letters;
            for (std::size_t number = 0; number != of_depth; ++number) {
                auto& made = texts[next++];
                std::size_t rest = number;
                for (std::size_t segment = 0; segment != depth; ++segment, rest /= Letters) {
                    if (segment != 0)
                        made.characters[made.size++] = '.';
                    for (const char c : alphabet[rest % Letters])
                        made.characters[made.size++] = c;
                }
            }
        }
    }
};

constexpr std::array<std::string_view, 4> pattern_alphabet{"a", "bc", "*", "**"};
constexpr std::array<std::string_view, 2> type_alphabet{"a", "bc"};
constexpr generated<4, 3> patterns{pattern_alphabet};
constexpr generated<2, 4> types{type_alphabet};

/// The results of one pattern for every type, as a constant.
template <std::size_t Pattern>
constexpr auto verdicts = [] {
    std::array<bool, types.count> made{};
    for (std::size_t i = 0; i != types.count; ++i)
        made[i] = matches(patterns.texts[Pattern].view(), types.texts[i].view());
    return made;
}();

constexpr auto all_verdicts = []<std::size_t... Pattern>(std::index_sequence<Pattern...>) {
    return std::array{verdicts<Pattern>...};
}
(std::make_index_sequence<patterns.count>{});

struct nothing {};
struct small : basic_catalog<entry<"a", nothing>, entry<"a.bc", nothing>, entry<"bc.a.a", nothing>> {};

} // namespace

TEST_CASE(
    "compile time, run time, a parsed pattern and a set of patterns give the same verdict on every pair") {
    for (std::size_t p = 0; p != patterns.count; ++p) {
        const std::string text(patterns.texts[p].view());
        const auto one = pattern::parse(text).value();
        basic_pattern_set<small> set; // contains some of the types, and others between them
        set.add(one);
        for (std::size_t t = 0; t != types.count; ++t) {
            const std::string type(types.texts[t].view());
            CAPTURE(text, type);
            REQUIRE(matches(text, type) == all_verdicts[p][t]);
            REQUIRE(one.matches(type) == all_verdicts[p][t]);
            REQUIRE(set.matches(type) == all_verdicts[p][t]);
        }
    }
}

TEST_CASE("a set of many patterns matches what one of them matches") {
    for (std::size_t first = 0; first + 7 < patterns.count; first += 5) {
        std::vector<std::string_view> texts;
        for (std::size_t p = first; p != first + 7; ++p)
            texts.push_back(patterns.texts[p].view());
        const auto set = basic_pattern_set<small>::parse(texts).value();
        CHECK(set.patterns().size() == 7);
        for (std::size_t t = 0; t != types.count; ++t) {
            bool any = false;
            for (std::size_t p = first; p != first + 7; ++p)
                any = any || all_verdicts[p][t];
            REQUIRE(set.matches(types.texts[t].view()) == any);
        }
    }
}

TEST_CASE("a malformed pattern says which rule it breaks and at which character") {
    const auto failure_of = [](std::string_view text) { return pattern::parse(text).error(); };
    const auto check = [&](std::string_view text, std::size_t offset, pattern_defect defect) {
        CAPTURE(text);
        const auto failure = failure_of(text);
        CHECK(failure.code == errc::malformed_pattern);
        CHECK(failure.offset == offset);
        CHECK(failure.detail == describe(defect));
    };
    check("", 0, pattern_defect::empty_pattern);
    check(".rotated", 0, pattern_defect::leading_dot);
    check("secret.", 6, pattern_defect::trailing_dot);
    check("secret..rotated", 7, pattern_defect::empty_segment);
    check("secret.***", 7, pattern_defect::too_many_stars);
    check("policy.bind*.created", 7, pattern_defect::wildcard_in_segment);
    check("a*b.", 3, pattern_defect::trailing_dot);
}

TEST_CASE("parsing a list says which pattern is malformed") {
    const std::array<std::string, 3> texts{"secret.*", "policy.**", "sec*"};
    const auto set = pattern_set::parse(texts);
    REQUIRE(!set);
    CHECK(set.error().code == errc::malformed_pattern);
    CHECK(set.error().where == "/2");
}

TEST_CASE("a set over the catalog matches events, known and unknown") {
    const auto set = pattern_set::parse(std::vector{"secret.*", "policy.**", "**.archived"}).value();
    any_event event{std::in_place_type<scaivault::event<"secret.rotated">>};
    CHECK(set.matches(event));
    event.emplace<scaivault::event<"rotation.due">>();
    CHECK_FALSE(set.matches(event));
    unknown_event future;
    future.event_type = "vault.backup.archived";
    event = future;
    CHECK(set.matches(event));
    future.event_type = "archived";
    event = future;
    CHECK_FALSE(set.matches(event));
}

TEST_CASE("patterns that select nothing of the catalog are reported as idle") {
    const auto set = pattern_set::parse(std::vector{"dynamic.*", "secret.rotated", "identity.*"}).value();
    const auto idle = set.idle();
    REQUIRE(idle.size() == 2);
    CHECK(idle[0].text() == "dynamic.*");
    CHECK(idle[1].text() == "identity.*");
}

TEST_CASE("the empty set matches nothing, and a hostile type of 64 KiB costs no more than its length") {
    CHECK_FALSE(pattern_set{}.matches("secret.rotated"));
    const auto set = pattern_set::parse(std::vector{"**.a.**.b", "**.b.**.a", "**.**.**.c", "a.**"}).value();
    std::string type = "a";
    while (type.size() < 64 * 1024)
        type += ".a";
    CHECK(set.matches(type));
    CHECK_FALSE(set.matches("b" + type.substr(1) + ".x"));
    CHECK_FALSE(set.matches(std::string(64 * 1024, '.')));
}

} // namespace pattern_set_test
