// The types of members that real payloads need, described with Boost.Describe.
#include <webhooks/json/decode.hpp>
#include <webhooks/json/encode.hpp>
#include <webhooks/testing/sample_of.hpp>

#include "../support/catch.hpp"
#include "../support/order_desk.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace json_members_test {

namespace {

using namespace webhooks;
using order_desk::customer;
using order_desk::order;
using event = order_desk::catalog::event<"order">;

/// The JSON of an order in which all is there; its members have values of their own.
std::string complete() {
    return encode(sample_of<event>());
}

/// `complete()` with another value for a member of the order, or without the member if `value` is empty.
std::string with(std::string_view key, std::string_view value) {
    std::string text = complete();
    const std::string begin = "\"" + std::string(key) + "\":";
    const auto from = text.find(begin, text.find("\"data\""));
    REQUIRE(from != std::string::npos);
    const auto value_begin = from + begin.size();
    const auto old = detail::json_value_end(text, value_begin) - value_begin;
    if (value.empty())
        text.replace(from, begin.size() + old + 1, ""); // and the comma
    else
        text.replace(value_begin, old, value);
    return text;
}

/// What is read of a text.
order read(const std::string& text) {
    CAPTURE(text);
    auto made = decode_as<order_desk::catalog>(text);
    INFO((made ? std::string() : made.error().message()));
    REQUIRE(made.has_value());
    return std::get<event>(*made).data;
}

order read_with(std::string_view key, std::string_view value) {
    return read(with(key, value));
}

void refused(std::string_view key, std::string_view value, errc code, std::string_view where) {
    CAPTURE(key, value);
    const auto read = decode_as<order_desk::catalog>(with(key, value));
    REQUIRE(!read.has_value());
    CHECK(to_string(static_cast<errc>(read.error().code.value())) == to_string(code));
    CHECK(read.error().where == "/data" + std::string(where));
    CHECK(read.error().detail.empty());
}

} // namespace

TEST_CASE("a struct with BOOST_DESCRIBE_STRUCT needs no field list") {
    STATIC_REQUIRE(webhooks::described<customer>);
    STATIC_REQUIRE(fields_are_complete<customer>());
    CHECK(read_with("buyer", R"({"id":7,"name":"Ada"})").buyer == customer{7, "Ada"});
    refused("buyer", R"({"name":"Ada"})", errc::missing_field, "/buyer/id");
}

TEST_CASE("the members of described base classes come first") {
    CHECK(complete().find(R"("data":{"number":1,"previous":1,)") != std::string::npos);
    CHECK(read_with("number", "12").number == 12);
    refused("number", "", errc::missing_field, "/number");
}

TEST_CASE("an optional member may be null or absent") {
    const auto absent = [](std::string_view value) {
        CHECK(!read_with("previous", value).previous);
        CHECK(!read_with("buyer", value).buyer);
        CHECK(!read_with("labels", value).labels);
        CHECK(!read_with("watchers", value).watchers);
        CHECK(!read_with("contacts", value).contacts);
        CHECK(!read_with("before", value).before);
        CHECK(!read_with("referrer", value).referrer);
        CHECK(!read_with("due", value).due);
        CHECK(!read_with("more", value).more);
        CHECK(!read_with("tip", value).tip);
    };
    absent("null");
    absent("");
}

TEST_CASE("any other member must be there, and must not be null") {
    for (const std::string_view key :
         {"number",    "seats",   "grid", "teams",   "rows",      "ticks",       "metadata",
          "index",     "prices",  "now",  "next",    "reference", "created",     "payer",
          "approvers", "updated", "log",  "options", "total",     "instalments", "taxes"}) {
        const auto where = "/" + std::string(key);
        refused(key, "", errc::missing_field, where);
        refused(key, "null", errc::wrong_type, where);
    }
    refused("extra", "", errc::missing_field, "/extra");
}

TEST_CASE("an optional vector is empty or absent, which is not the same") {
    CHECK(read_with("labels", "[]").labels == std::vector<std::string>{});
    CHECK(read_with("labels", R"(["a","b"])").labels == std::vector<std::string>{"a", "b"});
    CHECK(read_with("watchers", R"([{"id":1},{"id":2}])").watchers ==
          std::vector<customer>{{1, {}}, {2, {}}});
    refused("labels", R"(["a",null])", errc::wrong_type, "/labels/1");
    refused("labels", R"({"a":1})", errc::wrong_type, "/labels");
    refused("watchers", R"([{"id":1},{}])", errc::missing_field, "/watchers/1/id");
    refused("watchers", R"([null])", errc::wrong_type, "/watchers/0");
}

TEST_CASE("a vector holds vectors, optionals and booleans") {
    CHECK(read_with("grid", "[[1,2],[],[3]]").grid ==
          std::vector<std::vector<std::int64_t>>{{1, 2}, {}, {3}});
    CHECK(read_with("teams", R"([[],[{"id":1}]])").teams ==
          std::vector<std::vector<customer>>{{}, {{1, {}}}});
    CHECK(read_with("seats", R"([null,{"id":1}])").seats ==
          std::vector<std::optional<customer>>{std::nullopt, customer{1, {}}});
    const auto rows = read_with("rows", R"([["a"],null,[]])").rows;
    REQUIRE(rows.size() == 3);
    CHECK(rows[0] == std::vector<std::string>{"a"});
    CHECK(!rows[1]);
    CHECK(rows[2] == std::vector<std::string>{});
    CHECK(read_with("ticks", "[true,false]").ticks == std::vector<bool>{true, false});

    refused("grid", "[[1],2]", errc::wrong_type, "/grid/1");
    refused("grid", "[[1],{}]", errc::wrong_type, "/grid/1");
    refused("grid", "[[1],null]", errc::wrong_type, "/grid/1");
    refused("grid", "[[1],[2,[3]]]", errc::wrong_type, "/grid/1/1");
    refused("grid", R"([[1],[2,"3"]])", errc::wrong_type, "/grid/1/1");
    refused("teams", R"([[],[{"id":1},{"id":true}]])", errc::wrong_type, "/teams/1/1/id");
    refused("seats", R"([null,[]])", errc::wrong_type, "/seats/1");
    refused("seats", R"([null,1])", errc::wrong_type, "/seats/1");
    refused("rows", R"([null,["a",1]])", errc::wrong_type, "/rows/1/1");
    refused("ticks", "[true,1]", errc::wrong_type, "/ticks/1");
}

TEST_CASE("a map has a value for each key, whatever the keys are") {
    const auto metadata = read_with("metadata", R"({"b":"1","":"2","a/~":"3"})").metadata;
    CHECK(metadata == std::map<std::string, std::string>{{"", "2"}, {"a/~", "3"}, {"b", "1"}});
    CHECK(read_with("metadata", "{}").metadata.empty());
    CHECK(read_with("contacts", R"({"it":{"id":1}})").contacts ==
          std::map<std::string, customer>{{"it", {1, {}}}});
    CHECK(read_with("index", R"({"a":{"b":[1,2]}})").index.at("a").at("b") ==
          std::vector<std::int64_t>{1, 2});
    CHECK(read_with("prices", R"([{"eur":1.5},{}])").prices ==
          std::vector<std::map<std::string, double>>{{{"eur", 1.5}}, {}});

    refused("metadata", R"({"a/~":1})", errc::wrong_type, "/metadata/a~1~0");
    refused("metadata", R"({"a":"1","b":"2","a":"3"})", errc::duplicate_key, "/metadata/a");
    refused("metadata", "[]", errc::wrong_type, "/metadata");
    refused("contacts", R"({"it":{}})", errc::missing_field, "/contacts/it/id");
    refused("index", R"({"a":{"b":[1,true]}})", errc::wrong_type, "/index/a/b/1");
    refused("prices", R"([{"eur":1.5},{"eur":"2"}])", errc::wrong_type, "/prices/1/eur");
}

TEST_CASE("a described enumeration takes its own values only, an open one takes any text") {
    CHECK(read_with("now", R"("paid")").now == order_desk::state::paid);
    CHECK(read_with("before", R"("open")").before == order_desk::state::open);
    CHECK(read_with("next", R"("lost")").next.text() == "lost");
    CHECK(read_with("next", R"("paid")").next == order_desk::state::paid);
    refused("now", R"("lost")", errc::unknown_value, "/now");
    refused("before", R"("PAID")", errc::unknown_value, "/before");
    refused("now", "1", errc::wrong_type, "/now");
}

TEST_CASE("a variant takes the first alternative that fits") {
    CHECK(read_with("reference", "7").reference == decltype(order::reference)(7));
    CHECK(read_with("reference", R"("7")").reference == decltype(order::reference)("7"));
    refused("reference", "true", errc::wrong_type, "/reference");
    refused("reference", "1.5", errc::wrong_type, "/reference");
    refused("reference", "1e30", errc::out_of_range, "/reference");
    refused("reference", "[]", errc::wrong_type, "/reference");

    using std::chrono::year;
    const unix_seconds when = std::chrono::sys_days{year{2026} / 1 / 2} + std::chrono::hours{3};
    CHECK(std::get<unix_seconds>(read_with("created", "1767322800").created) == when);
    CHECK(std::get<time_point>(read_with("created", R"("2026-01-02T03:00:00Z")").created) == when);
    refused("created", R"("soon")", errc::malformed_time, "/created");
}

TEST_CASE("an id or an object") {
    CHECK(std::get<std::string>(read_with("payer", R"("cus_1")").payer) == "cus_1");
    CHECK(std::get<customer>(read_with("payer", R"({"id":1})").payer) == customer{1, {}});
    CHECK(std::get<customer>(*read_with("referrer", R"({"id":1})").referrer) == customer{1, {}});
    const auto approvers = read_with("approvers", R"(["cus_1",{"id":2}])").approvers;
    REQUIRE(approvers.size() == 2);
    CHECK(std::get<std::string>(approvers[0]) == "cus_1");
    CHECK(std::get<customer>(approvers[1]) == customer{2, {}});

    refused("payer", "7", errc::wrong_type, "/payer");
    refused("payer", "[]", errc::wrong_type, "/payer");
    refused("payer", R"({"name":"Ada"})", errc::missing_field, "/payer/id");
    refused("approvers", R"(["cus_1",{"id":"2"}])", errc::wrong_type, "/approvers/1/id");
    refused("approvers", R"(["cus_1",null])", errc::wrong_type, "/approvers/1");
}

TEST_CASE("Unix seconds are whole numbers, and dates have ten characters") {
    CHECK(read_with("updated", "0").updated == unix_seconds{});
    CHECK(read_with("updated", "-1").updated == unix_seconds{std::chrono::seconds{-1}});
    CHECK(read_with("updated", "2e9").updated == unix_seconds{std::chrono::seconds{2'000'000'000}});
    refused("updated", "1.5", errc::wrong_type, "/updated");
    refused("updated", R"("1")", errc::wrong_type, "/updated");
    refused("updated", "253402300800", errc::out_of_range, "/updated"); // the year 10000
    refused("updated", "9223372036854775807", errc::out_of_range, "/updated");
    refused("updated", "-62167219201", errc::out_of_range, "/updated"); // before the year 0

    using std::chrono::year;
    CHECK(read_with("due", R"("2028-02-29")").due == year{2028} / 2 / 29);
    for (const std::string_view date : {"2026-02-29", "2026-00-01", "2026-01-00", "2026-13-01", "26-01-01",
                                        "2026-1-1", "2026/01/01", "2026-01-01T00:00:00Z", "2026-01-0x", ""})
        refused("due", "\"" + std::string(date) + "\"", errc::malformed_date, "/due");
    refused("due", "20260101", errc::wrong_type, "/due");
}

TEST_CASE("unsigned 64-bit numbers are exact") {
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    CHECK(read_with("number", "18446744073709551615").number == largest);
    CHECK(read_with("number", "9223372036854775808").number == std::uint64_t{1} << 63U);
    CHECK(read_with("number", "9223372036854775807").number == (std::uint64_t{1} << 63U) - 1);
    CHECK(read_with("previous", "18446744073709551615").previous == largest);
    CHECK(read_with("number", "1e3").number == 1000);
    refused("number", "18446744073709551616", errc::out_of_range, "/number");
    refused("number", "-1", errc::out_of_range, "/number");
    refused("number", "0.5", errc::wrong_type, "/number");
    refused("grid", "[[9223372036854775808]]", errc::out_of_range, "/grid/0/0");
}

TEST_CASE("json_text is the value's own text") {
    const std::string_view text = "{ \"a\" : [1.50, \"\\u0041\", \"\xC3\xA9\"] ,\"b\":{}}";
    CHECK(read_with("extra", text).extra.text == text);
    CHECK(read_with("extra", "null").extra.text == "null");
    CHECK(read_with("extra", "  1e400\t").extra.text == "1e400");
    CHECK(read_with("more", "[[]]").more == json_text{"[[]]"});
    const auto log = read_with("log", R"([1, "a,]" ,{"b":[null]},[[2],3]])").log;
    CHECK(log == std::vector<json_text>{{"1"}, {R"("a,]")"}, {R"({"b":[null]})"}, {"[[2],3]"}});
    CHECK(read_with("options", R"({"a":[1],"b":"\n"})").options ==
          std::map<std::string, json_text>{{"a", {"[1]"}}, {"b", {R"("\n")"}}});
    refused("log", "{}", errc::wrong_type, "/log");
    refused("log", "1", errc::wrong_type, "/log");

    const auto malformed = decode_as<order_desk::catalog>(with("extra", "[1,]"));
    REQUIRE(!malformed.has_value());
    CHECK(malformed.error() == errc::invalid_json);
}

TEST_CASE("a type of one's own is read and written by its converter") {
    using order_desk::money;
    CHECK(read_with("total", R"("12.50")").total == money{1250});
    CHECK(read_with("tip", R"("0.05")").tip == money{5});
    CHECK(read_with("instalments", R"([["1.00","2.00"],[]])").instalments ==
          std::vector<std::vector<money>>{{{100}, {200}}, {}});
    refused("total", "12", errc::wrong_type, "/total");
    refused("total", R"("12,50")", errc::out_of_range, "/total");
    refused("instalments", R"([["1.00"],["2.00",3]])", errc::wrong_type, "/instalments/1/1");
    refused("instalments", R"([["1.00"],"2.00"])", errc::wrong_type, "/instalments/1");
    refused("taxes", R"({"vat":["1.00","x"]})", errc::out_of_range, "/taxes/vat/1");
}

TEST_CASE("the limit of depth holds in every kind of member") {
    const auto nested = [](std::string_view key, std::string_view open, std::string_view close) {
        const auto deep = [&](std::size_t levels) {
            std::string value;
            for (std::size_t i = 0; i != levels; ++i)
                value += open;
            value += "0";
            for (std::size_t i = 0; i != levels; ++i)
                value += close;
            return decode_as<order_desk::catalog>(with(key, value));
        };
        CAPTURE(key);
        CHECK(deep(30).has_value()); // and two levels around it
        const auto too_deep = deep(31);
        REQUIRE(!too_deep.has_value());
        CHECK(too_deep.error() == errc::too_deep);
    };
    nested("extra", "[", "]");
    nested("extra", "{\"a\":", "}");
    nested("more", "[", "]");

    std::string notes = R"({"text":"","answers":[]})";
    for (int i = 0; i != 14; ++i)
        notes = R"({"text":"","answers":[)" + notes + "]}";
    CHECK(read_with("comment", notes).comment.answers.size() == 1); // 2 + 30 levels
    const auto too_deep =
        decode_as<order_desk::catalog>(with("comment", R"({"text":"","answers":[)" + notes + "]}"));
    REQUIRE(!too_deep.has_value());
    CHECK(too_deep.error() == errc::too_deep);
}

TEST_CASE("what is read is written as it was") {
    for (const std::string_view value : {R"({"a":"1","b":"2"})", "{}"})
        CHECK(encode(*decode_as<order_desk::catalog>(with("metadata", value))) == with("metadata", value));
    const auto written_as_read = [](std::string_view key, std::string_view value) {
        const auto text = with(key, value);
        const auto event = decode_as<order_desk::catalog>(text);
        REQUIRE(event.has_value());
        CHECK(encode(*event) == text);
    };
    written_as_read("extra", R"({ "a": 1.50 })");
    written_as_read("payer", R"({"id":1,"name":"Ada"})");
    written_as_read("created", R"("2026-01-02T03:04:05Z")");
    written_as_read("due", R"("0001-02-03")");
    written_as_read("seats", "[null]");
    written_as_read("number", "18446744073709551615");
    written_as_read("total", R"("1234.05")");
    written_as_read("rows", R"([null,["a"]])");
    written_as_read("ticks", "[true,false]");
}

TEST_CASE("a sample has a value for each member and survives a round trip") {
    const auto sample = sample_of<event>();
    const auto& data = sample.data;
    CHECK(data.buyer == customer{1, "name"});
    CHECK(data.grid == std::vector<std::vector<std::int64_t>>{{1}});
    CHECK(data.ticks == std::vector<bool>{true});
    CHECK(data.metadata.at("metadata") == "metadata");
    CHECK(data.now == order_desk::state::open);
    CHECK(data.extra.text == R"("extra")");
    CHECK(std::get<std::string>(data.payer) == "payer");
    CHECK(data.due == std::chrono::year{2026} / 1 / 2);
    CHECK(read(encode(sample)) == data);
}

TEST_CASE("a date that does not exist is written as the first one") {
    using std::chrono::year;
    std::string out;
    append_date(out, year{2026} / 2 / 30);
    append_date(out, year{2026} / 12 / 31);
    append_date(out, year{-5} / 1 / 1);
    append_date(out, year{12'345} / 1 / 1);
    CHECK(out == "0000-01-01"
                 "2026-12-31"
                 "0000-01-01"
                 "9999-12-31");
}

} // namespace json_members_test
