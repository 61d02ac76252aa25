// Hostile input: decode does not throw, and text that is not JSON is never decoded as an event.

#include "../support/catch.hpp"
#include "../support/decode.hpp"
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

/// A heap copy of exactly its size, so that AddressSanitizer detects reads past its end.
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

/// Whether Boost.JSON's parser accepts a text.
bool is_json(std::string_view text) {
    boost::system::error_code ec;
    (void)boost::json::parse(text, ec);
    return !ec;
}

/// Checks that `decode` returns invalid_json exactly for the texts that Boost.JSON rejects, whatever else is wrong.
void check_against_boost(std::string_view text) {
    const auto read = decode(text);
    const bool json = is_json(text);
    if (read && !json)
        FAIL("taken for an event, but not JSON: " << text);
    if (!read && (read.error().code == errc::invalid_json) == json)
        FAIL("JSON or not, it is called the contrary: " << text);
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

TEST_CASE("what is not JSON is called so, whatever of an event it lacks in front") {
    const auto& text = examples::text("secret.rotated");
    for (const std::string& malformed :
         {std::string("["), std::string("{"), std::string("[1"), std::string("{}}"), std::string("null x"),
          std::string(R"({"event_id":1,"tenant_id":1x})"), std::string(R"({"event_id":1,"tenant_id":2)"),
          std::string(R"({"event_id":"e","event_id":"e",})"),
          std::string(R"({"timestamp":"yesterday","x":"\q"})"),
          examples::replaced(text, R"("old_version":3)", R"("old_version":"3")").substr(0, text.size() - 1),
          examples::replaced(text, R"("tenant_id":"tnt_acme_prod")", R"("tenant_id":1x)"),
          examples::replaced(text, R"("tenant_id":"tnt_acme_prod",)", "") + "}"}) {
        CAPTURE(malformed);
        CHECK(code_of(malformed) == errc::invalid_json);
        CHECK(decode(malformed).error().where.empty());
        const auto pruned = decode_for_no_handler(malformed);
        REQUIRE(!pruned.has_value());
        CHECK(pruned.error() == decode(malformed).error());
    }
    const auto error = decode(R"({"event_id":1,"tenant_id":1x})").error();
    CHECK(error.offset == 27);
    CHECK(code_of(R"({"event_id":1,"x":)" + nested(40, "[", "", "]") + "}") == errc::too_deep);
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

TEST_CASE("a text that is not UTF-8, or not Unicode, is told from a slip in the syntax, with its place") {
    const auto& text = examples::text("secret.rotated");
    const auto wide = [&](std::size_t zeros_before, std::size_t zeros_behind) {
        std::string made;
        for (const char c : text)
            made.append(zeros_before, '\0').append(1, c).append(zeros_behind, '\0');
        return made;
    };
    const auto in_string = [](std::string_view characters) {
        return with_policy_name(std::string("0123456789abcdef ").append(characters) + " and more");
    };
    const auto is_named = [&](const std::string& malformed, std::string_view name, std::size_t offset) {
        CAPTURE(malformed.substr(0, 1000), name);
        const exact_copy copy(malformed);
        const auto read = decode(copy.view());
        REQUIRE(!read.has_value());
        CHECK(read.error().code == errc::invalid_json);
        CHECK(read.error().detail.find(name) != std::string::npos);
        CHECK(read.error().offset == offset);
        const auto pruned = decode_for_no_handler(copy.view());
        REQUIRE(!pruned.has_value());
        CHECK(pruned.error() == read.error());
    };

    is_named("\xef\xbb\xbf" + text, "byte order mark", 0);
    is_named("\xef\xbb\xbf", "byte order mark", 0);
    is_named(wide(0, 1), "UTF-16", 0);
    is_named(wide(1, 0), "UTF-16", 0);
    is_named("\xff\xfe" + wide(0, 1), "UTF-16", 0);
    is_named("\xfe\xff" + wide(1, 0), "UTF-16", 0);
    is_named(wide(0, 3), "UTF-32", 0);
    is_named(wide(3, 0), "UTF-32", 0);
    is_named(std::string("\xff\xfe\0\0", 4) + wide(0, 3), "UTF-32", 0);
    is_named(std::string("\0\0\xfe\xff", 4) + wide(3, 0), "UTF-32", 0);

    for (const std::string_view bad :
         {"\x80", "\xc3(", "\xe2\x82", "\xed\xa0\x80", "\xf0\x80\x80\xaf", "\xff"})
        // also after an escape, where the parser starts to copy
        for (const std::string_view before : {"", R"(\n)", R"(\u00e9 \ud83d\ude00 \\ud83d )", "\xc3\xa9 "}) {
            const auto malformed = in_string(std::string(before).append(bad));
            is_named(malformed, "invalid UTF-8", malformed.find(bad));
        }
    is_named("{\xff}", "invalid UTF-8", 1);

    for (const std::string_view bad : {R"(\ud83d)", R"(\udc00)", R"(\uD800x)", R"(\udc00\ud800)",
                                       R"(\ud83d\u0041)", R"(\ud83d\n)", R"(\ud83d\ud83d\ude00)"})
        for (const std::string_view before : {"", R"(\n)", R"(\ud83d\ude00 \\ud83d )", "\xc3\xa9 "}) {
            const auto malformed = in_string(std::string(before).append(bad));
            is_named(malformed, "lone surrogate", malformed.find("0123456789abcdef ") + 17 + before.size());
        }
    is_named(examples::replaced(text, R"("event_id")", R"("\ud83d")"), "lone surrogate", 2);

    // Another error before the invalid characters, or without any.
    for (const std::string_view other :
         {R"({"a":?,"b":"\ud83d"})", "{\"a\":?,\"b\":\"\xff\"}", R"({\ud83d})", "?"}) {
        const auto error = decode(other).error();
        CHECK(error.detail.find("UTF") == std::string::npos);
        CHECK(error.offset == other.find_first_of("?\\"));
    }
    CHECK(decode(R"({"a":"\ud83d)").error().detail == decode(R"({"a":"x)").error().detail);
}

TEST_CASE("control characters in a string must be escaped") {
    for (char c = 0; c != 0x20; ++c)
        CHECK(code_of(with_policy_name(std::string("a") + c + "b")) == errc::invalid_json);
    CHECK(code_of(with_policy_name(R"(\u0000\u001f)")) == errc{});
    for (const std::string_view bad : {R"(\x)", R"(\u12)", R"(\u12G4)", R"(\')", R"(\0)", R"(\U0041)"})
        CHECK(code_of(with_policy_name(bad)) == errc::invalid_json);
}

TEST_CASE("nesting is allowed to the limit and no deeper") {
    // The event is level 1, its payload level 2.
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
    CHECK(code_of(brackets, boundless) == errc::too_deep);
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
    CHECK(taken > 100); // changes inside of strings can leave a valid event
}

} // namespace json_decode_hostile_test
