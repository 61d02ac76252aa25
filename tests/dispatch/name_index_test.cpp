#include "webhooks/dispatch/name_index.hpp"

#include "scaivault/events/catalog.hpp"

#include "../support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dispatch_name_index_test {

namespace {

using namespace std::string_view_literals;
using scaivault::catalog;
using webhooks::detail::name_index;

template <std::size_t Size>
bool finds_each(const std::array<std::string_view, Size>& names) {
    // On the heap, because an index of a thousand names is too large for the stack.
    const auto index = std::make_unique<name_index<Size>>(names);
    if (!index->valid())
        return false;
    for (std::size_t i = 0; i != Size; ++i)
        if (index->find(names[i]) != i)
            return false;
    return true;
}

template <std::size_t Size>
std::array<std::string_view, Size> views(const std::vector<std::string>& texts) {
    std::array<std::string_view, Size> list{};
    for (std::size_t i = 0; i != Size; ++i)
        list[i] = texts[i];
    return list;
}

/// A random number generator with the same sequence on every platform (splitmix64).
class numbers {
public:
    explicit numbers(std::uint64_t seed) : state_(seed) {}
    std::size_t below(std::size_t limit) {
        state_ += 0x9e37'79b9'7f4a'7c15;
        std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xbf58'476d'1ce4'e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d0'49bb'1331'11eb;
        return static_cast<std::size_t>((mixed ^ (mixed >> 31)) % limit);
    }

private:
    std::uint64_t state_;
};

/// Distinct realistic names: one to four segments, from a few words.
std::vector<std::string> plausible_names(std::size_t count, std::uint64_t seed) {
    constexpr std::array words{"order"sv, "payment"sv, "created"sv, "updated"sv, "deleted"sv, "failed"sv,
                               "user"sv,  "session"sv, "a"sv,       "b"sv,       "item"sv,    "v2"sv,
                               "due"sv,   "binding"sv, "sync"sv,    "lease"sv};
    numbers random{seed};
    std::set<std::string> names;
    while (names.size() != count) {
        std::string name{words[random.below(words.size())]};
        for (std::size_t more = random.below(4); more != 0; --more)
            name.append(".").append(words[random.below(words.size())]);
        names.insert(std::move(name));
    }
    return {names.begin(), names.end()};
}

/// Distinct names of 0 to 40 arbitrary bytes.
std::vector<std::string> arbitrary_names(std::size_t count, std::uint64_t seed) {
    numbers random{seed};
    std::set<std::string> names;
    while (names.size() != count) {
        std::string name(random.below(41), '\0');
        for (auto& c : name)
            c = static_cast<char>(random.below(256));
        names.insert(std::move(name));
    }
    return {names.begin(), names.end()};
}

template <std::size_t Size>
void check_generated() {
    for (std::uint64_t seed = 1; seed != 6; ++seed) {
        CAPTURE(Size, seed);
        const auto plausible = plausible_names(Size, seed);
        CHECK(finds_each(views<Size>(plausible)));
        const auto arbitrary = arbitrary_names(Size, seed);
        CHECK(finds_each(views<Size>(arbitrary)));

        // Names that are only in the other set are not found.
        const auto names = views<Size>(plausible);
        const auto index = std::make_unique<name_index<Size>>(names);
        const std::set<std::string> present(plausible.begin(), plausible.end());
        std::size_t right = 0;
        for (const auto& other : arbitrary_names(1000, seed + 100))
            right += (index->find(other) == Size) == (present.count(other) == 0) ? 1U : 0U;
        CHECK(right == 1000);
    }
}

TEST_CASE("an index of any number of names finds each of them and no other") {
    check_generated<1>();
    check_generated<2>();
    check_generated<3>();
    check_generated<10>();
    check_generated<30>();
    check_generated<100>();
    check_generated<300>();
    check_generated<1000>();
}

// An index of three hundred names, built and searched at compile time.
constexpr auto numbered_text = [] {
    std::array<char, 300 * 11> text{};
    for (std::size_t i = 0; i != 300; ++i) {
        const std::string_view before = "event.";
        std::copy(before.begin(), before.end(), text.begin() + static_cast<std::ptrdiff_t>(i * 11));
        for (std::size_t digit = 0, rest = i; digit != 5; ++digit, rest /= 10)
            text[i * 11 + 10 - digit] = static_cast<char>('0' + rest % 10);
    }
    return text;
}();
constexpr auto numbered = [] {
    std::array<std::string_view, 300> names{};
    for (std::size_t i = 0; i != 300; ++i)
        names[i] = {numbered_text.data() + i * 11, 11};
    return names;
}();
constexpr name_index<300> index_of_numbered{numbered};
static_assert(index_of_numbered.valid());
static_assert(index_of_numbered.find("event.00000") == 0);
static_assert(index_of_numbered.find("event.00123") == 123);
static_assert(index_of_numbered.find("event.00299") == 299);
static_assert(index_of_numbered.find("event.00300") == 300);

TEST_CASE("an index made at compile time finds at run time what it does at compile time") {
    for (std::size_t i = 0; i != numbered.size(); ++i)
        CHECK(index_of_numbered.find(std::string{numbered[i]}) == i);
    // The same specialisation at run time: GCC 12 once confused the two.
    CHECK(finds_each(views<300>(arbitrary_names(300, 1))));
}

// The vendor's thirty names, at compile time.
constexpr name_index<catalog::size> vendor{catalog::names};
static_assert(vendor.valid());
static_assert([] {
    for (std::size_t i = 0; i != catalog::size; ++i)
        if (vendor.find(catalog::names[i]) != i)
            return false;
    return true;
}());
static_assert(vendor.find("secret.roated") == catalog::size);
static_assert(vendor.find("") == catalog::size);
static_assert(vendor.find({}) == catalog::size);

TEST_CASE("the names of the catalog are found at run time, from another place in memory") {
    for (std::size_t i = 0; i != catalog::size; ++i) {
        const std::string copy{catalog::names[i]};
        CHECK(vendor.find(copy) == i);
    }
}

TEST_CASE("no prefix, suffix, extension or one-byte change of a name is found") {
    const std::set<std::string_view> names(catalog::names.begin(), catalog::names.end());
    std::size_t found = 0;
    std::size_t tried = 0;
    const auto try_text = [&](std::string_view text) {
        if (names.count(text) != 0)
            return; // the changed text can be another name of a larger catalog
        ++tried;
        found += vendor.find(text) != catalog::size ? 1U : 0U;
    };
    for (const auto name : catalog::names) {
        for (std::size_t size = 0; size != name.size(); ++size) {
            try_text(name.substr(0, size));
            try_text(name.substr(name.size() - size));
        }
        for (int byte = 0; byte != 256; ++byte) {
            const char c = static_cast<char>(byte);
            try_text(std::string{name} + c);
            try_text(c + std::string{name});
            for (std::size_t at = 0; at != name.size(); ++at) {
                std::string changed{name};
                changed[at] = c;
                try_text(changed);
            }
        }
        try_text(std::string{name} + std::string{name});
        try_text(std::string{name} + '.' + std::string{name});
    }
    CHECK(found == 0);
    CHECK(tried > 100'000);
}

TEST_CASE("texts that no sender should send are not found") {
    CHECK(vendor.find(std::string_view{}) == catalog::size);
    CHECK(vendor.find("") == catalog::size);
    CHECK(vendor.find(std::string(1 << 16, 's')) == catalog::size);
    for (std::size_t size = 0; size != 300; ++size)
        CHECK(vendor.find(std::string(size, '\0')) == catalog::size);
    CHECK(vendor.find("secret.rotated\0"sv) == catalog::size);
    CHECK(vendor.find("secret\0rotated"sv) == catalog::size);
    CHECK(vendor.find("\0secret.rotated"sv) == catalog::size);
    // Has both ends of a name, and its length modulo 256, which is the hashed part of the length.
    CHECK(vendor.find("secret.r" + std::string(256 - 2, 'x') + ".rotated") == catalog::size);
    // Differs from a name in the middle only.
    CHECK(vendor.find("federation.backend.unreachable") != catalog::size);
    CHECK(vendor.find("federatixn.backend.unreachable") == catalog::size);
    CHECK(vendor.find("federation.bxckend.unreachable") == catalog::size);
    CHECK(vendor.find("federation.backend_unreachable") == catalog::size);
}

TEST_CASE("a text is read inside its bounds only") {
    // Each text ends where its allocation ends, so AddressSanitizer detects an overread.
    for (const auto name : catalog::names)
        for (std::size_t size = 0; size <= name.size(); ++size) {
            const auto exact = std::make_unique<char[]>(size);
            std::copy_n(name.data(), size, exact.get());
            CHECK((vendor.find({exact.get(), size}) != catalog::size) == (size == name.size()));
        }
}

// Names with equal length and equal first and last eight bytes.
constexpr std::array<std::string_view, 4> alike{"payments.eu.processed", "payments.us.processed",
                                                "payments.uk.processed", "other"};
constexpr name_index<4> index_of_alike{alike};
static_assert(index_of_alike.valid());
static_assert(index_of_alike.find("payments.eu.processed") == 0);
static_assert(index_of_alike.find("payments.us.processed") == 1);
static_assert(index_of_alike.find("payments.uk.processed") == 2);
static_assert(index_of_alike.find("other") == 3);
static_assert(index_of_alike.find("payments.es.processed") == 4);
static_assert(index_of_alike.find("payments.eu.processes") == 4);

TEST_CASE("many names that differ in the middle alone are told apart") {
    std::vector<std::string> texts;
    for (int i = 0; i != 300; ++i) {
        std::string middle = std::to_string(1000 + i);
        texts.push_back("first.eight." + middle + ".last.eight");
    }
    const auto names = views<300>(texts);
    CHECK(finds_each(names));
    const auto index = std::make_unique<name_index<300>>(names);
    CHECK(index->find("first.eight.1300.last.eight") == 300);
    CHECK(index->find("first.eight.0999.last.eight") == 300);
}

// Names of 1 to 24 bytes (three words) that differ in one byte, at each position.
TEST_CASE("names one byte apart are told apart wherever the byte is") {
    for (std::size_t size = 1; size != 25; ++size)
        for (std::size_t at = 0; at != size; ++at) {
            std::string other(size, 'a');
            other[at] = 'b';
            const std::string base(size, 'a');
            CAPTURE(size, at);
            CHECK(finds_each(std::array<std::string_view, 2>{base, other}));
        }
}

TEST_CASE("names that are not distinct make no index") {
    const std::array<std::string_view, 3> twice{"order.placed", "order.paid", "order.placed"};
    CHECK_FALSE(name_index<3>{twice}.valid());
    const std::array<std::string_view, 2> empty_twice{"", ""};
    CHECK_FALSE(name_index<2>{empty_twice}.valid());
}

// The empty text can be a name. An empty index finds nothing.
constexpr name_index<1> index_of_empty{std::array<std::string_view, 1>{""}};
static_assert(index_of_empty.valid());
static_assert(index_of_empty.find("") == 0);
static_assert(index_of_empty.find("\0"sv) == 1);
static_assert(name_index<0>{std::array<std::string_view, 0>{}}.find("") == 0);

} // namespace

} // namespace dispatch_name_index_test
