#include "support/catch.hpp"

#include <webhooks/detail/hex.hpp>
#include <webhooks/trust/detail/hmac_sha256.hpp>

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>

namespace detail_hmac_sha256_test {

using webhooks::detail::append_hex;
using webhooks::detail::equal_in_constant_time;
using webhooks::detail::hmac_context;
using webhooks::detail::sha256_digest;
using webhooks::detail::wiped_digest;

namespace {

std::string hmac(std::string_view key, std::string_view first, std::string_view rest = {}) {
    std::string text;
    append_hex(text, hmac_context(key).of(first, rest));
    return text;
}

} // namespace

static_assert(!std::is_trivially_destructible_v<wiped_digest>);

// RFC 4231, section 4
TEST_CASE("HMAC-SHA256 gives the values of RFC 4231") {
    CHECK(hmac(std::string(20, '\x0B'), "Hi There") ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hmac("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac(std::string(131, '\xAA'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("a message may be cut anywhere") {
    const std::string message = "what do ya want for nothing?";
    for (std::size_t cut = 0; cut <= message.size(); ++cut)
        CHECK(hmac("Jefe", message.substr(0, cut), message.substr(cut)) == hmac("Jefe", message));
}

TEST_CASE("digests are equal if every byte is") {
    sha256_digest a{};
    for (std::size_t i = 0; i < a.size(); ++i) {
        sha256_digest b = a;
        CHECK(equal_in_constant_time(a, b));
        b[i] = 1;
        CHECK(!equal_in_constant_time(a, b));
    }
}

TEST_CASE("a digest is overwritten when it is destroyed") {
    alignas(wiped_digest) std::array<unsigned char, sizeof(wiped_digest)> memory{};
    auto* const digest = new (memory.data()) wiped_digest;
    digest->fill('x');
    CHECK(std::ranges::count(memory, 'x') == 32);
    digest->~wiped_digest();
    CHECK(std::ranges::count(memory, 'x') == 0);
}

TEST_CASE("a context serves one message after the other, and so does its copy") {
    hmac_context context("Jefe");
    const auto before = context.of("x");
    CHECK(!equal_in_constant_time(context.of("y"), before));
    CHECK(equal_in_constant_time(context.of("x"), before));
    hmac_context copy(context);
    CHECK(equal_in_constant_time(copy.of("x"), before));
    CHECK(equal_in_constant_time(context.of("", "x"), before));
}

} // namespace detail_hmac_sha256_test
