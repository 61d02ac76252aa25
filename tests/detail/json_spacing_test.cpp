#include "support/catch.hpp"

#include <webhooks/detail/json_spacing.hpp>

namespace detail_json_spacing_test {

using webhooks::detail::with_spaces;
using webhooks::detail::without_spaces;

TEST_CASE("white space between tokens goes, and in strings it stays") {
    CHECK(without_spaces("{ \"a b\" :\t[1,\r\n 2 ] }\n") == R"({"a b":[1,2]})");
    CHECK(without_spaces(R"({"a \" b": " \\" , "c"  :" "})") == R"({"a \" b":" \\","c":" "})");
    CHECK(without_spaces("").empty());
    CHECK(without_spaces(R"("never closed \)") == R"("never closed \)");
}

TEST_CASE("spaces come after commas and colons between tokens, and not in strings") {
    CHECK(with_spaces(R"({"a":[1,2],"b:c,d":"\",:"})") == R"({"a": [1, 2], "b:c,d": "\",:"})");
    CHECK(with_spaces("").empty());
    CHECK(without_spaces(with_spaces(R"({"a":[1,{"b":"c , d"}]})")) == R"({"a":[1,{"b":"c , d"}]})");
}

} // namespace detail_json_spacing_test
