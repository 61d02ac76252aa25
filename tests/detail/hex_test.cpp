#include "support/catch.hpp"

#include <webhooks/detail/hex.hpp>

#include <array>
#include <string>

namespace detail_hex_test {

using webhooks::detail::append_hex;
using webhooks::detail::read_hex;
using digest_bytes = std::array<unsigned char, 32>;

namespace {

const std::string some_digits = "00112233445566778899aabbccddeeff0f1e2d3c4b5a69788796a5b4c3d2e1f0";

} // namespace

TEST_CASE("hexadecimal of either case is read") {
    digest_bytes digest;
    REQUIRE(read_hex(some_digits, digest));
    CHECK(digest[0] == 0x00);
    CHECK(digest[1] == 0x11);
    CHECK(digest[10] == 0xAA);
    CHECK(digest[15] == 0xFF);
    CHECK(digest[16] == 0x0F);
    CHECK(digest[31] == 0xF0);

    std::string upper = some_digits;
    for (char& c : upper)
        if (c >= 'a')
            c = static_cast<char>(c - 'a' + 'A');
    digest_bytes same;
    REQUIRE(read_hex(upper, same));
    CHECK(same == digest);
}

TEST_CASE("two digits are read for each byte, no more and no fewer") {
    digest_bytes digest;
    CHECK(!read_hex("", digest));
    CHECK(!read_hex(some_digits.substr(1), digest));
    CHECK(!read_hex(some_digits + "0", digest));
}

TEST_CASE("exactly 22 of the 256 characters are digits, in every place") {
    const std::string digits = "0123456789abcdefABCDEF";
    bool as_expected = true;
    for (std::size_t place = 0; place < some_digits.size(); ++place)
        for (int value = 0; value < 256; ++value) {
            std::string text = some_digits;
            text[place] = static_cast<char>(value);
            digest_bytes digest;
            const bool is_digit = digits.find(static_cast<char>(value)) != std::string::npos;
            as_expected &= read_hex(text, digest) == is_digit;
            const int byte = digest[place / 2];
            if (is_digit)
                as_expected &= (place % 2 == 0 ? byte >> 4 : byte & 0xF) ==
                               std::stoi(std::string(1, static_cast<char>(value)), nullptr, 16);
        }
    CHECK(as_expected);
}

TEST_CASE("what is written in hexadecimal is read back") {
    digest_bytes digest;
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<unsigned char>(i * 37 + 11);
    std::string text = ">";
    append_hex(text, digest);
    REQUIRE(text.size() == 65);
    CHECK(text.substr(0, 5) == ">0b30");
    digest_bytes same;
    REQUIRE(read_hex(text.substr(1), same));
    CHECK(same == digest);
}

} // namespace detail_hex_test
