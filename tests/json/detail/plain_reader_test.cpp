#include "webhooks/json/detail/plain_reader.hpp"

#include "../../support/catch.hpp"
#include "scaivault/json/decode.hpp"
#include "scaivault/json/encode.hpp"
#include "scaivault/testing.hpp"
#include "webhooks/json/detail/read_event.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace json_detail_plain_reader_test {

// The fast path accepts a subset of JSON. Boost.JSON's parser must read the same event from everything that it accepts.

using namespace scaivault;

namespace {

constexpr std::array<bool, catalog::size + 1> nothing_wanted{};

struct reading {
    any_event event;
    envelope before_type;
    std::optional<webhooks::detail::read_summary> summary;
};

enum class wanted { everything, nothing };

webhooks::detail::event_builder::target target_for(reading& to, wanted which) {
    decode_options options;
    auto target = webhooks::detail::target_of<catalog>(&to.event, to.before_type, options);
    if (which == wanted::nothing)
        target.wanted = nothing_wanted.data();
    return target;
}

/// Reads with the fast path only, from a copy in an allocation of exactly its size.
reading plainly(std::string_view json, std::size_t max_depth = 32, wanted which = wanted::everything) {
    const std::unique_ptr<char[]> copy(new char[json.size()]);
    json.copy(copy.get(), json.size());
    reading made;
    made.summary =
        webhooks::detail::read_plain({copy.get(), json.size()}, target_for(made, which), max_depth);
    return made;
}

/// Reads with Boost.JSON's parser only.
reading parsed(std::string_view json, std::size_t max_depth = 32, wanted which = wanted::everything) {
    reading made;
    if (const auto summary = webhooks::detail::read_parsed(json, target_for(made, which), max_depth))
        made.summary = *summary;
    return made;
}

void check_agreement(std::string_view json, std::size_t max_depth = 32) {
    CAPTURE(json, max_depth);
    const auto plain = plainly(json, max_depth);
    if (plain.summary) {
        const auto full = parsed(json, max_depth);
        REQUIRE(full.summary.has_value());
        REQUIRE(plain.event == full.event);
        REQUIRE(plain.summary->type == full.summary->type);
    }
    const auto pruned = plainly(json, max_depth, wanted::nothing);
    if (pruned.summary) {
        const auto full = parsed(json, max_depth, wanted::nothing);
        REQUIRE(full.summary.has_value());
        REQUIRE(pruned.before_type.event_id == full.before_type.event_id);
        REQUIRE(pruned.summary->type == full.summary->type);
    }
}

bool is_read_plainly(std::string_view json) {
    check_agreement(json);
    return plainly(json).summary.has_value();
}

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

TEST_CASE("the vendor's examples are read plainly, and as the parser reads them") {
    for (const auto& event : samples()) {
        const auto json = encode(event);
        CHECK(is_read_plainly(json));
        CHECK(plainly(json).event == event);
        CHECK(plainly(json, 32, wanted::nothing).summary.has_value());
    }
}

TEST_CASE("space may stand wherever JSON lets it") {
    for (const std::string_view space : {" ", "\n", "\t", "\r\n", " \n  "}) {
        std::string spaced(space);
        bool in_string = false;
        for (const char c : rotated) {
            in_string = in_string != (c == '"');
            const bool separates = !in_string && std::string_view("{}[],:").find(c) != std::string_view::npos;
            spaced.append(separates ? space : "").append(1, c).append(separates ? space : "");
        }
        CHECK(is_read_plainly(spaced));
        CHECK(plainly(spaced).event == decode(rotated).value());
    }
}

TEST_CASE("members that the catalog does not know are passed over, whatever plain JSON they hold") {
    for (const std::string_view value :
         {"1", "-12", "0", "true", "false", "null", R"("text")", R"("")", "{}", "[]", R"({"a":{"b":[]}})",
          R"([1,"two",[3],{"four":4},null,true,false])",
          R"({"long":"0123456789012345678901234567890123456789"})"}) {
        CHECK(is_read_plainly(with_member(R"("x":)" + std::string(value))));
        CHECK(is_read_plainly(
            replaced(rotated, R"("old_version":3)", R"("x":)" + std::string(value) + R"(,"old_version":3)")));
    }
}

TEST_CASE("an order that is not the vendor's is read plainly, the payload before the type too") {
    const auto data = rotated.substr(rotated.find(R"("data":)"),
                                     rotated.find(R"(,"request_id")") - rotated.find(R"("data":)"));
    const auto first = with_member(data);
    const auto moved = replaced(first.substr(0, 1 + data.size() + 1), data, data) +
                       replaced(rotated.substr(1), "," + data, "");
    CHECK(is_read_plainly(moved));
    CHECK(plainly(moved).event == decode(rotated).value());
}

TEST_CASE("the id that stands before the type is the event's, and that of an event that is not wanted") {
    const auto made = plainly(rotated);
    CHECK(std::get<event<"secret.rotated">>(made.event).event_id == "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z");
    CHECK(plainly(rotated, 32, wanted::nothing).before_type.event_id == "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z");
}

TEST_CASE("texts with escapes or characters beyond ASCII are read as the parser reads them") {
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
    for (const auto& text : texts) {
        // In a member of the envelope, in the id before the type, in the payload, and in a value that is skipped.
        for (const auto& json :
             {replaced(rotated, "acme", text), replaced(rotated, "evt_01", text),
              replaced(rotated, "quarterly", text), with_member(R"("x":[")" + text + R"("])")}) {
            INFO(json);
            CHECK(is_read_plainly(json));
            check_agreement(json);
        }
    }
    CHECK(plainly(replaced(rotated, "evt_01", R"(\u0065vt_01)")).event == decode(rotated).value());
}

TEST_CASE("a text that is no valid JSON string is left to the parser, which says why") {
    for (const std::string text :
         {R"(\u006)", R"(\u00g0)", R"(\x41)", R"(\)", R"(\ud83d)", R"(\ude00)", R"(\ud83dx)", R"(\ud83d\n)",
          R"(\ud83d\u0041)", R"(\ud83d\ud83d)", "\xc3", "\xc3(", "\xff", "\xed\xa0\x80", "\xc0\x80",
          "\xf4\x90\x80\x80", "\x01", "\n"})
        for (const auto& json : {replaced(rotated, "acme", text), with_member(R"("x":")" + text + R"(")")}) {
            INFO(json);
            CHECK(!is_read_plainly(json));
            CHECK(!decode(json).has_value());
            check_agreement(json);
        }
}

TEST_CASE("what is not plain is left to the parser") {
    const std::vector<std::string> left{
        replaced(rotated, "acme", "ac\nme"),
        replaced(rotated, ":3", ":3.0"),
        replaced(rotated, ":3", ":3e0"),
        replaced(rotated, ":3", ":-0"),
        replaced(rotated, ":3", ":03"),
        replaced(rotated, ":3", ":1234567890123456789"),
        replaced(rotated, ":3", ":-"),
        replaced(rotated, "\"old_version\"", "\"old\\u005fversion\""),
        with_member(R"("x":nul)"),
        with_member(R"("x":trueish)"),
        with_member(R"("x":[1,])"),
        with_member(R"("x":{"a":1,})"),
        with_member(R"("x":{"a"})"),
        with_member(R"("x":{a:1})"),
        with_member(R"("x":01)"),
        with_member(R"("x":1.5)"),
        rotated + "}",
        rotated + rotated,
        "[" + rotated + "]",
        "{}",
        "",
    };
    for (const auto& json : left)
        CHECK(!is_read_plainly(json));
}

TEST_CASE("what the event's types refuse is left to the parser, which says why") {
    for (const auto& json : {replaced(rotated, ":3", R"(:"3")"), replaced(rotated, R"("old_version":3,)", ""),
                             replaced(rotated, "2026-04-23T", "2026-04-31T"),
                             with_member(R"("event_id":"evt_other")"), replaced(rotated, ":3", ":[]"),
                             replaced(rotated, R"("auto_generated":true)", R"("auto_generated":null)")}) {
        CHECK(!is_read_plainly(json));
        CHECK(!decode(json).has_value());
    }
}

TEST_CASE("a text that is left to the parser half read is read as if nothing had happened") {
    for (const auto& event : samples()) {
        auto json = encode(event);
        json.insert(json.size() - 1, R"(,"x":1.5)"); // the last member, on which the fast path gives up
        REQUIRE(!plainly(json).summary.has_value());
        CHECK(decode(json).value() == event);
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
                CHECK(plainly(json, limit, wanted::nothing).summary.has_value() == (depth + 1 <= limit));
            }
}

TEST_CASE("a text that was cut off anywhere is not read") {
    for (std::size_t size = 0; size != rotated.size(); ++size)
        CHECK(!is_read_plainly(rotated.substr(0, size)));
    for (std::size_t size = 0; size != rotated.size() - 1; ++size)
        CHECK(!is_read_plainly(rotated.substr(0, size) + "}"));
}

TEST_CASE("with any byte another, the parser agrees") {
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

} // namespace json_detail_plain_reader_test
