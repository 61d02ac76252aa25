// Variations that do not change an event: the order of keys, escapes, unknown keys.
#include "scaivault/json/encode.hpp"

#include "../support/catch.hpp"
#include "../support/decode.hpp"
#include "../support/examples.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace json_decode_order_test {

namespace {

using namespace scaivault;
namespace json = boost::json;

/// Unknown members, with values that would be errors in known members.
constexpr std::array<std::string_view, 9> strangers{
    R"("":null)",
    R"("x":{"event_id":1,"event_type":[],"data":{"old_version":"no"}})",
    R"("events_id":[[[[]]],{},{"event_type":"secret.created"}])",
    R"("event_i":"x")",
    R"("event_idx":-1.5e300)",
    R"("DATA":true)",
    R"("\u0000event_id":"\"}],{\\")",
    R"("timestamp ":123456789012345678901234567890)",
    R"("event.id":"\ud83d\ude00")"};

/// Writes one of many JSON texts of the same event.
class variation {
public:
    variation(unsigned seed, bool add_strangers) : random_(seed), strangers_(add_strangers) {}

    std::string of(const json::value& value) {
        if (const auto* const object = value.if_object())
            return of(*object);
        if (const auto* const array = value.if_array()) {
            std::vector<std::string> elements;
            for (const auto& element : *array)
                elements.push_back(of(element));
            return joined(elements, '[', ']');
        }
        if (const auto* const text = value.if_string())
            return written(*text);
        return json::serialize(value);
    }

private:
    bool often() { return random_() % 2 == 0; }

    std::string of(const json::object& object) {
        std::vector<std::string> members;
        for (const auto& member : object)
            members.push_back(written(member.key()) + space() + ':' + space() + of(member.value()));
        if (strangers_)
            for (const auto stranger : strangers)
                if (often())
                    members.emplace_back(stranger);
        std::ranges::shuffle(members, random_);
        return joined(members, '{', '}');
    }

    /// Writes ASCII characters as they are or as escapes: `a` or `\u0061`.
    std::string written(std::string_view text) {
        static constexpr char digits[] = "0123456789abcdef";
        const bool escaped = often();
        std::string out = "\"";
        for (const char c : text)
            if (escaped && often())
                out.append("\\u00").append({digits[c >> 4], digits[c & 15]});
            else
                out.push_back(c);
        return out + '"';
    }

    std::string joined(const std::vector<std::string>& parts, char open, char close) {
        std::string out(1, open);
        for (const auto& part : parts)
            out.append(out.size() == 1 ? "" : ",").append(space()).append(part).append(space());
        return out + close;
    }

    std::string space() { return often() ? "" : "\n\t "; }

    std::mt19937 random_;
    bool strangers_;
};

void check_variations(bool add_strangers) {
    for (const auto& [name, text] : examples::all()) {
        const auto original = decode(text);
        REQUIRE(original.has_value());
        const auto dom = json::parse(text);
        for (unsigned seed = 0; seed != 60; ++seed) {
            const std::string varied = variation(seed, add_strangers).of(dom);
            CAPTURE(name, varied);
            const auto read = decode(varied);
            INFO((read ? std::string() : read.error().message()));
            REQUIRE(read.has_value());
            REQUIRE(*read == *original);
        }
    }
}

std::string with_data(std::string_view data) {
    return std::string(
               R"({"event_id":"e","timestamp":"2026-04-23T14:00:00Z","tenant_id":"t","partner_id":"p",)"
               R"("identity_id":"i","request_id":"r","event_type":"secret.archived","data":)")
        .append(data)
        .append("}");
}

std::string unknown_data(std::string_view json) {
    CAPTURE(json);
    const auto read = decode(json);
    INFO((read ? std::string() : read.error().message()));
    REQUIRE(read.has_value());
    REQUIRE(std::holds_alternative<unknown_event>(*read));
    const auto& event = std::get<unknown_event>(*read);
    CHECK(event.event_type == "secret.archived");
    CHECK(event.event_id == "e");
    CHECK(event.request_id == "r");
    return event.data;
}

} // namespace

TEST_CASE("keys come in any order, at every level, escaped or not") {
    check_variations(false);
}

TEST_CASE("keys that the catalog does not know are skipped, wherever they stand and whatever they hold") {
    check_variations(true);
}

TEST_CASE("the payload may be the first member and the type the last") {
    const auto original = decode(examples::text("secret.rotated"));
    const auto read = decode(
        R"({"data":{"auto_generated":true,"grace_period_ends":"2026-04-25T14:00:00Z","new_version":4,)"
        R"("rotation_policy_name":"quarterly","rotation_policy_id":"rot_quarterly","old_version":3},)"
        R"("path":"environments/production/salesforce/oauth","request_id":"req_abc123",)"
        R"("identity_id":"system:rotation-scheduler","partner_id":"ptn_acme","tenant_id":"tnt_acme_prod",)"
        R"("timestamp":"2026-04-23T14:00:00.123456Z","event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z",)"
        R"("event_type":"secret.rotated"})");
    REQUIRE(read.has_value());
    CHECK(*read == *original);
}

TEST_CASE("an escaped key is the key that it spells") {
    const auto& text = examples::text("secret.rotated");
    const auto original = decode(text);
    for (const auto& [plain, escaped] : {std::pair{R"("data")", R"("d\u0061ta")"},
                                         {R"("event_type")", R"("event\u005ftype")"},
                                         {R"("event_id")", R"("\u0065vent_id")"},
                                         {R"("old_version")", R"("old_versio\u006E")"},
                                         {R"("secret.rotated")", R"("secret\u002erotated")"}}) {
        const auto read = decode(examples::replaced(text, plain, escaped));
        REQUIRE(read.has_value());
        CHECK(*read == *original);
    }
}

TEST_CASE("a key that only resembles one of the catalog is unknown") {
    const auto& text = examples::text("secret.rotated");
    for (const std::string_view key :
         {"Data", "data ", " data", "dat", "dataa", "data\\u0000", "d\\u00e4ta", "\\ud800data"}) {
        CAPTURE(key);
        const auto read =
            decode(examples::replaced(text, R"("data")", std::string("\"").append(key).append("\"")));
        REQUIRE(!read.has_value());
        CHECK(read.error().code == (key.starts_with("\\ud8") ? errc::invalid_json : errc::missing_field));
    }
}

TEST_CASE("a key may stand twice if nobody knows it") {
    const auto read = decode(
        examples::edited("secret.rotated", R"("data":{)", R"("x":1,"x":2,"data":{"y":1,"y":{"y":3},)"));
    REQUIRE(read.has_value());
    CHECK(*read == *decode(examples::text("secret.rotated")));
}

TEST_CASE("a key longer than any buffer is skipped like a short one") {
    const std::string key(100'000, 'k');
    const auto read = decode(
        examples::edited("secret.rotated", R"("data":{)", R"("data":{")" + key + R"(":")" + key + R"(",)"));
    REQUIRE(read.has_value());
    CHECK(*read == *decode(examples::text("secret.rotated")));
}

TEST_CASE("the payload of an unknown event is kept as it stands in the text") {
    for (const std::string_view data :
         {R"({})", R"({"a":1})", R"({ "a" : [ 1 , { "b" : "}]{[\"\\" } ] })", R"({"\"}":"\\"})", R"([])",
          R"([1,"]",[[]],{"]":"["}])", R"("text")", R"("a \"quoted\" } text\\")", R"("")", R"(null)",
          R"(true)", R"(-12.50e+3)", R"(0)", R"({"data":{"data":1},"event_type":"secret.rotated"})"})
        CHECK(unknown_data(with_data(data)) == data);
}

TEST_CASE("the payload of an unknown event is found under an escaped key, after others, amid white space") {
    const std::string head =
        R"(  { "x" : { "data" : "not this" , "y" : [ "data" ] } , "\"data\":1" : [ ] , )";
    const std::string tail = R"( , "event_type" : "secret.archived" , "event_id":"e" , "tenant_id":"t",)"
                             R"("timestamp":"2026-04-23T14:00:00Z","partner_id":"p","identity_id":"i",)"
                             R"("request_id":"r" } )";
    CHECK(unknown_data(head + R"("d\u0061ta" : { "z" : 1.0 })" + tail) == R"({ "z" : 1.0 })");
    CHECK(unknown_data(head + "\"data\"\n:\n7\n" + tail) == "7");
    CHECK(unknown_data(head + R"("data":"\u007d")" + tail) == R"("\u007d")");
}

TEST_CASE("the payload of an unknown event may be the last thing in the text") {
    std::string text = with_data("-1");
    CHECK(unknown_data(text) == "-1");
    CHECK(unknown_data(text.insert(text.size() - 1, "\r\n")) == "-1");
}

TEST_CASE("an unknown event needs an id, a type and a payload, and has of its envelope what is there") {
    const std::string text = R"({"event_id":"e","event_type":"webhook.test","data":{}})";
    const auto with = [&](std::string_view member) {
        return examples::replaced(text, R"("data")", std::string(member).append(R"(,"data")"));
    };
    unknown_event expected;
    expected.event_id = "e";
    expected.event_type = "webhook.test";
    expected.data = "{}";
    CHECK(decode(text).value() == any_event(expected));

    expected.timestamp = parse_timestamp("2026-04-23T14:00:00Z").value();
    const auto sent = with(R"("timestamp":"2026-04-23T14:00:00Z")");
    CHECK(decode(sent).value() == any_event(expected));
    CHECK(decode(examples::replaced(sent, "webhook", R"(\u0077ebhook)")).value() == any_event(expected));
    CHECK(decode(encode(any_event(expected))).value() == any_event(expected));
    expected.path = "a/b";
    expected.request_id = "r";
    CHECK(decode(examples::replaced(sent, R"("event_id")", R"("request_id":"r","path":"a/b","event_id")"))
              .value() == any_event(expected));

    const auto refused = [](const std::string& json, errc code, std::string_view where) {
        const auto error = decode(json).error();
        CHECK(error.code == code);
        CHECK(error.where == where);
    };
    refused(examples::replaced(text, R"("event_id":"e",)", ""), errc::missing_field, "/event_id");
    refused(examples::replaced(text, R"("event_type":"webhook.test",)", ""), errc::missing_field,
            "/event_type");
    refused(examples::replaced(text, R"(,"data":{})", ""), errc::missing_field, "/data");
    refused(with(R"("timestamp":1)"), errc::wrong_type, "/timestamp");
    refused(with(R"("timestamp":"yesterday")"), errc::malformed_time, "/timestamp");
    refused(with(R"("tenant_id":null)"), errc::wrong_type, "/tenant_id");
    refused(with(R"("event_id":"e")"), errc::duplicate_key, "/event_id");
    // An event of a known type must have all members.
    refused(examples::replaced(sent, "webhook.test", "policy.created"), errc::missing_field,
            "/data/policy_id");
    refused(examples::replaced(sent, R"("webhook.test","timestamp":"2026-04-23T14:00:00Z","data":{})",
                               R"("policy.created","data":{"policy_id":"p","policy_name":"n","actor":"a"})"),
            errc::missing_field, "/timestamp");
}

TEST_CASE("an event type of 64 KiB is unknown, and kept") {
    const std::string type(65'536, 't');
    const auto read = decode(examples::edited("secret.rotated", "secret.rotated", type));
    REQUIRE(read.has_value());
    REQUIRE(std::holds_alternative<unknown_event>(*read));
    CHECK(type_of(*read) == type);
    CHECK(std::get<unknown_event>(*read).path == "environments/production/salesforce/oauth");
}

TEST_CASE("a type that only resembles one of the catalog is unknown") {
    for (const std::string_view type :
         {"", "secret.rotate", "secret.rotatedx", "Secret.rotated", "secret rotated", "secret.*",
          "secret.rotated\\u0000", " secret.rotated"}) {
        CAPTURE(type);
        const auto read = decode(examples::edited("secret.rotated", "secret.rotated", type));
        REQUIRE(read.has_value());
        CHECK(std::holds_alternative<unknown_event>(*read));
    }
}

} // namespace json_decode_order_test
