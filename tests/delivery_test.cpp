#include "support/catch.hpp"

#include <scaivault/scheme.hpp>

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace delivery_test {

using scaivault::delivery;
using scaivault::delivery_from;
using scaivault::delivery_from_headers;
using scaivault::repeated_header;
namespace header_names = scaivault::header_names;

namespace {

/// Another library's string view.
struct foreign_view {
    const char* data;
    std::size_t size;
    operator std::string_view() const { return {data, size}; }
};

using pairs = std::vector<std::pair<std::string, std::string>>;

const pairs headers = {{"Host", "example.com"},
                       {"X-ScaiVault-Event-Id", "evt_1"},
                       {"x-scaivault-event-type", "secret.rotated"},
                       {"X-SCAIVAULT-TIMESTAMP", " \t1777000000 "},
                       {"X-ScaiVault-SIGNATURE", "sha256=00\t"}};

} // namespace

// What may be kept as a view, and what would dangle.
using webhooks::detail::outlives_the_call;
static_assert(outlives_the_call<std::string_view>);
static_assert(outlives_the_call<foreign_view>);
static_assert(outlives_the_call<const char*>);
static_assert(outlives_the_call<std::string&>);
static_assert(outlives_the_call<const std::string&>);
static_assert(!outlives_the_call<std::string>);
static_assert(!outlives_the_call<const std::string>);
static_assert(!outlives_the_call<std::string&&>);
static_assert(!outlives_the_call<std::array<char, 64>>);

static_assert(scaivault::header_lookup<std::string_view (*)(std::string_view)>);
static_assert(!scaivault::header_lookup<int (*)(std::string_view)>);
static_assert(!scaivault::header_lookup<std::string_view (*)()>);
static_assert(scaivault::header_range<std::multimap<std::string, std::string>&>);
static_assert(!scaivault::header_range<std::string&>);

using webhooks::detail::trimmed;
static_assert(trimmed("a") == "a");
static_assert(trimmed(" \t a b\t \t") == "a b");
static_assert(trimmed("\xFF ") == "\xFF");
static_assert(trimmed("\n") == "\n");
static_assert(trimmed(" \t ").empty());
static_assert(trimmed("").empty());

static_assert(header_names::signature.data()[header_names::signature.size()] == '\0');

TEST_CASE("a delivery takes its four headers from a lookup, and trims them") {
    const std::map<std::string, std::string, std::less<>> found = {
        {"X-ScaiVault-Event-Id", "evt_1"},
        {"X-ScaiVault-Event-Type", "secret.rotated"},
        {"X-ScaiVault-Timestamp", " \t1777000000 "},
        {"X-ScaiVault-Signature", "sha256=00\t"}};
    const std::string absent;
    const auto check = [](const delivery& taken) {
        CHECK(taken.event_id == "evt_1");
        CHECK(taken.event_type == "secret.rotated");
        CHECK(taken.timestamp == "1777000000");
        CHECK(taken.signature == "sha256=00");
        CHECK(taken.body == " {} ");
    };

    SECTION("that returns references") {
        check(delivery_from(
            [&](std::string_view name) -> const std::string& {
                const auto place = found.find(name);
                return place == found.end() ? absent : place->second;
            },
            " {} "));
    }
    SECTION("that returns standard views") {
        check(delivery_from(
            [&](std::string_view name) -> std::string_view { return found.find(name)->second; }, " {} "));
    }
    SECTION("that returns another library's views") {
        check(delivery_from(
            [&](std::string_view name) {
                const std::string& value = found.find(name)->second;
                return foreign_view{value.data(), value.size()};
            },
            " {} "));
    }
    SECTION("that returns C strings") {
        check(delivery_from([&](std::string_view name) { return found.find(name)->second.c_str(); }, " {} "));
    }
}

TEST_CASE("a header that the lookup does not find is empty") {
    const auto none = delivery_from([](std::string_view) { return std::string_view(); }, "x");
    CHECK(none.event_id.empty());
    CHECK(none.signature.empty());
    const auto null = delivery_from([](std::string_view) -> const char* { return nullptr; }, "x");
    CHECK(null.timestamp.empty());
    CHECK(null.event_type.empty());
    CHECK(null.body == "x");
}

TEST_CASE("a delivery takes its headers from a list, whatever the case of their names") {
    const auto check = [](const delivery& taken) {
        CHECK(taken.event_id == "evt_1");
        CHECK(taken.event_type == "secret.rotated");
        CHECK(taken.timestamp == "1777000000");
        CHECK(taken.signature == "sha256=00");
        CHECK(taken.body == "{}");
    };
    check(delivery_from_headers(headers, "{}"));
    const std::multimap<std::string, std::string> sorted(headers.begin(), headers.end());
    check(delivery_from_headers(sorted, "{}"));
    std::vector<std::pair<std::string_view, foreign_view>> views;
    for (const auto& [name, value] : headers)
        views.push_back({name, {value.data(), value.size()}});
    check(delivery_from_headers(std::move(views), "{}"));
}

TEST_CASE("a header that is not in the list is empty") {
    const pairs none;
    const auto taken = delivery_from_headers(none, "{}");
    CHECK(taken.event_id.empty());
    CHECK(taken.event_type.empty());
    CHECK(taken.timestamp.empty());
    CHECK(taken.signature.empty());
}

TEST_CASE("a name that only resembles a header's is not taken for it") {
    const pairs similar = {{"X-ScaiVault-Signature2", "a"},
                           {"X_ScaiVault_Signature", "b"},
                           {"ScaiVault-Signature", "c"},
                           {"", "d"},
                           {"X-ScaiVault-Signatur\xE9", "e"}};
    CHECK(delivery_from_headers(similar, "{}").signature.empty());
}

TEST_CASE("a header that comes more than once has neither value") {
    const std::size_t which = GENERATE(1U, 2U, 3U, 4U);
    const std::string second = GENERATE("another", "", "same");
    pairs doubled = headers;
    doubled.emplace_back(headers[which].first, second == "same" ? headers[which].second : second);
    const bool thrice = GENERATE(false, true);
    if (thrice)
        doubled.push_back(doubled.back());
    const delivery taken = delivery_from_headers(doubled, "{}");
    CHECK((taken.event_id == repeated_header) == (which == 1));
    CHECK((taken.event_type == repeated_header) == (which == 2));
    CHECK((taken.timestamp == repeated_header) == (which == 3));
    CHECK((taken.signature == repeated_header) == (which == 4));
}

} // namespace delivery_test
