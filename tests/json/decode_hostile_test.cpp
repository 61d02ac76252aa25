// Bytes that no honest sender sends: nothing throws, and what is not JSON is never taken for an event.
#include "scaivault/json/decode.hpp"

#include "../support/catch.hpp"
#include "../support/examples.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace json_decode_hostile_test {

namespace {

using namespace scaivault;

/// A copy on the heap of exactly its size, so that AddressSanitizer sees a read past its end.
class exact_copy {
public:
    explicit exact_copy(std::string_view text) : bytes_(new char[text.size()]), size_(text.size()) {
        std::memcpy(bytes_.get(), text.data(), size_);
    }
    [[nodiscard]] std::string_view view() const noexcept { return {bytes_.get(), size_}; }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

errc code_of(std::string_view text, const decode_options& options = {}) {
    const exact_copy copy(text);
    const auto read = decode(copy.view(), options);
    return read ? errc{} : static_cast<errc>(read.error().code.value());
}

std::string nested(std::size_t levels, std::string_view open, std::string_view middle,
                   std::string_view close) {
    std::string text;
    for (std::size_t i = 0; i != levels; ++i)
        text.append(open);
    text.append(middle);
    for (std::size_t i = 0; i != levels; ++i)
        text.append(close);
    return text;
}

/// The example with an unknown member in its payload.
std::string with_member(std::string_view value) {
    return examples::edited("secret.rotated", R"("data":{)",
                            std::string(R"("data":{"x":)").append(value) + ",");
}

std::string with_policy_name(std::string_view json) {
    return examples::edited("secret.rotated", R"("quarterly")", std::string("\"").append(json).append("\""));
}

/// What Boost.JSON's own parser says of a text.
bool is_json(std::string_view text) {
    boost::system::error_code ec;
    (void)boost::json::parse(text, ec);
    return !ec;
}

/// `decode` stops at the first thing that is wrong, which may be a field before the syntax error.
void check_against_boost(std::string_view text) {
    const auto read = decode(text);
    const bool json = is_json(text);
    if (read && !json)
        FAIL("taken for an event, but not JSON: " << text);
    if (!read && read.error().code == errc::invalid_json && json)
        FAIL("refused as invalid JSON, but it is JSON: " << text);
    if (!read && read.error().offset > text.size())
        FAIL("the offset is outside of the text: " << text);
}

} // namespace

TEST_CASE("a text without a value is not JSON") {
    CHECK(decode(std::string_view{}).error().code == errc::invalid_json);
    for (const std::string_view text : {"", " ", "\r\n\t ", "\xef\xbb\xbf", "x", "}", "]", ",", "//", "/*"})
        CHECK(code_of(text) == errc::invalid_json);
    CHECK(code_of(std::string(100, '\0')) == errc::invalid_json);
    CHECK(code_of("\xef\xbb\xbf" + examples::text("secret.rotated")) == errc::invalid_json);
}

TEST_CASE("a JSON value that is no object is no event") {
    for (const std::string_view text : {"[]", "null", "true", "1", "-1.5", R"("secret.rotated")", R"([{}])"})
        CHECK(code_of(text) == errc::wrong_type);
    CHECK(code_of("{}") == errc::missing_field);
}

TEST_CASE("a text cut short anywhere is not JSON") {
    std::size_t cuts = 0;
    for (const auto& [name, text] : examples::all())
        for (std::size_t size = 0; size != text.size(); ++size, ++cuts) {
            const exact_copy cut(std::string_view(text).substr(0, size));
            const auto read = decode(cut.view());
            CAPTURE(name, size);
            REQUIRE(!read.has_value());
            REQUIRE(read.error().code == errc::invalid_json);
            REQUIRE(read.error().offset == size);
        }
    CHECK(cuts > 10'000);
}

TEST_CASE("bytes after the event are refused, but for white space") {
    const auto& text = examples::text("secret.rotated");
    for (const std::string_view tail : {"x", "{}", "}", ",", "\n1", " null", "//"})
        CHECK(code_of(text + std::string(tail)) == errc::invalid_json);
    CHECK(code_of(text + std::string(1, '\0')) == errc::invalid_json);
    CHECK(code_of(text + text) == errc::invalid_json);
    CHECK(code_of(text + " \r\n\t") == errc{});
}

TEST_CASE("comments and trailing commas are not JSON") {
    CHECK(code_of(with_member("1/**/")) == errc::invalid_json);
    CHECK(code_of(with_member("[1,]")) == errc::invalid_json);
    CHECK(code_of(with_member("{\"a\":1,}")) == errc::invalid_json);
    CHECK(code_of(with_member("{'a':1}")) == errc::invalid_json);
    CHECK(code_of(with_member("")) == errc::invalid_json);
}

TEST_CASE("invalid UTF-8 is refused, in strings and in keys, known and unknown") {
    for (const std::string_view bad :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x80\xaf", "\xe0\x9f\xbf", "\xe2\x82",
          "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\xaf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
          "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff"}) {
        const std::string text(bad);
        CHECK(code_of(with_policy_name(text)) == errc::invalid_json);
        CHECK(code_of(with_policy_name("long enough to fill a word " + text + " or two")) ==
              errc::invalid_json);
        CHECK(code_of(with_member("\"" + text + "\"")) == errc::invalid_json);
        CHECK(code_of(with_member("{\"" + text + "\":1}")) == errc::invalid_json);
        CHECK(code_of(examples::edited("secret.rotated", "secret.rotated", "s" + text)) ==
              errc::invalid_json);
    }
    for (const std::string_view good :
         {"\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
          "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\x7f"})
        CHECK(code_of(with_policy_name(good)) == errc{});
}

TEST_CASE("a lone surrogate, escaped, is refused") {
    for (const std::string_view bad : {R"(\ud800)", R"(\udfff)", R"(\ud800\ud800)", R"(\ud800x)",
                                       R"(\udc00\ud800)", R"(\ud83d\u0041)", R"(\ud83d\n)"}) {
        CHECK(code_of(with_policy_name(bad)) == errc::invalid_json);
        CHECK(code_of(with_member("\"" + std::string(bad) + "\"")) == errc::invalid_json);
    }
    CHECK(code_of(with_policy_name(R"(\ud83d\ude00)")) == errc{});
}

TEST_CASE("control characters in a string must be escaped") {
    for (char c = 0; c != 0x20; ++c)
        CHECK(code_of(with_policy_name(std::string("a") + c + "b")) == errc::invalid_json);
    CHECK(code_of(with_policy_name(R"(\u0000\u001f)")) == errc{});
    for (const std::string_view bad : {R"(\x)", R"(\u12)", R"(\u12G4)", R"(\')", R"(\0)", R"(\U0041)"})
        CHECK(code_of(with_policy_name(bad)) == errc::invalid_json);
}

TEST_CASE("nesting is allowed to the limit and no deeper") {
    // The event and its payload are two levels.
    CHECK(code_of(with_member(nested(30, "[", "", "]"))) == errc{});
    CHECK(code_of(with_member(nested(31, "[", "", "]"))) == errc::too_deep);
    CHECK(code_of(with_member(nested(30, R"({"a":)", "1", "}"))) == errc{});
    CHECK(code_of(with_member(nested(31, R"({"a":)", "1", "}"))) == errc::too_deep);
    CHECK(code_of(examples::text("secret.rotated"), {.max_depth = 2}) == errc{});
    CHECK(code_of(examples::text("secret.rotated"), {.max_depth = 1}) == errc::too_deep);
    CHECK(code_of(examples::text("secret.rotated"), {.max_depth = 0}) == errc::too_deep);
    CHECK(code_of(examples::text("rotation.completed"), {.max_depth = 4}) == errc{});
    CHECK(code_of(examples::text("rotation.completed"), {.max_depth = 3}) == errc::too_deep);
}

TEST_CASE("no limit that is asked for lets a text exhaust the stack") {
    const decode_options boundless{.max_depth = std::size_t(-1), .max_size = std::size_t(-1)};
    CHECK(code_of(with_member(nested(510, "[", "", "]")), boundless) == errc{});
    CHECK(code_of(with_member(nested(511, "[", "", "]")), boundless) == errc::too_deep);
    for (const std::string_view open : {"[", R"({"":)"}) {
        const auto deep = with_member(nested(5'000'000, open, "1", ""));
        CHECK(code_of(deep, boundless) == errc::too_deep);
        CHECK(code_of(deep) == errc::too_large);
    }
    const std::string brackets(10'000'000, '[');
    CHECK(code_of(brackets, boundless) == errc::wrong_type); // at the first, as no event is an array
    CHECK(code_of(brackets) == errc::too_large);
    const std::string objects = nested(1'000'000, R"({"data":)", "1", "");
    CHECK(code_of(objects, boundless) == errc::too_deep);
}

TEST_CASE("a text is allowed to the size limit and no longer") {
    const auto& text = examples::text("secret.rotated");
    CHECK(code_of(text, {.max_size = text.size()}) == errc{});
    CHECK(code_of(text, {.max_size = text.size() - 1}) == errc::too_large);
    CHECK(code_of("{", {.max_size = 0}) == errc::too_large);
    CHECK(code_of("", {.max_size = 0}) == errc::invalid_json);
    const auto megabyte = text + std::string((1U << 20) - text.size(), ' ');
    CHECK(code_of(megabyte) == errc{});
    CHECK(code_of(megabyte + " ") == errc::too_large);
}

TEST_CASE("one wrong byte anywhere neither throws nor passes for JSON where it is none") {
    std::string text = examples::text("rotation.completed");
    for (std::size_t at = 0; at != text.size(); ++at) {
        const char good = text[at];
        for (int byte = 0; byte != 256; ++byte) {
            text[at] = static_cast<char>(byte);
            check_against_boost(text);
        }
        text[at] = good;
    }
    CHECK(decode(text).has_value());
}

TEST_CASE("random damage neither throws nor passes for JSON where it is none") {
    std::mt19937 random(20260423);
    const auto below = [&](std::size_t limit) { return std::size_t{random()} % limit; };
    static constexpr std::string_view pieces[] = {"\"",
                                                  "{",
                                                  "}",
                                                  "[",
                                                  "]",
                                                  ",",
                                                  ":",
                                                  "\\",
                                                  "null",
                                                  "1e9",
                                                  "\\u00",
                                                  "\"data\":",
                                                  "\"event_type\":",
                                                  "\xe2\x82",
                                                  " ",
                                                  "-"};
    std::size_t taken = 0;
    for (int round = 0; round != 20'000; ++round) {
        const auto& example = examples::all()[below(examples::all().size())];
        std::string text = example.text;
        for (std::size_t edits = 1 + below(4); edits != 0; --edits) {
            const auto at = below(text.size());
            switch (below(4)) {
            case 0:
                text.erase(at, 1 + below(8));
                break;
            case 1:
                text.insert(at, pieces[below(std::size(pieces))]);
                break;
            case 2:
                text.insert(at, text.substr(below(text.size()), below(60)));
                break;
            default:
                text[at] = static_cast<char>(random());
            }
            if (text.empty())
                text = "{";
        }
        const exact_copy copy(text);
        check_against_boost(copy.view());
        taken += decode(copy.view()).has_value() ? 1 : 0;
    }
    CHECK(taken > 100); // some of the damage is inside of strings
}

} // namespace json_decode_hostile_test
