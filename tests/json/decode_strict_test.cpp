// Rejected events, each with its error and position.

#include "../support/catch.hpp"
#include "../support/decode.hpp"
#include "../support/examples.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace json_decode_strict_test {

namespace {

using namespace scaivault;
namespace json = boost::json;

struct expected {
    errc code;
    std::string_view where;
};

void check_refused(std::string_view text, expected wanted, const decode_options& options = {}) {
    CAPTURE(text.substr(0, 1000));
    const auto read = decode(text, options);
    REQUIRE(!read.has_value());
    CHECK(read.error().code == wanted.code);
    CHECK(read.error().where == wanted.where);
    CHECK(read.error().offset <= text.size());
    CHECK(!read.error().message().empty());
}

/// Calls `visit` with the JSON Pointer of each member of each object in `value`, the object, and the key.
void for_each_member(
    json::value& value, const std::string& pointer,
    const std::function<void(const std::string&, json::object&, const std::string&)>& visit) {
    if (auto* const object = value.if_object()) {
        std::vector<std::string> keys;
        for (const auto& member : *object)
            keys.emplace_back(member.key());
        for (const auto& key : keys) {
            visit(pointer + "/" + key, *object, key);
            for_each_member(object->at(key), pointer + "/" + key, visit);
        }
    } else if (auto* const array = value.if_array()) {
        for (std::size_t i = 0; i != array->size(); ++i)
            for_each_member((*array)[i], pointer + "/" + std::to_string(i), visit);
    }
}

/// Applies `change` to each member of each example, one at a time, and calls `check` with the text and the pointer.
template <class Change, class Check>
void change_each_member(const Change& change, const Check& check) {
    for (const auto& [name, text] : examples::all()) {
        auto dom = json::parse(text);
        const json::value original = dom;
        for_each_member(dom, "", [&](const std::string& where, json::object& object, const std::string& key) {
            const json::object before = object;
            const json::value old = object.at(key);
            change(object, key);
            check(name, where, old, json::serialize(dom));
            object = before;
        });
        REQUIRE(dom == original);
    }
}

// Required, nullable and omittable members, listed explicitly: see "Traps in the catalog".
bool may_be_left_out(std::string_view type, std::string_view where) {
    return where == "/path" || (type == "secret.deleted" && where == "/data/recoverable_until") ||
           (type == "rotation.due" && where == "/data/rotation_policy_name");
}
bool may_be_null(std::string_view type, std::string_view where) {
    return may_be_left_out(type, where) || (type == "secret.created" && where == "/data/expires_at") ||
           (type == "policy.violation" &&
            (where == "/data/policy_id" || where == "/data/failed_condition")) ||
           (type == "rotation.failed" && where == "/data/next_retry_at");
}

std::string old_version(std::string_view json) {
    return examples::edited("secret.rotated", R"("old_version":3)",
                            std::string(R"("old_version":)").append(json));
}
std::string grace_period_ends(std::string_view json) {
    return examples::edited("secret.rotated", R"("2026-04-25T14:00:00Z")", json);
}

} // namespace

TEST_CASE("every required field of every type is missed, and named") {
    std::size_t required = 0;
    change_each_member(
        [](json::object& object, const std::string& key) { object.erase(key); },
        [&](std::string_view type, const std::string& where, const json::value&, const std::string& text) {
            CAPTURE(type, where);
            if (may_be_left_out(type, where)) {
                CHECK(decode(text).has_value());
                return;
            }
            check_refused(text, {errc::missing_field, where});
            ++required;
        });
    CHECK(required > 300);
}

TEST_CASE("null is a value for nullable fields only") {
    change_each_member(
        [](json::object& object, const std::string& key) { object[key] = nullptr; },
        [](std::string_view type, const std::string& where, const json::value&, const std::string& text) {
            CAPTURE(type, where);
            if (may_be_null(type, where))
                CHECK(decode(text).has_value());
            else
                check_refused(text, {errc::wrong_type, where});
        });
}

TEST_CASE("a value of another JSON type is refused, and named") {
    for (const json::value& wrong :
         {json::value(true), json::value(7), json::value(1.5), json::value("x"), json::value(json::object{}),
          json::value(json::object{{"a", 1}}), json::value(json::array{}), json::value(json::array{1})})
        change_each_member(
            [&](json::object& object, const std::string& key) { object[key] = wrong; },
            [&](std::string_view type, const std::string& where, const json::value& old,
                const std::string& text) {
                CAPTURE(type, where);
                if (old.is_null() || where == "/event_type" || old.kind() == wrong.kind())
                    return; // tested elsewhere, or not an error
                const bool array_of_wrong_elements = wrong.is_array() && old.is_array();
                check_refused(text, {errc::wrong_type, array_of_wrong_elements ? where + "/0" : where});
            });
}

TEST_CASE("an event type that is no string is refused") {
    for (const std::string_view type : {"1", "null", "true", "[]", "{}", R"(["secret.rotated"])"})
        check_refused(examples::edited("secret.rotated", R"("secret.rotated")", type),
                      {errc::wrong_type, "/event_type"});
}

TEST_CASE("a payload that is no object is refused for a type that has one") {
    const std::string_view object = R"({"old_version":3,"new_version":4,"updated_by":"sa:provisioner",)"
                                    R"("is_rotation":false})";
    for (const std::string_view data : {R"("text")", "[]", "[{}]", "1", "-1.5", "null", "false"}) {
        check_refused(examples::edited("secret.updated", object, data), {errc::wrong_type, "/data"});
        // the same with the payload before the type, which takes a second pass
        check_refused(std::string(R"({"data":)")
                          .append(data)
                          .append(R"(,"event_type":"secret.updated",)"
                                  R"("event_id":"e","tenant_id":"t",)"
                                  R"("timestamp":"2026-04-23T14:00:00Z",)"
                                  R"("partner_id":"p","identity_id":"i",)"
                                  R"("request_id":"r"})"),
                      {errc::wrong_type, "/data"});
    }
    check_refused(examples::edited("secret.updated", object, "{}"),
                  {errc::missing_field, "/data/old_version"});
}

TEST_CASE("a key of the envelope or of the payload that stands twice is refused, even with the same value") {
    change_each_member(
        [](json::object&, const std::string&) {},
        [](std::string_view type, const std::string& where, const json::value& old, const std::string& text) {
            if (type != "secret.rotated" && type != "rotation.completed")
                return;
            const auto key = where.substr(where.rfind('/') + 1);
            const auto member = "\"" + key + "\":" + json::serialize(old);
            const auto at = text.find(where == "/path" ? member + ",\"data" : member);
            REQUIRE(at != std::string::npos);
            check_refused(std::string(text).insert(at, member + ","), {errc::duplicate_key, where});
        });
    check_refused(examples::edited("secret.rotated", R"("new_version")", R"("old\u005fversion")"),
                  {errc::duplicate_key, "/data/old_version"});
}

TEST_CASE("a whole number must fit 64 bits") {
    for (const std::string_view number :
         {"9223372036854775808", "18446744073709551615", "18446744073709551616", "-9223372036854775809",
          "1e30", "-1e30", "9.3e18", "1e400", "123456789012345678901234567890"})
        check_refused(old_version(number), {errc::out_of_range, "/data/old_version"});
    CHECK(decode(old_version("-1")).has_value());
}

TEST_CASE("an integer may be written with a fraction or an exponent, if it is a whole number within 2^53") {
    const auto read = [](std::string_view number) {
        CAPTURE(number);
        const auto event = decode(old_version(number));
        REQUIRE(event.has_value());
        return std::get<scaivault::event<"secret.rotated">>(*event).data.old_version;
    };
    CHECK(read("7.0") == 7);
    CHECK(read("-7.000") == -7);
    CHECK(read("1e2") == 100);
    CHECK(read("1E+2") == 100);
    CHECK(read("1.5e1") == 15);
    CHECK(read("120e-1") == 12);
    CHECK(read("0.0000000000000000000000000000003e31") == 3);
    CHECK(read("3000000000000000000000000000000e-30") == 3);
    CHECK(read("10200.0300e2") == 1'020'003);
    for (const std::string_view zero : {"0.0", "-0.0", "-0", "0e0", "0e400", "-0.00e-400", "0e-2147483647"})
        CHECK(read(zero) == 0);
    CHECK(read("1" + std::string(400, '0') + "e-400") == 1);
    CHECK(read("0." + std::string(400, '0') + "1e401") == 1);
    CHECK(read("9007199254740992.0") == 9'007'199'254'740'992);
    CHECK(read("-9.007199254740992e15") == -9'007'199'254'740'992);
    for (const std::string_view beyond :
         {"9007199254740993.0", "-9007199254740993.0", "9007199254740992.0e1", "1e16", "1e2147483647"})
        check_refused(old_version(beyond), {errc::out_of_range, "/data/old_version"});
    // Must be exact; converted to double, some of these are integers.
    for (const std::string_view fraction :
         {"1.5", "-0.5", "15e-1", "0.99999999999999999999", "9007199254740992.0000000001", "1e-400",
          "12345678901234567890.5", "1e-2147483647"})
        check_refused(old_version(fraction), {errc::wrong_type, "/data/old_version"});
}

TEST_CASE("what is written otherwise is no integer") {
    for (const std::string_view number : {R"("3")", R"("")", R"("7.0")"})
        check_refused(old_version(number), {errc::wrong_type, "/data/old_version"});
    for (const std::string_view number : {"03", "+3", "0x3", "3.", ".3", "NaN", "Infinity", "1e", "--1", "-"})
        CHECK(decode(old_version(number)).error().code == errc::invalid_json);
}

TEST_CASE("a time must be RFC 3339 with an offset") {
    for (const std::string_view time :
         {R"("")", R"("...")", R"("2026-04-25")", R"("2026-04-25T14:00:00")", R"("2026-02-30T14:00:00Z")",
          R"("2026-13-01T14:00:00Z")", R"("2026-04-25 14:00:00Z")", R"("2026-04-25T24:00:00Z")",
          R"("2026-04-25T14:00:00Z ")", R"("1777125600")", R"("2026-04-25T14:00:00\u0000Z")",
          R"("1998-12-31T22:59:60Z")", R"("9999-12-31T23:59:60Z")", R"("9999-12-31T23:59:59-00:01")"})
        check_refused(grace_period_ends(time), {errc::malformed_time, "/data/grace_period_ends"});
    check_refused(grace_period_ends("1777125600"), {errc::wrong_type, "/data/grace_period_ends"});
    CHECK(decode(grace_period_ends(R"("2026-04-25T16:00:00+02:00")")).has_value());
    CHECK(decode(grace_period_ends(R"("1985-04-12T00:59:59.1234567890Z")")).has_value());
    check_refused(examples::edited("secret.rotated", "2026-04-23T14:00:00.123456Z", "yesterday"),
                  {errc::malformed_time, "/timestamp"});
}

TEST_CASE("errors inside of arrays name the element") {
    const std::string second = R"({"path":"p","old_version":1,"new_version":2},)";
    const auto with = [&](std::string_view element) {
        return examples::edited(
            "rotation.completed", R"("secrets_rotated":[)",
            std::string(R"("secrets_rotated":[)").append(second).append(element).append(","));
    };
    check_refused(with(R"({"path":"p","old_version":1})"),
                  {errc::missing_field, "/data/secrets_rotated/1/new_version"});
    check_refused(with(R"({"path":"p","old_version":1.5})"),
                  {errc::wrong_type, "/data/secrets_rotated/1/old_version"});
    check_refused(with(R"({"path":"p","path":"p"})"), {errc::duplicate_key, "/data/secrets_rotated/1/path"});
    check_refused(with("1"), {errc::wrong_type, "/data/secrets_rotated/1"});
    check_refused(with("null"), {errc::wrong_type, "/data/secrets_rotated/1"});
    check_refused(with("[]"), {errc::wrong_type, "/data/secrets_rotated/1"});
    check_refused(examples::edited("secret.created", R"("production"])", R"("production",7])"),
                  {errc::wrong_type, "/data/tags/2"});
    check_refused(examples::edited("secret.created", R"("production"])", R"({}])"),
                  {errc::wrong_type, "/data/tags/1"});
}

TEST_CASE("the offset tells how far the text was read") {
    const auto& text = examples::text("secret.rotated");
    const auto offset_of = [](std::string_view json) { return decode(json).error().offset; };
    const auto after = [](std::string_view json, std::string_view part) {
        return json.find(part) + part.size();
    };

    const auto wrong = old_version(R"("three")");
    CHECK(offset_of(wrong) > wrong.find(R"("three")"));
    CHECK(offset_of(wrong) <= after(wrong, R"("three")"));
    const auto nested = old_version("{}");
    CHECK(offset_of(nested) == nested.find("{}"));
    const auto syntax = old_version("?");
    CHECK(offset_of(syntax) == syntax.find('?'));
    CHECK(offset_of(text + "x") == text.size());
    CHECK(offset_of(text.substr(0, 100)) == 100);
    const auto incomplete = examples::edited("secret.rotated", R"("old_version":3,)", "");
    CHECK(offset_of(incomplete) <= incomplete.find('}') + 1);
    CHECK(offset_of(incomplete) >= incomplete.find('}'));
}

TEST_CASE("the errors of a text are told apart by their codes, and none holds a value of the text") {
    std::set<int> codes;
    const auto code = [&](std::string_view text, const decode_options& options = {}) {
        const auto error = decode(text, options).error();
        CHECK(error.message().find("hunter2") == std::string::npos);
        codes.insert(error.code.value());
    };
    code(R"({"hunter2")");
    code(R"({"event_id":"hunter2","event_id":"hunter2"})");
    code(R"({"event_id":"hunter2"})");
    code(R"({"event_id":["hunter2"]})");
    code(examples::edited("secret.rotated", R"("old_version":3)", R"("hunter2":1,"old_version":1e30)"));
    code(R"({"timestamp":"hunter2"})");
    code(R"({"hunter2":[[["hunter2"]]]})", {.max_depth = 2});
    code(R"({"hunter2":1})", {.max_size = 5});
    CHECK(codes.size() == 8);
}

} // namespace json_decode_strict_test
