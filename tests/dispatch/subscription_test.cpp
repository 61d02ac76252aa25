#include "support/catch.hpp"

#include <scaivault/events/catalog.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dispatch_subscription_test {

using namespace scaivault;

namespace {

constexpr auto nothing = [](const auto&) {};

bool equals(std::span<const std::string_view> list, std::initializer_list<std::string_view> expected) {
    return std::ranges::equal(list, expected);
}

/// The library's subscription, as strings.
template <std::size_t Size>
std::vector<std::string> found(const std::array<std::string_view, Size>& names,
                               const std::array<bool, Size>& wanted) {
    std::vector<std::string> texts;
    for (auto left = wanted; webhooks::detail::any_left(left);) {
        const auto step = webhooks::detail::next_subscription_item(names, wanted, left);
        texts.push_back(std::string(step.item.prefix).append(step.item.wildcard));
        left = step.left;
    }
    return texts;
}

/// The size of the smallest list, by exhaustive search over all patterns of the documented forms.
template <std::size_t Size>
class exhaustive {
public:
    exhaustive(const std::array<std::string_view, Size>& names, std::uint64_t wanted)
        : names_(names), wanted_(wanted) {
        for (const auto name : names) {
            offer(std::string(name));
            for (auto dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
                offer(std::string(name.substr(0, dot)) + ".*");
                offer(std::string(name.substr(0, dot)) + ".**");
            }
        }
        offer("*");
        offer("**");
    }

    std::size_t smallest() { return smallest(wanted_); }

private:
    void offer(const std::string& pattern) {
        std::uint64_t selected = 0;
        for (std::size_t i = 0; i != Size; ++i)
            if (matches(pattern, names_[i]))
                selected |= std::uint64_t{1} << i;
        if (selected != 0 && (selected & ~wanted_) == 0)
            usable_.push_back(selected);
    }

    std::size_t smallest(std::uint64_t left) {
        if (left == 0)
            return 0;
        if (const auto known = known_.find(left); known != known_.end())
            return known->second;
        const std::uint64_t first = left & (~left + 1);
        std::size_t best = Size + 1;
        for (const auto selected : usable_)
            if ((selected & first) != 0)
                best = std::min(best, 1 + smallest(left & ~selected));
        return known_[left] = best;
    }

    const std::array<std::string_view, Size>& names_;
    std::uint64_t wanted_;
    std::vector<std::uint64_t> usable_;
    std::map<std::uint64_t, std::size_t> known_;
};

/// Compares the library's list for one subset with the exhaustive search and with the types themselves.
template <std::size_t Size>
void check_subset(const std::array<std::string_view, Size>& names, std::uint64_t subset) {
    std::array<bool, Size> wanted{};
    for (std::size_t i = 0; i != Size; ++i)
        wanted[i] = (subset >> i & 1) != 0;
    const auto list = found(names, wanted);
    CAPTURE(subset, list);
    REQUIRE(list.size() == exhaustive<Size>{names, subset}.smallest());
    std::size_t last_first = 0;
    for (std::size_t item = 0; item != list.size(); ++item) {
        const auto selects = [&](std::string_view name) { return matches(list[item], name); };
        const auto first = static_cast<std::size_t>(std::ranges::find_if(names, selects) - names.begin());
        REQUIRE(first < Size);
        REQUIRE((item == 0 || first > last_first)); // in the catalog's order
        last_first = first;
    }
    for (std::size_t i = 0; i != Size; ++i) {
        const auto selects = [&](std::string_view pattern) { return matches(pattern, names[i]); };
        REQUIRE(std::ranges::count_if(list, selects) == (wanted[i] ? 1 : 0));
    }
}

constexpr auto secrets_and_policies =
    handlers{on<"secret.*">(nothing), on<"policy.**">(nothing), otherwise(nothing)};
static_assert(secrets_and_policies.subscription().size() == 2);
static_assert(secrets_and_policies.subscription()[0] == "secret.*");
static_assert(secrets_and_policies.subscription()[1] == "policy.**");
static_assert(secrets_and_policies.exact_subscription().size() == 7 + 6);

} // namespace

TEST_CASE(
    "a subscription asks for exactly the types that patterns take, and for nothing that otherwise takes") {
    CHECK(equals(secrets_and_policies.subscription(), {"secret.*", "policy.**"}));
    CHECK(equals(handlers{on_unknown(nothing), ignore_rest}.subscription(), {}));
    CHECK(equals(handlers{otherwise(nothing)}.subscription(), {}));
}

TEST_CASE(
    "six of the seven secret types are asked for by name, since secret.* would bring the noisy seventh") {
    const auto six =
        handlers{on<"secret.created", "secret.updated", "secret.deleted">(nothing),
                 on<"secret.rotated", "secret.expiring", "secret.expired">(nothing), ignore_rest};
    CHECK(equals(six.subscription(), {"secret.created", "secret.updated", "secret.deleted", "secret.rotated",
                                      "secret.expiring", "secret.expired"}));
    CHECK(equals(six.exact_subscription(), {"secret.created", "secret.updated", "secret.deleted",
                                            "secret.rotated", "secret.expiring", "secret.expired"}));
}

TEST_CASE("of the patterns that select the same types, a subscription has the narrowest") {
    CHECK(equals(handlers{on<"dynamic.**">(nothing), ignore_rest}.subscription(), {"dynamic.lease.*"}));
    CHECK(equals(handlers{on<"identity.**">(nothing), ignore_rest}.subscription(),
                 {"identity.sync.completed"}));
    CHECK(equals(handlers{on<"secret.**">(nothing), ignore_rest}.subscription(), {"secret.*"}));
}

TEST_CASE("a wildcard in the middle of a pattern becomes names and trailing wildcards") {
    CHECK(equals(handlers{on<"*.*">(nothing), ignore_rest}.subscription(),
                 {"secret.*", "policy.*", "rotation.*", "certificate.*"}));
    CHECK(equals(handlers{on<"**.completed">(nothing), ignore_rest}.subscription(),
                 {"rotation.completed", "federation.sync.completed", "identity.sync.completed"}));
    CHECK(equals(handlers{on<"**">(nothing), on_unknown(nothing)}.subscription(), {"**"}));
}

TEST_CASE("the list is as short as exhaustive search finds it, for every subset of a small catalog") {
    static constexpr std::array<std::string_view, 11> names{
        "a.b", "a.c", "a.b.d", "a.b.e", "f.g.h", "f.g.i", "a.b.d.x", "f.g.j", "k", "l.m.n", "a-x.b"};
    for (std::uint64_t subset = 0; subset != std::uint64_t{1} << names.size(); ++subset)
        check_subset(names, subset);
}

TEST_CASE("the list is as short as exhaustive search finds it, for random subsets of the thirty") {
    std::mt19937_64 random(30);
    const auto all = (std::uint64_t{1} << catalog::size) - 1;
    check_subset(catalog::names, all);
    for (int round = 0; round != 400; ++round) {
        // Dense subsets are included, because their lists contain wildcards.
        auto subset = random();
        for (int denser = round % 5; denser != 0; --denser)
            subset |= random();
        check_subset(catalog::names, subset & all);
    }
}

} // namespace dispatch_subscription_test
