#include "scaivault/dispatch/fixed_string.hpp"

#include "../support/catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace dispatch_fixed_string_test {

namespace {

using namespace std::string_view_literals;
using scaivault::fixed_string;

template <fixed_string Text>
struct named {
    static constexpr std::string_view text = Text;
};

template <fixed_string Text>
constexpr std::size_t size_of(named<Text>) {
    return Text.size();
}

// A literal as a template argument; the terminating NUL is not part of it.
static_assert(named<"secret.rotated">::text == "secret.rotated");
static_assert(size_of(named<"secret.rotated">{}) == 14);
static_assert(named<"">::text.empty());
static_assert(fixed_string<0>::size() == 0);

// Equal strings are the same template argument, however they were constructed.
static_assert(std::is_same_v<named<"secret.rotated">, named<fixed_string{"secret.rotated"}>>);
static_assert(std::is_same_v<named<"secret.rotated">, named<fixed_string<14>{"secret.rotated"sv}>>);
static_assert(std::is_same_v<named<"secret">, named<fixed_string<6>{"secret.rotated"sv.substr(0, 6)}>>);
static_assert(std::is_same_v<named<"">, named<fixed_string<0>{std::string_view{}}>>);
static_assert(!std::is_same_v<named<"secret.rotated">, named<"secret.rotatec">>);
static_assert(!std::is_same_v<named<"secret">, named<"secret.">>);

// An embedded NUL is an ordinary character.
static_assert(named<"a\0b">::text == "a\0b"sv);
static_assert(!std::is_same_v<named<"a\0b">, named<"a">>);
static_assert(!std::is_same_v<named<"a\0b">, named<"a\0c">>);

// Comparison is by content, also for different sizes.
static_assert(fixed_string{"policy"} == fixed_string{"policy"});
static_assert(fixed_string{"policy"} != fixed_string{"polity"});
static_assert(fixed_string{"policy"} != fixed_string{"policy."});

TEST_CASE("a fixed string is a string view and is followed by a NUL") {
    static constexpr fixed_string text{"dynamic.lease.created"};
    const std::string_view view = text;
    CHECK(view == "dynamic.lease.created");
    CHECK(text.view() == view);
    CHECK(text.size() == view.size());
    CHECK(std::string(text.data) == "dynamic.lease.created");
    CHECK(text.data[text.size()] == '\0');
}

} // namespace

} // namespace dispatch_fixed_string_test
