#include "webhooks/detail/json_values.hpp"

#include "../support/catch.hpp"

#include <cstddef>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace detail_json_values_test {

namespace {

constexpr std::string_view member(std::string_view text, std::size_t index) {
    webhooks::detail::json_items members(text);
    for (std::size_t i = 0; i <= index; ++i)
        if (!members.next())
            return text.substr(text.size());
    return members.value();
}

// The members are counted from 0, whatever they hold.
static_assert(member(R"({"a":1,"b":"two","c":[3],"d":{"e":4},"f":null})", 0) == "1");
static_assert(member(R"({"a":1,"b":"two","c":[3],"d":{"e":4},"f":null})", 1) == R"("two")");
static_assert(member(R"({"a":1,"b":"two","c":[3],"d":{"e":4},"f":null})", 2) == "[3]");
static_assert(member(R"({"a":1,"b":"two","c":[3],"d":{"e":4},"f":null})", 3) == R"({"e":4})");
static_assert(member(R"({"a":1,"b":"two","c":[3],"d":{"e":4},"f":null})", 4) == "null");

// A key stands as it is written.
constexpr std::string_view key(std::string_view text) {
    webhooks::detail::json_items members(text);
    return members.next() ? members.key() : "none";
}
static_assert(key(R"({ "a\"" : 1})") == R"("a\"")");
static_assert(key("[1]").empty());
static_assert(key("{ }") == "none");

// Elements are counted as members are.
static_assert(member(R"([ 1 , "]" , [2,[]], {"a":[]} ] , 5)", 1) == R"("]")");
static_assert(member(R"([ 1 , "]" , [2,[]], {"a":[]} ] , 5)", 2) == "[2,[]]");
static_assert(member(R"([ 1 , "]" , [2,[]], {"a":[]} ] , 5)", 3) == R"({"a":[]})");
static_assert(member(R"([ 1 , "]" , [2,[]], {"a":[]} ] , 5)", 4).empty());
static_assert(member("[ ]", 0).empty());

// White space around a value is not part of it, inside of it it is.
static_assert(member("\n{ \"a\" :\t-1.5e3 \r\n}", 0) == "-1.5e3");
static_assert(member(R"( { "a" : [ 1 , 2 ] , "b" : { } } )", 0) == "[ 1 , 2 ]");
static_assert(member(R"( { "a" : [ 1 , 2 ] , "b" : { } } )", 1) == "{ }");

// Brackets, commas, colons and quotes inside of strings are text.
static_assert(member(R"({"a}":"b]","c,\"":"\"}","d\\":"\\"})", 0) == R"("b]")");
static_assert(member(R"({"a}":"b]","c,\"":"\"}","d\\":"\\"})", 1) == R"("\"}")");
static_assert(member(R"({"a}":"b]","c,\"":"\"}","d\\":"\\"})", 2) == R"("\\")");
static_assert(member(R"({"a":{"b":"}","c":["]","\"]"]},"d":0})", 0) == R"({"b":"}","c":["]","\"]"]})");
static_assert(member(R"({"a":{"b":"}","c":["]","\"]"]},"d":0})", 1) == "0");

// Empty things.
static_assert(member(R"({"":""})", 0) == R"("")");
static_assert(member(R"({"":[],"":{}})", 1) == "{}");
static_assert(member(R"({"a":[[],[[]],{}],"b":[{}]})", 0) == "[[],[[]],{}]");

// Text that is no object, or has fewer members: the end, and no further.
static_assert(member("", 0).empty());
static_assert(member("", 1000).empty());
static_assert(member("{}", 3).empty());
static_assert(member(R"({"a":1})", 7).empty());
static_assert(member(R"({"a":"never closed)", 0) == R"("never closed)");
static_assert(member(R"({"a":"\)", 0) == R"("\)");
static_assert(member(R"({"a":[[1)", 0) == "[[1");
static_assert(member(R"({"a":)", 0).empty());

} // namespace

TEST_CASE("a value is found behind thousands of others") {
    std::string text = "{";
    for (int i = 0; i != 5000; ++i)
        text.append(R"("key":["]}",{"a":"\\"}],)");
    text.append(R"("last":"value"})");
    CHECK(member(text, 4999) == R"(["]}",{"a":"\\"}])");
    CHECK(member(text, 5000) == R"("value")");
}

TEST_CASE("no text makes the scanner read past its end or run for ever") {
    static constexpr std::string_view alphabet = "{}[]\",:\\ a1\n";
    std::mt19937 random(1);
    for (int round = 0; round != 50'000; ++round) {
        const std::size_t size = std::size_t{random()} % 24;
        // Of exactly that size, so that AddressSanitizer sees the byte after it.
        const std::unique_ptr<char[]> text(new char[size]);
        for (std::size_t i = 0; i != size; ++i)
            text[i] = alphabet[std::size_t{random()} % alphabet.size()];
        const std::string_view all(text.get(), size);
        for (std::size_t index = 0; index != 4; ++index) {
            const auto found = member(all, index);
            REQUIRE((found.data() >= all.data() && found.data() + found.size() <= all.data() + all.size()));
        }
    }
}

} // namespace detail_json_values_test
