#include "webhooks/detail/words.hpp"
#include "webhooks/json/detail/write.hpp"

#include "../support/catch.hpp"

#include <cstddef>
#include <string>

namespace detail_words_test {

using namespace webhooks::detail;

namespace {

/// Sizes around one, two and four words, which are compared together.
constexpr std::size_t longest = 70;

} // namespace

TEST_CASE("A byte above 0x7F is found wherever it stands") {
    for (std::size_t size = 0; size <= longest; ++size) {
        std::string text(size, '\x7F');
        CHECK(is_ascii(text));
        for (char& c : text) {
            c = '\x80';
            REQUIRE_FALSE(is_ascii(text));
            c = '\0';
            REQUIRE(is_ascii(text));
        }
    }
}

TEST_CASE("Texts that differ in one byte are not the same, wherever it stands") {
    for (std::size_t size = 0; size <= longest; ++size) {
        const std::string text(size, 'a');
        std::string other = text;
        CHECK(same_text(text.data(), other.data(), size));
        for (char& c : other) {
            c = 'b';
            REQUIRE_FALSE(same_text(text.data(), other.data(), size));
            c = 'a';
        }
    }
}

TEST_CASE("The characters that JSON escapes are found wherever they stand, and no others") {
    for (int value = 0; value != 256; ++value) {
        const char c = static_cast<char>(value);
        const bool escaped = value < 0x20 || c == '"' || c == '\\';
        for (std::size_t at = 0; at != 20; ++at) {
            std::string text(20, '\xC3');
            text[at] = c;
            for (std::size_t from = 0; from <= text.size(); ++from) {
                CAPTURE(value, at, from);
                const std::size_t end = escaped && from <= at ? at : text.size();
                REQUIRE(unescaped_prefix(text, from) == end - from);
            }
        }
    }
}

} // namespace detail_words_test
