#include "webhooks/json/detail/plain_text.hpp"

#include "../../support/catch.hpp"

#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace json_detail_plain_text_test {

using namespace webhooks::detail;

namespace {

bool is_plain_character(unsigned char c) {
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/// Finds the first character from `at` on that is not plain, byte by byte.
std::size_t mark_behind(std::string_view text, std::size_t at) {
    while (at != text.size() && is_plain_character(static_cast<unsigned char>(text[at])))
        ++at;
    return at;
}

/// Finds the quotation mark after the plain characters at `at`, byte by byte.
std::size_t quote_behind(std::string_view text, std::size_t at) {
    at = mark_behind(text, at);
    return at != text.size() && text[at] == '"' ? at : std::string_view::npos;
}

/// A copy in an allocation of exactly its size, so that a sanitizer detects reads outside of it.
class exact_copy {
public:
    explicit exact_copy(std::string_view text) : bytes_(new char[text.size()]), size_(text.size()) {
        text.copy(bytes_.get(), size_);
    }
    [[nodiscard]] const char* begin() const { return bytes_.get(); }
    [[nodiscard]] const char* end() const { return bytes_.get() + size_; }
    [[nodiscard]] std::size_t index(const char* at) const {
        return at == nullptr ? std::string_view::npos : static_cast<std::size_t>(at - begin());
    }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

/// Mostly plain characters, with quotation marks and a few other bytes.
std::string random_text(std::mt19937& random, std::size_t size, unsigned odd_in_thousand) {
    constexpr std::string_view odd = "\\\n\t\x01\x1f\x80\xc3\xff";
    std::string text(size, 'x');
    for (char& c : text)
        if (random() % 1000 < odd_in_thousand)
            c = odd[random() % odd.size()];
        else if (random() % 9 == 0)
            c = '"';
        else
            c = static_cast<char>(0x20 + random() % 0x60);
    return text;
}

} // namespace

static_assert(is_plain("event_type"));
static_assert(is_plain(" ~\x7f"));
static_assert(!is_plain(""));
static_assert(!is_plain("a\"b"));
static_assert(!is_plain("a\\b"));
static_assert(!is_plain("a\nb"));
static_assert(!is_plain("gr\xc3\xb6\xc3\x9f"));

TEST_CASE(
    "each byte at each place of sixteen is marked if it is not plain, with and without vector instructions") {
    for (int value = 0; value != 256; ++value)
        for (std::size_t place = 0; place != byte_marks::size; ++place) {
            std::string text(byte_marks::size, 'x');
            text[place] = static_cast<char>(value);
            const unsigned expected = is_plain_character(static_cast<unsigned char>(value)) ? 0 : 1U << place;
            CAPTURE(value, place);
            CHECK(byte_marks::of(text.data()) == expected);
            CHECK(byte_marks::by_words(text.data()) == expected);
        }
}

TEST_CASE("bytes do not disturb the marks of their neighbours") {
    std::mt19937 random(1);
    for (int i = 0; i != 20'000; ++i) {
        std::string text(byte_marks::size, '\0');
        for (char& c : text)
            c = static_cast<char>(random());
        unsigned expected = 0;
        for (std::size_t place = 0; place != text.size(); ++place)
            expected |= (is_plain_character(static_cast<unsigned char>(text[place])) ? 0U : 1U) << place;
        REQUIRE(byte_marks::of(text.data()) == expected);
        REQUIRE(byte_marks::by_words(text.data()) == expected);
    }
}

TEST_CASE(
    "the quotation mark behind plain characters is found from each place, and nothing else is taken for it") {
    std::mt19937 random(2);
    for (std::size_t size = byte_marks::size; size != 150; ++size) {
        const auto text = random_text(random, size, 30);
        const exact_copy copy(text);
        for (std::size_t at = 0; at <= size; ++at) {
            CAPTURE(text, at);
            REQUIRE(copy.index(closing_quote(copy.begin() + at, copy.end())) == quote_behind(text, at));
        }
    }
}

TEST_CASE("a finder that goes through a text finds what a search from each place finds") {
    std::mt19937 random(3);
    for (std::size_t size = quote_finder::block_size; size != 400; ++size)
        for (const unsigned odd : {0U, 5U, 50U}) {
            const auto text = random_text(random, size, odd);
            const exact_copy copy(text);
            const std::size_t begin = random() % size;
            quote_finder finder(copy.begin() + begin, copy.end());
            for (std::size_t at = begin; at <= size; at += 1 + random() % 12) {
                CAPTURE(text, begin, at);
                const auto found = copy.index(finder.closing_quote(copy.begin() + at));
                REQUIRE(found == quote_behind(text, at));
                at = mark_behind(text, at);
            }
        }
}

} // namespace json_detail_plain_text_test
