#include "../support/catch.hpp"
#include "../support/decode.hpp"
#include "scaivault/json/encode.hpp"
#include "scaivault/testing.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace json_decode_spellings_test {

// One event can be written in many ways. Boost.JSON's parser decides what JSON is.

using namespace scaivault;

namespace {

/// Reads from an allocation of exactly the text's size, so that AddressSanitizer detects reads past its end.
result<any_event> read(std::string_view json, std::size_t max_depth = 32) {
    const std::unique_ptr<char[]> copy(new char[json.size()]);
    json.copy(copy.get(), json.size());
    return decode({copy.get(), json.size()}, {.max_depth = max_depth});
}

bool is_json(std::string_view text, std::size_t max_depth = 32) {
    boost::json::parse_options options;
    options.max_depth = max_depth;
    boost::system::error_code error;
    static_cast<void>(boost::json::parse(text, error, {}, options));
    return !error;
}

/// An event is read, with and without a handler, of JSON only, and the error of other text says that it is not JSON.
void check_agreement(std::string_view json, std::size_t max_depth = 32) {
    CAPTURE(json, max_depth);
    const auto made = read(json, max_depth);
    const auto pruned = decode_for_no_handler(json, {.max_depth = max_depth});
    const bool is_broken =
        !made && (made.error().code == errc::invalid_json || made.error().code == errc::too_deep);
    REQUIRE(is_json(json, max_depth) == !is_broken);
    if (is_broken) {
        REQUIRE(!pruned.has_value());
        REQUIRE(pruned.error() == made.error());
    }
    if (made)
        REQUIRE(pruned.has_value());
}

bool is_read(std::string_view json) {
    check_agreement(json);
    return read(json).has_value();
}

/// Replaces the first `from`.
std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

const std::string rotated = sample_json<"secret.rotated">();

std::string with_member(std::string_view member) {
    return "{" + std::string(member) + "," + rotated.substr(1);
}

} // namespace

TEST_CASE("space may stand wherever JSON lets it") {
    for (const std::string_view space : {" ", "\n", "\t", "\r\n", " \n  "}) {
        std::string spaced(space);
        bool in_string = false;
        for (const char c : rotated) {
            in_string = in_string != (c == '"');
            const bool separates = !in_string && std::string_view("{}[],:").find(c) != std::string_view::npos;
            spaced.append(separates ? space : "").append(1, c).append(separates ? space : "");
        }
        CHECK(is_read(spaced));
        CHECK((read(spaced) == decode(rotated)));
    }
}

TEST_CASE("members that the catalog does not know are passed over, whatever JSON they hold") {
    for (const std::string_view value :
         {"1", "-12", "0", "-0", "1.5", "-1.5e-3", "1E+400", "12345678901234567890", "true", "false", "null",
          R"("text")", R"("")", "{}", "[]", R"({"a":{"b":[]}})", R"({"\u0061":1.5})",
          R"([1,"two",[3],{"four":4},null,true,false])",
          R"({"long":"0123456789012345678901234567890123456789"})"})
        for (const auto& json :
             {with_member(R"("x":)" + std::string(value)), with_member(R"("\u0078":)" + std::string(value)),
              replaced(rotated, R"("old_version":3)", R"("x":)" + std::string(value) + R"(,"old_version":3)"),
              rotated.substr(0, rotated.size() - 1) + R"(,"x":)" + std::string(value) + "}"}) {
            CHECK(is_read(json));
            CHECK((read(json) == decode(rotated)));
        }
}

TEST_CASE("a key may be written with escapes, anywhere") {
    for (const auto& [plain, escaped] : {std::pair{R"("event_id")", R"("event\u005fid")"},
                                         {R"("event_type")", R"("\u0065vent_type")"},
                                         {R"("data")", R"("d\u0061ta")"},
                                         {R"("old_version")", R"("old_versio\u006e")"}}) {
        const auto json = replaced(rotated, plain, escaped);
        CHECK(is_read(json));
        CHECK((read(json) == decode(rotated)));
    }
    CHECK(read(with_member(R"("event\u005fid":"evt_other")")).error() == errc::duplicate_key);
}

TEST_CASE("a whole number may be written as any number") {
    for (const std::string_view number : {"3.0", "3e0", "0.3e1", "30E-1", "3.000000000000000000000"}) {
        const auto json = replaced(rotated, R"("old_version":3)", R"("old_version":)" + std::string(number));
        CHECK(is_read(json));
        CHECK((read(json) == decode(rotated)));
    }
    CHECK(is_read(replaced(rotated, R"("old_version":3)", R"("old_version":-0)")));
    CHECK(is_read(replaced(rotated, R"("old_version":3)", R"("old_version":9223372036854775807)")));
    for (const std::string_view number : {"3.5", "9223372036854775808", "1e19", "1e400"}) {
        const auto refused =
            read(replaced(rotated, R"("old_version":3)", R"("old_version":)" + std::string(number)));
        REQUIRE(!refused.has_value());
        CHECK(refused.error().where == "/data/old_version");
    }
    for (const std::string_view number :
         {"03", "-", "+3", "3.", ".3", "3e", "3e+", "0x3", "3-", "1e5.5", "--3", "NaN"})
        CHECK(!is_read(replaced(rotated, R"("old_version":3)", R"("old_version":)" + std::string(number))));
}

TEST_CASE("members may be in any order, the payload before the type too") {
    const auto data = rotated.substr(rotated.find(R"("data":)"),
                                     rotated.find(R"(,"request_id")") - rotated.find(R"("data":)"));
    const auto moved =
        with_member(data).substr(0, 1 + data.size() + 1) + replaced(rotated.substr(1), "," + data, "");
    for (const auto& json : {moved, replaced(moved, R"("old_version":3)", R"("old_version":3.0)")}) {
        CHECK(is_read(json));
        CHECK((read(json) == decode(rotated)));
    }
}

TEST_CASE("strings may have escapes and characters beyond ASCII") {
    const std::vector<std::string> texts{R"(ac\u006de)",
                                         R"(\")",
                                         R"(\\)",
                                         R"(\/\b\f\n\r\t)",
                                         R"(\u0000)",
                                         R"(\u00e9)",
                                         R"(\u20AC)",
                                         R"(\ud83d\ude00)",
                                         "acm\xc3\xa9",
                                         "\xe2\x82\xac",
                                         "\xf0\x9f\x98\x80",
                                         "a\x7f",
                                         "\xc2\x80\xc3\xbf",
                                         R"(a long text \u0041nd then \")"};
    for (const auto& text : texts)
        // In a member of the envelope, in the id before the type, in the payload, and in a value that is skipped.
        for (const auto& json :
             {replaced(rotated, "ptn_acme", text), replaced(rotated, "evt_01", text),
              replaced(rotated, "quarterly", text), with_member(R"("x":[")" + text + R"("])")}) {
            INFO(json);
            CHECK(is_read(json));
        }
    const auto read_as = [](std::string_view text) {
        return std::get<event<"secret.rotated">>(read(replaced(rotated, "ptn_acme", text)).value())
            .partner_id;
    };
    CHECK(read_as(R"(\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00\")") ==
          "/\b\f\n\r\t\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"");
    CHECK((read(replaced(rotated, "evt_01", R"(\u0065vt_01)")) == decode(rotated)));
}

TEST_CASE("a string with half an escape, half a character or a control character is not JSON") {
    for (const std::string text :
         {R"(\u006)", R"(\u00g0)", R"(\x41)", R"(\)", R"(\ud83d)", R"(\ude00)", R"(\ud83dx)", R"(\ud83d\n)",
          R"(\ud83d\u0041)", R"(\ud83d\ud83d)", "\xc3", "\xc3(", "\xff", "\xed\xa0\x80", "\xc0\x80",
          "\xf4\x90\x80\x80", "\x01", "\n"})
        for (const auto& json : {replaced(rotated, "ptn_acme", text), with_member(R"("x":")" + text + R"(")"),
                                 with_member('"' + text + R"(":1)")}) {
            INFO(json);
            CHECK(!is_read(json));
            CHECK(read(json).error() == errc::invalid_json);
        }
}

TEST_CASE("what is nearly JSON is not") {
    for (const auto& json :
         {with_member(R"("x":nul)"), with_member(R"("x":trueish)"), with_member(R"("x":[1,])"),
          with_member(R"("x":{"a":1,})"), with_member(R"("x":{"a"})"), with_member(R"("x":{a:1})"),
          with_member(R"("x":01)"), with_member(R"("x":1.5.5)"), rotated + "}", rotated + rotated,
          rotated + ",", std::string()}) {
        CHECK(!is_read(json));
        CHECK(read(json).error() == errc::invalid_json);
    }
}

TEST_CASE("a short text and one that is no object are refused for what they are") {
    CHECK(read("{}").error() == errc::missing_field);
    CHECK(read(" { } ").error() == errc::missing_field);
    CHECK(read("[" + rotated + "]").error() == errc::wrong_type);
    for (const std::string_view text :
         {"1", "1.5", "null", "true", R"("text")", R"("\u0041")", "[]", "[1,2,[]]"}) {
        CAPTURE(text);
        check_agreement(text);
        CHECK(read(text).error() == errc::wrong_type);
    }
    for (const std::string_view text :
         {"{", "[", "\"", "-", "nul", "[1", "{\"a\":", "}", "]", "\"}", "[}", "1}"}) {
        CAPTURE(text);
        check_agreement(text);
        CHECK(read(text).error() == errc::invalid_json);
    }
}

TEST_CASE("objects and arrays may be as deep as the limit says, and no deeper") {
    for (const std::size_t limit : {2U, 3U, 8U, 512U}) // the payload is level 2
        for (std::size_t depth = limit - 1; depth <= limit + 1; ++depth)
            for (const auto& [open, close] :
                 {std::pair<std::string, std::string>{R"({"a":)", "}"}, {"[", "]"}}) {
                std::string nested;
                for (std::size_t i = 0; i != depth; ++i)
                    nested += open;
                nested += "1";
                for (std::size_t i = 0; i != depth; ++i)
                    nested += close;
                const auto json = with_member(R"("x":)" + nested);
                check_agreement(json, limit);
                CHECK(read(json, limit).has_value() == (depth + 1 <= limit));
            }
}

TEST_CASE("a text that was cut off anywhere and closed again is not read") {
    for (std::size_t size = 0; size != rotated.size() - 1; ++size)
        CHECK(!is_read(rotated.substr(0, size) + "}"));
}

TEST_CASE("with any byte another, the text is read if it is JSON") {
    constexpr std::string_view others = "\"\\{}[]:,0-.e tn\n\x80\x01";
    for (std::size_t at = 0; at != rotated.size(); ++at)
        for (const char c : others) {
            auto json = rotated;
            json[at] = c;
            check_agreement(json);
            json.erase(at, 1);
            check_agreement(json);
        }
}

} // namespace json_decode_spellings_test
