// Envelopes that have id, type or payload elsewhere than in members of the outermost object. CloudEvents 1.0
// (github.com/cloudevents/spec, the JSON format and the HTTP binding) is the example.
#include "webhooks/json/decode.hpp"
#include "webhooks/json/encode.hpp"
#include "webhooks/json/print.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace json_places_test {

/// The structured mode: all in the body.
struct attributes {
    std::string id;
    std::string source;
    std::string specversion;
    std::optional<std::string> subject;
    [[nodiscard]] bool operator==(const attributes&) const = default;
};

/// The binary mode: attributes in headers, and the body is the data.
struct ce_id {
    std::string id;
    [[nodiscard]] bool operator==(const ce_id&) const = default;
};

struct reading {
    std::int64_t celsius = 0;
    [[nodiscard]] bool operator==(const reading&) const = default;
};

/// A flat event: its members stand beside the id and the type.
struct flat_id {
    std::int64_t number = 0;
    std::string kind_of;
    [[nodiscard]] bool operator==(const flat_id&) const = default;
};

/// A push message: the payload is base64, three objects deep.
struct wrapped_id {
    std::string id;
    [[nodiscard]] bool operator==(const wrapped_id&) const = default;
};

} // namespace json_places_test

namespace webhooks {
template <>
struct fields<json_places_test::attributes> {
    using self = json_places_test::attributes;
    using list = field_list<field<"specversion", &self::specversion>, id_field<"id", &self::id>,
                            field<"source", &self::source>, type_here<"type">,
                            field<"subject", &self::subject, presence::omittable>,
                            payload_here<"data", presence::omittable>, base64_payload_here<"data_base64">>;
};
template <>
struct fields<json_places_test::ce_id> {
    using list = field_list<id_in_header<&json_places_test::ce_id::id>, type_in_header<>,
                            payload_is_body<presence::omittable>>;
};
template <>
struct fields<json_places_test::reading> {
    using list = field_list<field<"celsius", &json_places_test::reading::celsius>>;
};
template <>
struct fields<json_places_test::flat_id> {
    using self = json_places_test::flat_id;
    using list = field_list<id_field<"number", &self::number>, type_here<"type">,
                            field<"kind_of", &self::kind_of, presence::required>, payload_is_body<>>;
};
template <>
struct fields<json_places_test::wrapped_id> {
    using list = field_list<id_field<"id", &json_places_test::wrapped_id::id>, type_here<"type">,
                            payload_at<"a", "b", "c">>;
};
} // namespace webhooks

namespace json_places_test {

using namespace webhooks;

namespace {

template <class Envelope>
struct of
    : basic_catalog<enveloped<Envelope>, entry<"com.example.reading", reading>,
                    entry<"com.example.text", std::string>, entry<"com.example.list", std::vector<reading>>,
                    entry<"com.example.bytes", base64_bytes>, entry<"com.example.none", no_payload>,
                    entry<"com.example.maybe", std::optional<std::int64_t>>> {};

using structured = of<attributes>;
using binary = of<ce_id>;
using wrapped = of<wrapped_id>;
struct flat : basic_catalog<enveloped<flat_id>, entry<"measured", reading>> {};

/// A structured event of CloudEvents with `rest` behind its attributes.
std::string cloud_event(std::string_view type, std::string_view rest) {
    return std::string(R"({"specversion":"1.0","id":"A234","source":"/sensors/1","type":"com.example.)")
        .append(type)
        .append("\"")
        .append(rest)
        .append("}");
}

template <class Catalog>
typename Catalog::variant read(std::string_view json, const event_headers& headers = {}) {
    auto event = decode_as<Catalog>(json, headers);
    INFO(json << " " << (event ? std::string() : event.error().message()));
    REQUIRE(event.has_value());
    return *std::move(event);
}

template <class Catalog>
failure refusal(std::string_view json, const event_headers& headers = {}) {
    const auto event = decode_as<Catalog>(json, headers);
    INFO(json);
    REQUIRE(!event.has_value());
    return event.error();
}

/// Reads and writes `json`, also with white space and an escape, which another reader reads.
template <class Catalog>
void is_read_and_written(const std::string& json, const event_headers& headers = {}) {
    const auto event = read<Catalog>(json, headers);
    CHECK(encode(event) == json);
    if (json.starts_with('{') && event.index() < Catalog::size)
        CHECK(read<Catalog>(R"({"\u0061ny":[1.5], )" + json.substr(1), headers) == event);
}

} // namespace

TEST_CASE("in CloudEvents' structured mode a payload is an object, a text, a list, base64, or absent") {
    is_read_and_written<structured>(cloud_event("reading", R"(,"data":{"celsius":21})"));
    is_read_and_written<structured>(cloud_event("reading", R"(,"subject":"kitchen","data":{"celsius":21})"));
    is_read_and_written<structured>(cloud_event("text", R"(,"data":"warm")"));
    is_read_and_written<structured>(cloud_event("list", R"(,"data":[{"celsius":21},{"celsius":-4}])"));
    is_read_and_written<structured>(cloud_event("list", R"(,"data":[])"));
    is_read_and_written<structured>(cloud_event("bytes", R"(,"data_base64":"AAECAw==")"));
    is_read_and_written<structured>(cloud_event("none", ""));
    is_read_and_written<structured>(cloud_event("maybe", ""));
    is_read_and_written<structured>(cloud_event("maybe", R"(,"data":7)"));
    is_read_and_written<structured>(cloud_event("unheard_of", ""));
    is_read_and_written<structured>(cloud_event("unheard_of", R"(,"data":[1,{"a":"b"}])"));

    const auto bytes = read<structured>(cloud_event("bytes", R"(,"data_base64":"AAECAw==")"));
    CHECK(std::get<structured::event<"com.example.bytes">>(bytes).data.bytes == std::string("\0\1\2\3", 4));
    const auto text = read<structured>(cloud_event("text", R"(,"data":"\u0077arm")"));
    CHECK(std::get<structured::event<"com.example.text">>(text).data == "warm");
    CHECK(!std::get<structured::event<"com.example.maybe">>(
               read<structured>(cloud_event("maybe", R"(,"data":null)")))
               .data);
    read<structured>(cloud_event("none", R"(,"data":null)"));
}

TEST_CASE("a payload may stand before the type, whatever it is") {
    const auto before = [](std::string_view type, std::string_view data) {
        return std::string("{").append(data).append(",").append(cloud_event(type, "").substr(1));
    };
    const auto list = read<structured>(before("list", R"("data":[{"celsius":21}])"));
    CHECK(std::get<structured::event<"com.example.list">>(list).data == std::vector<reading>{{21}});
    const auto bytes = read<structured>(before("bytes", R"("data_base64":"AAEC")"));
    CHECK(std::get<structured::event<"com.example.bytes">>(bytes).data.bytes.size() == 3);
    const auto unknown = read<structured>(before("other", R"("data_base64":"AAEC")"));
    CHECK(std::get<structured::unknown_type>(unknown).data == R"("AAEC")");
}

TEST_CASE("a payload of another shape than the type's is refused, with its place") {
    const auto refused = [](std::string_view type, std::string_view rest) {
        return refusal<structured>(cloud_event(type, rest));
    };
    CHECK(refused("reading", "") == errc::missing_field);
    CHECK(refused("reading", "").where == "/data");
    CHECK(refused("text", "") == errc::missing_field);
    CHECK(refused("reading", R"(,"data":null)") == errc::wrong_type);
    CHECK(refused("text", R"(,"data":{"celsius":1})") == errc::wrong_type);
    CHECK(refused("text", R"(,"data":["a"])").where == "/data");
    CHECK(refused("list", R"(,"data":{"celsius":1})") == errc::wrong_type);
    CHECK(refused("list", R"(,"data":[{"celsius":1},{}])").where == "/data/1/celsius");
    CHECK(refused("none", R"(,"data":1)") == errc::wrong_type);
    CHECK(refused("maybe", R"(,"data":"1")") == errc::wrong_type);
    CHECK(refused("bytes", R"(,"data":"AAEC")") == errc::wrong_type);
    CHECK(refused("bytes", R"(,"data_base64":"AAE")") == errc::malformed_base64);
    CHECK(refused("bytes", R"(,"data_base64":"AAE")").where == "/data_base64");
    CHECK(refused("bytes", R"(,"data_base64":[])") == errc::wrong_type);
    CHECK(refused("bytes", R"(,"data_base64":{})") == errc::wrong_type);
    CHECK(refused("text", R"(,"data_base64":"AAEC")") == errc::wrong_type);
    CHECK(refused("reading", R"(,"data_base64":{"celsius":1})") == errc::wrong_type);
    CHECK(refused("bytes", R"(,"data_base64":"AAEC","data":"AAEC")") == errc::duplicate_key);
    CHECK(refused("reading", R"(,"data":{"celsius":1},"data_base64":"AAEC")").where == "/data_base64");
    CHECK(refused("reading", R"(,"data":{"celsius":1},"data":{"celsius":1})") == errc::duplicate_key);
}

TEST_CASE("in CloudEvents' binary mode id and type are headers, and the body is the payload") {
    const auto headers = [](std::string_view type) { return event_headers{"A234", type}; };
    is_read_and_written<binary>(R"({"celsius":21})", headers("com.example.reading"));
    is_read_and_written<binary>(R"("warm")", headers("com.example.text"));
    is_read_and_written<binary>(R"([{"celsius":21},{"celsius":-4}])", headers("com.example.list"));
    is_read_and_written<binary>(R"("AAECAw==")", headers("com.example.bytes"));
    is_read_and_written<binary>("", headers("com.example.none"));
    is_read_and_written<binary>("", headers("com.example.maybe"));
    is_read_and_written<binary>("7", headers("com.example.maybe"));
    is_read_and_written<binary>(R"([1,{"a":"b"}])", headers("com.example.unheard_of"));

    const auto event = read<binary>(R"({"celsius":21})", headers("com.example.reading"));
    CHECK(std::get<binary::event<"com.example.reading">>(event).id == "A234");
    CHECK(refusal<binary>("", headers("com.example.reading")) == errc::invalid_json);
    CHECK(refusal<binary>(R"([{"celsius":21},{"celsius":""}])", headers("com.example.list")).where ==
          "/1/celsius");
    CHECK(refusal<binary>("{}", headers("com.example.list")) == errc::wrong_type);
    CHECK(refusal<binary>("[]", headers("com.example.reading")) == errc::wrong_type);
    CHECK(refusal<binary>("[1", headers("com.example.unheard_of")) == errc::invalid_json);
    CHECK(refusal<binary>("{}", {.id = "A234"}) == errc::missing_type);
    CHECK(refusal<binary>(R"({"celsius":21,"celsius":22})", headers("com.example.reading")) ==
          errc::duplicate_key);
    std::string deep(40, '[');
    CHECK(refusal<binary>(deep + std::string(40, ']'), headers("com.example.unheard_of")) == errc::too_deep);
}

TEST_CASE("an event can be flat: its envelope and its payload are the same object") {
    is_read_and_written<flat>(R"({"number":7,"type":"measured","kind_of":"air","celsius":21})");
    const auto event = read<flat>(R"({"celsius":21,"type":"measured","number":7,"kind_of":"air"})");
    const auto& measured = std::get<flat::event<"measured">>(event);
    CHECK(measured.number == 7);
    CHECK(measured.kind_of == "air");
    CHECK(measured.data.celsius == 21);
    CHECK(refusal<flat>(R"({"celsius":21,"type":"measured","number":7})").where == "/kind_of");
    CHECK(refusal<flat>(R"({"type":"measured","number":7,"kind_of":"air"})").where == "/celsius");
    CHECK(refusal<flat>(R"({"number":"7","type":"measured","kind_of":"air","celsius":21})") ==
          errc::wrong_type);
    const std::string unknown = R"({"number":7,"type":"broken","kind_of":"air","why":null})";
    is_read_and_written<flat>(unknown);
    CHECK(std::get<flat::unknown_type>(read<flat>(unknown)).data == unknown);
}

TEST_CASE("a payload at a path may be anything, and stand before the type") {
    const std::string text = R"({"id":"1","type":"com.example.bytes","a":{"b":{"c":"AAEC"}}})";
    is_read_and_written<wrapped>(text);
    is_read_and_written<wrapped>(R"({"id":"1","type":"com.example.list","a":{"b":{"c":[{"celsius":1}]}}})");
    is_read_and_written<wrapped>(R"({"id":"1","type":"com.example.reading","a":{"b":{"c":{"celsius":1}}}})");
    is_read_and_written<wrapped>(R"({"id":"1","type":"other","a":{"b":{"c":[null]}}})");
    const auto unknown =
        read<wrapped>(R"({"a":{"x":1,"b":{"y":[2],"c":[null],"z":0}},"id":"1","type":"other"})");
    CHECK(std::get<wrapped::unknown_type>(unknown).data == "[null]");
    CHECK(refusal<wrapped>(R"({"id":"1","type":"com.example.list","a":{"b":{}}})").where == "/a/b/c");
    CHECK(refusal<wrapped>(R"({"id":"1","type":"com.example.list","a":{}})").where == "/a/b");
    CHECK(refusal<wrapped>(R"({"id":"1","type":"com.example.list"})").where == "/a");
    CHECK(refusal<wrapped>(R"({"id":"1","type":"other"})").where == "/a");
    CHECK(refusal<wrapped>(R"({"id":"1","type":"com.example.list","a":[]})") == errc::wrong_type);
    CHECK(
        refusal<wrapped>(R"({"id":"1","type":"com.example.list","a":{"b":{"c":[{"celsius":""}]}}})").where ==
        "/a/b/c/0/celsius");
    CHECK(refusal<wrapped>(R"({"id":"1","type":"com.example.list","a":{"b":1}})").where == "/a/b");
}

} // namespace json_places_test
