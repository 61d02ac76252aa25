#include "webhooks/detail/utf8.hpp"

#include "../support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace detail_utf8_test {

using namespace std::string_view_literals;
using webhooks::detail::find_invalid_utf8;

namespace {

constexpr auto npos = std::string_view::npos;

/// The direct encoding of RFC 3629, section 3, also for values that are not characters.
std::string encoded(std::uint32_t code, std::size_t size) {
    if (size == 1)
        return {static_cast<char>(code)};
    std::string bytes(size, '\0');
    for (std::size_t i = size; i-- > 1; code >>= 6)
        bytes[i] = static_cast<char>(0x80 | (code & 0x3F));
    bytes[0] = static_cast<char>(((0xF00 >> size) & 0xFF) | code);
    return bytes;
}

std::size_t shortest(std::uint32_t code) {
    return code < 0x80 ? 1U : code < 0x800 ? 2U : code < 0x10000 ? 3U : 4U;
}

static_assert(find_invalid_utf8("") == npos);
static_assert(find_invalid_utf8("plain") == npos);
static_assert(find_invalid_utf8("ok\xFFnot") == 2);

} // namespace

TEST_CASE("every code point in its shortest form is valid, but for the surrogates") {
    std::size_t wrong = 0;
    for (std::uint32_t code = 0; code <= 0x10FFFF; ++code) {
        const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        wrong += (find_invalid_utf8(encoded(code, shortest(code))) == npos) == surrogate;
    }
    CHECK(wrong == 0);
}

TEST_CASE("a longer form than the shortest is invalid") {
    std::size_t accepted = 0;
    for (std::uint32_t code = 0; code <= 0xFFFF; ++code)
        for (std::size_t size = shortest(code) + 1; size <= 4; ++size)
            accepted += find_invalid_utf8(encoded(code, size)) != 0;
    CHECK(accepted == 0);
}

TEST_CASE("what is beyond the last code point is invalid") {
    for (const std::uint32_t code : {0x110000U, 0x13FFFFU, 0x1FFFFFU})
        CHECK(find_invalid_utf8(encoded(code, 4)) == 0);
}

TEST_CASE("a character that is cut off is invalid, and so is a byte that begins none") {
    CHECK(find_invalid_utf8("a\xE2\x82"sv) == 1);
    CHECK(find_invalid_utf8("a\xE2"sv) == 1);
    CHECK(find_invalid_utf8("\xF0\x9F\x98"sv) == 0);
    CHECK(find_invalid_utf8("ab\x80"sv) == 2);
    CHECK(find_invalid_utf8("\xC3("sv) == 0);
    CHECK(find_invalid_utf8("\xE2\x82("sv) == 0);
}

TEST_CASE("the first invalid byte is found behind valid characters of every length") {
    CHECK(find_invalid_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xC0"sv) == 10);
}

} // namespace detail_utf8_test
