#include "scaivault/dispatch/pattern.hpp"

#include "../support/catch.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dispatch_pattern_test {

namespace {

using scaivault::defect_of;
using scaivault::is_valid_pattern;
using scaivault::matches;
using webhooks::describe;
using enum scaivault::pattern_defect;

// A simple implementation of the vendor's rule: splits into segments, and tries every length of `**`.

using segments = std::vector<std::string_view>;

constexpr segments split(std::string_view text) {
    segments parts;
    std::size_t begin = 0;
    for (std::size_t i = 0; i != text.size(); ++i)
        if (text[i] == '.') {
            parts.push_back(text.substr(begin, i - begin));
            begin = i + 1;
        }
    parts.push_back(text.substr(begin));
    return parts;
}

constexpr bool agrees(std::span<const std::string_view> pattern, std::span<const std::string_view> type) {
    if (pattern.empty() || type.empty())
        return pattern.empty() && type.empty();
    const auto& first = pattern.front();
    if (first == "**") {
        for (std::size_t taken = 1; taken <= type.size() && !type[taken - 1].empty(); ++taken)
            if (agrees(pattern.subspan(1), type.subspan(taken)))
                return true;
        return false;
    }
    return (first == "*" ? !type.front().empty() : first == type.front()) &&
           agrees(pattern.subspan(1), type.subspan(1));
}

constexpr bool expected(std::string_view pattern, std::string_view type) {
    const auto wanted = split(pattern);
    const auto given = split(type);
    return agrees(wanted, given);
}

/// Every text of 1 to `most` segments from `alphabet`.
std::vector<std::string> texts(std::initializer_list<std::string_view> alphabet, std::size_t most) {
    std::vector<std::string> all;
    std::vector<std::string> last;
    for (const auto segment : alphabet)
        last.emplace_back(segment);
    for (std::size_t length = 1; length <= most; ++length) {
        all.insert(all.end(), last.begin(), last.end());
        std::vector<std::string> longer;
        if (length != most)
            for (const auto& text : last)
                for (const auto segment : alphabet)
                    longer.push_back(text + '.' + std::string(segment));
        last = std::move(longer);
    }
    return all;
}

// The same comparison at compile time, for the shortest texts.
constexpr std::size_t disagreements() {
    constexpr std::array<std::string_view, 21> patterns{
        "",     "a",    "*",    "**",    "a.",  ".a",   "a.b",   "*.a",     "a.*",    "*.*",   "**.a",
        "a.**", "**.*", "*.**", "**.**", "***", "a*.b", "**..a", "**.a.**", "*.a.**", "**.b.*"};
    constexpr std::array<std::string_view, 16> types{"",      "a",       "b",      ".",     "a.",    ".a",
                                                     "a.b",   "b.a",     "a.a",    "a..a",  "a.b.a", "b.a.b",
                                                     "a.a.a", "a.b.b.a", "b.a.b.", "a.b..a"};
    std::size_t wrong = 0;
    for (const auto pattern : patterns)
        for (const auto type : types)
            wrong += matches(pattern, type) != expected(pattern, type) ? 1U : 0U;
    return wrong;
}
static_assert(disagreements() == 0);

TEST_CASE("matching agrees with the rule for every pattern of up to four segments") {
    // 2,800 patterns and 363 types: a million pairs.
    const auto types = texts({"a", "b", ""}, 5);
    REQUIRE(types.size() == 363);
    const auto patterns = texts({"a", "b", "*", "**", "", "***", "a*"}, 4);
    REQUIRE(patterns.size() == 2800);
    std::vector<segments> split_types;
    for (const auto& type : types)
        split_types.push_back(split(type));

    std::vector<std::string> wrong;
    std::size_t selected = 0;
    for (const auto& pattern : patterns) {
        const auto wanted = split(pattern);
        for (std::size_t i = 0; i != types.size(); ++i) {
            const bool rule = agrees(wanted, split_types[i]);
            selected += rule ? 1U : 0U;
            if (matches(pattern, types[i]) != rule)
                wrong.push_back(pattern + " / " + types[i]);
        }
    }
    CHECK(wrong == std::vector<std::string>{});
    CHECK(selected > 8'000);
}

TEST_CASE("matching agrees with the rule where several `**` compete") {
    std::vector<std::string> wrong;
    const auto types = texts({"a", "b"}, 8);
    for (const auto& pattern : texts({"a", "**", "*"}, 6))
        for (const auto& type : types)
            if (matches(pattern, type) != expected(pattern, type))
                wrong.push_back(pattern + " / " + type);
    CHECK(wrong == std::vector<std::string>{});
}

// Names.
static_assert(matches("secret.rotated", "secret.rotated"));
static_assert(!matches("secret.rotated", "secret.rotate"));
static_assert(!matches("secret.rotated", "secret.rotated."));
static_assert(!matches("secret.rotated", "secret.Rotated"));
static_assert(!matches("secret.rotated", "secret"));

// `*` matches exactly one segment, which is not empty.
static_assert(matches("secret.*", "secret.rotated"));
static_assert(!matches("secret.*", "secret"));
static_assert(!matches("secret.*", "secret."));
static_assert(!matches("secret.*", "secret.key.rotated"));
static_assert(!matches("secret.*", "secrets.rotated"));
static_assert(!matches("dynamic.*", "dynamic.lease.created"));
static_assert(!matches("policy.*", "policy.binding.created"));
static_assert(matches("*.*.created", "policy.binding.created"));
static_assert(!matches("*", ""));

// `**` matches one or more segments.
static_assert(matches("policy.**", "policy.created"));
static_assert(matches("policy.**", "policy.binding.created"));
static_assert(!matches("policy.**", "policy"));
static_assert(!matches("policy.**", "policy."));
static_assert(matches("**", "identity.sync.completed"));
static_assert(matches("**", "x"));
static_assert(!matches("**", ""));
static_assert(matches("**.created", "policy.binding.created"));
static_assert(matches("**.created", "a.created.created"));
static_assert(!matches("**.created", "created"));
static_assert(matches("policy.**.created", "policy.binding.created"));
static_assert(!matches("policy.**.created", "policy.created"));

// There are no other special characters.
static_assert(!matches("sec*", "secret"));
static_assert(matches("sec*", "sec*"));
static_assert(!matches("secret.***", "secret.rotated"));
static_assert(matches("secret.***", "secret.***"));
static_assert(!matches("secret.?otated", "secret.rotated"));
static_assert(!matches("secret.[r]otated", "secret.rotated"));
static_assert(matches("", ""));
static_assert(matches("secret.", "secret."));

TEST_CASE("a text from outside is matched in time that its length bounds") {
    // The worst case: every `**` can end at every segment.
    std::string type;
    for (int i = 0; i != 20'000; ++i)
        type += "a.";
    type += 'b';
    CHECK(matches("**.a.**.a.**.b", type));
    CHECK(!matches("**.a.**.a.**.c", type));
    CHECK(!matches("secret.*", std::string(1 << 20, '.')));
    CHECK(!matches(std::string(1 << 20, '.'), "secret.rotated"));
    CHECK(!matches("secret.*", std::string_view("secret\0.rotated", 15)));
    CHECK(matches("secret.*", std::string_view("secret.\0", 8)));
}

// Each defect is the first rule that the pattern breaks.
static_assert(defect_of("secret.rotated") == none);
static_assert(defect_of("*") == none);
static_assert(defect_of("**") == none);
static_assert(defect_of("*.**.created") == none);
static_assert(defect_of("") == empty_pattern);
static_assert(defect_of(".") == leading_dot);
static_assert(defect_of(".rotated") == leading_dot);
static_assert(defect_of("secret.") == trailing_dot);
static_assert(defect_of("secret.*.") == trailing_dot);
static_assert(defect_of("secret..rotated") == empty_segment);
static_assert(defect_of("secret.***") == too_many_stars);
static_assert(defect_of("****") == too_many_stars);
static_assert(defect_of("sec*") == wildcard_in_segment);
static_assert(defect_of("secret.*d") == wildcard_in_segment);
static_assert(defect_of("secret.**d") == wildcard_in_segment);
static_assert(defect_of("a..b*") == empty_segment);
static_assert(defect_of("b*.***") == wildcard_in_segment);

static_assert(is_valid_pattern<"secret.*">);
static_assert(is_valid_pattern<"names.that.no.catalog.has">);
static_assert(!is_valid_pattern<"">);
static_assert(!is_valid_pattern<"secret.">);
static_assert(!is_valid_pattern<"sec*">);

TEST_CASE("each defect is described in words of its own") {
    CHECK(describe(none).empty());
    std::set<std::string_view> descriptions;
    for (const auto defect :
         {empty_pattern, leading_dot, trailing_dot, empty_segment, too_many_stars, wildcard_in_segment}) {
        CHECK(!describe(defect).empty());
        descriptions.insert(describe(defect));
    }
    CHECK(descriptions.size() == 6);
    CHECK(describe(static_cast<scaivault::pattern_defect>(99)).empty());
}

TEST_CASE("a pattern without a defect selects only texts that are well formed") {
    const auto types = texts({"a", "b", ""}, 3);
    for (const auto& pattern : texts({"a", "*", "**", "", "***", "a*"}, 3)) {
        if (defect_of(pattern) != none)
            continue;
        for (const auto& type : types) {
            CAPTURE(pattern, type);
            const bool well_formed = defect_of(type) == none;
            CHECK((well_formed || !matches(pattern, type)));
        }
    }
}

} // namespace

} // namespace dispatch_pattern_test
