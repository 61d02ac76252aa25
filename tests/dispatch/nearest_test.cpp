#include "webhooks/dispatch/nearest.hpp"

#include "scaivault/events/catalog.hpp"

#include "../support/catch.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace dispatch_nearest_test {

namespace {

using scaivault::catalog;
using scaivault::fixed_string;
using webhooks::detail::corrected;
using webhooks::detail::edit_distance;
using webhooks::detail::nearest;
using webhooks::detail::pattern_distance;
using webhooks::detail::pattern_mistake;
using namespace webhooks::diagnostics;

template <fixed_string Pattern, fixed_string... Hints>
inline constexpr bool suggests =
    std::is_same_v<typename nearest<catalog, Pattern>::hint, did_you_mean<Hints...>>;

// Typing errors at each position of a name.
static_assert(suggests<"secret.roated", "secret.rotated">);
static_assert(suggests<"Secret.Rotated", "secret.rotated">);
static_assert(suggests<"federation.backend.unreacheable", "federation.backend.unreachable">);

// A wrong separator; a missing or extra segment.
static_assert(suggests<"secret_rotated", "secret.rotated">);
static_assert(suggests<"secret.key.rotated", "secret.rotated">);
static_assert(suggests<"lease.created", "dynamic.lease.created">);

// Wildcards are kept; literal segments are corrected.
static_assert(suggests<"polcy.**", "policy.**">);
static_assert(suggests<"dynamic.leas.*", "dynamic.lease.*">);
static_assert(suggests<"*.lease.exipred", "*.lease.expired">);

// A wildcard that is one segment short.
static_assert(suggests<"dynamic.*", "dynamic.**">);

// A prefix without a wildcard.
static_assert(suggests<"policy.binding", "policy.binding.*">);
static_assert(suggests<"dynamic", "dynamic.**">);

// The hint lists all names at the smallest distance, at most three, in the catalog's order.
static_assert(suggests<"secret.deated", "secret.created", "secret.deleted">);
static_assert(suggests<"created", "secret.created", "policy.created", "policy.binding.created">);

// No hint if every name is too far away.
static_assert(suggests<"inventory.low">);
static_assert(suggests<"x">);

// The complete error types.
static_assert(std::is_same_v<pattern_mistake<catalog, "secret.roated">,
                             no_event_type_matches<"secret.roated", did_you_mean<"secret.rotated">>>);
static_assert(std::is_same_v<pattern_mistake<catalog, "secret.">,
                             malformed_pattern<"secret.", a_pattern_does_not_end_with_a_dot>>);
static_assert(
    std::is_same_v<pattern_mistake<catalog, "">, malformed_pattern<"", a_pattern_has_at_least_one_segment>>);
static_assert(std::is_same_v<pattern_mistake<catalog, ".a">,
                             malformed_pattern<".a", a_pattern_does_not_begin_with_a_dot>>);
static_assert(std::is_same_v<pattern_mistake<catalog, "a..b">,
                             malformed_pattern<"a..b", two_dots_have_a_segment_between_them>>);
static_assert(std::is_same_v<pattern_mistake<catalog, "***">,
                             malformed_pattern<"***", a_wildcard_has_one_star_or_two>>);
static_assert(std::is_same_v<pattern_mistake<catalog, "sec*">,
                             malformed_pattern<"sec*", a_wildcard_stands_for_a_whole_segment>>);

// Clang truncates strings of 34 or more characters in messages, so no name is that long.
static_assert([] {
    for (const auto name : catalog::names)
        if (name.size() > 33)
            return false;
    return true;
}());

// A wildcard that is not last counts as one segment in a hint.
static_assert(suggests<"**.rotatd", "**.rotated">);

// Long patterns are errors like short ones.
using nine_segments = nearest<catalog, "a.b.c.d.e.f.g.h.i">;
static_assert(std::is_same_v<nine_segments::hint, did_you_mean<>>);
using long_segment =
    nearest<catalog,
            "secret.rotatedrotatedrotatedrotatedrotatedrotatedrotatedrotatedrotatedrotatedrotatedrotated">;
static_assert(!std::is_same_v<long_segment::hint, void>);

// An empty catalog gives no hint.
struct nothing : scaivault::basic_catalog<> {};
static_assert(std::is_same_v<nearest<nothing, "secret.rotated">::hint, did_you_mean<>>);

// Levenshtein's distance.
static_assert(edit_distance("", "") == 0);
static_assert(edit_distance("", "abc") == 3);
static_assert(edit_distance("abc", "") == 3);
static_assert(edit_distance("roated", "rotated") == 1);
static_assert(edit_distance("kitten", "sitting") == 3);
static_assert(edit_distance("abc", "cab") == 2);

static_assert(pattern_distance("secret.rotated", "secret.rotated") == 0);
static_assert(pattern_distance("secret.*", "secret.rotated") == 0);
static_assert(pattern_distance("secret.**", "secret.a.b.c") == 0);
static_assert(pattern_distance("secrt.*", "secret.rotated") == 1);

static_assert(corrected("secrt.*", "secret.rotated").view() == "secret.*");
static_assert(corrected("polcy.**", "policy.binding.created").view() == "policy.**");
static_assert(corrected("lease.created", "dynamic.lease.created").view() == "dynamic.lease.created");

TEST_CASE("the distance between two segments does not depend on their order") {
    const std::array<std::string_view, 6> words{"", "a", "rotated", "roated", "created", "renewal_failed"};
    for (const auto left : words)
        for (const auto right : words) {
            CAPTURE(left, right);
            CHECK(edit_distance(left, right) == edit_distance(right, left));
            CHECK((edit_distance(left, right) == 0) == (left == right));
        }
}

TEST_CASE("a segment of any length has a distance") {
    const std::string long_segment_text(1000, 'x');
    CHECK(edit_distance(long_segment_text, "") == 32);
    CHECK(edit_distance(long_segment_text, long_segment_text) == 0);
    CHECK(pattern_distance(std::string(1000, '.'), "secret.rotated") > 0);
}

TEST_CASE("what the compiler finds nearest is nearest at run time too") {
    struct distance {
        std::string pattern;
        std::string name;
        std::size_t is;
    };
    for (const auto& each : std::vector<distance>{{"secret.rotated", "secret.rotated", 0},
                                                  {"secret.roated", "secret.rotated", 1},
                                                  {"secret.*", "secret.rotated", 0},
                                                  {"*.rotatd", "secret.rotated", 1},
                                                  {"secret.**", "secret.a.b.c", 0},
                                                  {"**.c", "b.c", 0},
                                                  {"a.*.c", "a.c", 2},
                                                  {"secrt.*", "secret.rotated", 1}}) {
        CAPTURE(each.pattern, each.name);
        CHECK(pattern_distance(each.pattern, each.name) == each.is);
    }
    const auto corrects = [](const std::string& pattern, const std::string& name, std::string_view to) {
        return corrected(pattern, name).view() == to;
    };
    CHECK(corrects("secrt.*", "secret.rotated", "secret.*"));
    CHECK(corrects("polcy.**", "policy.binding.created", "policy.**"));
    CHECK(corrects("a.b.**", "a.c", "a.c"));
    CHECK(corrects("lease.created", "dynamic.lease.created", "dynamic.lease.created"));
}

TEST_CASE("a hint that is longer than a message has room for is cut, not written past its end") {
    const std::string name(200, 'x');
    CHECK(corrected("secret.rotated", name).view() == name.substr(0, 96));
    CHECK(corrected("a.b.c.d.e.f.g.h.i.j", "1.2.3.4.5.6.7.8.9.10").view() == "1.2.3.4.5.6.7.8.9.10");
}

} // namespace

} // namespace dispatch_nearest_test
