#include "scaivault/subscription/polling.hpp"

#include "../support/catch.hpp"
#include "../support/examples.hpp"

#include "scaivault/events/print.hpp"
#include "scaivault/json/encode.hpp"

#include <boost/json/parse.hpp>

#include <array>
#include <cstddef>
#include <random>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

namespace subscription_polling_test {

using namespace std::string_view_literals;
using namespace scaivault;

namespace {

/// As the vendor publishes it: reduced, and its data too.
constexpr auto reduced =
    R"({"event_id":"evt_abc","event_type":"secret.rotated","timestamp":"2026-04-23T14:00:00Z",)"
    R"("path":"environments/production/db","data":{"old_version":3,"new_version":4}})"sv;

std::string answer(const std::vector<std::string>& events, std::string_view rest = R"(,"has_more":false})") {
    std::string text = R"({"events":[)";
    for (std::size_t i = 0; i != events.size(); ++i)
        text.append(i == 0 ? "" : ",").append(events[i]);
    return text.append("]").append(rest);
}

/// An event with `depth` arrays in an unknown member.
std::string nested(std::size_t depth) {
    return R"({"event_id":"e","event_type":"t","data":{},"x":)" + std::string(depth, '[') +
           std::string(depth, ']') + "}";
}

bool refused(std::string_view json, errc code, std::string_view where, const poll_options& options = {}) {
    const auto response = decode_poll_response(json, options);
    REQUIRE(response.has_error());
    INFO(response.error().message());
    CHECK(response.error().code == code);
    CHECK(response.error().where == where);
    return response.error().code == code;
}

} // namespace

TEST_CASE("polled events are read although they come reduced") {
    const auto json = answer({std::string(reduced)}, R"(,"has_more":true})");
    const auto response = decode_poll_response(json).value();
    CHECK(response.has_more);
    REQUIRE(response.events.size() == 1);
    const auto& rotated = std::get<event<"secret.rotated">>(response.events[0].value());
    CHECK(rotated.event_id == "evt_abc");
    CHECK(rotated.path == "environments/production/db");
    CHECK(rotated.data.new_version == 4);
    CHECK(rotated.tenant_id.empty());
    CHECK(rotated.data.rotation_policy_id.empty());
}

TEST_CASE("every example of the catalog is read out of one answer, in order") {
    std::vector<std::string> texts;
    for (const auto& example : examples::all())
        texts.push_back(example.text);
    const auto json = answer(texts);
    const auto response = decode_poll_response(json).value();
    REQUIRE(response.events.size() == texts.size());
    for (std::size_t i = 0; i != texts.size(); ++i) {
        CHECK(response.texts[i] == texts[i]);
        CHECK(response.events[i].value() == decode(texts[i]).value());
    }
}

TEST_CASE("an empty list is what a poll that timed out is answered with") {
    for (const auto json :
         {R"({"events":[],"has_more":false})"sv, "{ \"events\" : [ \n ] , \"has_more\":false}"sv}) {
        const auto response = decode_poll_response(json).value();
        CHECK(response.events.empty());
        CHECK(response.texts.empty());
        CHECK(!response.has_more);
    }
}

TEST_CASE("members come in any order, and others are skipped") {
    const auto json = R"({"next":{"a":[1,"]"]}, "has_more" : true,"n":1e2, "events" : [ )" +
                      std::string(reduced) + " , " + std::string(reduced) + R"( ] ,"z":null})";
    const auto response = decode_poll_response(json).value();
    CHECK(response.has_more);
    REQUIRE(response.events.size() == 2);
    CHECK(response.texts[0] == reduced);
    CHECK(response.texts[1] == reduced);
}

TEST_CASE("a key may be written with escapes") {
    const auto json = R"({"h\u0061s_more":true,"\u0065vents":[)" + std::string(reduced) + "]}";
    const auto response = decode_poll_response(json).value();
    CHECK(response.has_more);
    CHECK(response.events.size() == 1);
}

TEST_CASE("one event that cannot be read does not cost the others") {
    const auto bad = examples::edited("secret.rotated", R"("new_version":4)", R"("new_version":"four")");
    const auto json = answer(
        {std::string(reduced), bad, "17", "[1,[2,{}]]", "null", "\"a,]\\\"\"", "{}", std::string(reduced)});
    const auto response = decode_poll_response(json).value();
    REQUIRE(response.events.size() == 8);
    CHECK(response.events[0].has_value());
    CHECK(response.events[7].has_value());

    const auto& error = response.events[1].error();
    CHECK(error.code == errc::wrong_type);
    CHECK(error.where == "/events/1/data/new_version");
    const auto alone = decode(bad);
    CHECK(error.offset == json.find(bad) + alone.error().offset);
    CHECK(response.texts[1] == bad);

    for (const std::size_t i : {2U, 3U, 4U, 5U}) {
        CHECK(response.events[i].error().code == errc::wrong_type);
        CHECK(response.events[i].error().where == "/events/" + std::to_string(i));
    }
    CHECK(response.texts[3] == "[1,[2,{}]]");
    CHECK(response.texts[5] == "\"a,]\\\"\"");
    CHECK(response.events[6].error().code == errc::missing_field);
    CHECK(response.events[6].error().where == "/events/6/event_id");
}

TEST_CASE("events of types that the catalog does not know are kept") {
    const auto json = answer({R"({"event_id":"evt_1","event_type":"secret.archived","data":{"a":[1,2]}})"});
    const auto response = decode_poll_response(json).value();
    REQUIRE(response.events.size() == 1);
    const auto& unknown = std::get<unknown_event>(response.events[0].value());
    CHECK(unknown.event_type == "secret.archived");
    CHECK(unknown.data == R"({"a":[1,2]})");
}

TEST_CASE("an unknown event is complete with id, type and data, for those who want complete events too") {
    const poll_options strict{.event = {.missing = missing_fields::reject}};
    const auto json = answer({R"({"event_id":"evt_1","event_type":"webhook.test","data":{}})"});
    const auto response = decode_poll_response(json, strict).value();
    CHECK(envelope_of(response.events[0].value()).event_id == "evt_1");
}

TEST_CASE("who wants complete events says so") {
    const poll_options strict{.event = {.missing = missing_fields::reject}};
    const auto json = answer({std::string(reduced), examples::text("secret.rotated")});
    const auto response = decode_poll_response(json, strict).value();
    CHECK(response.events[0].error().code == errc::missing_field);
    CHECK(response.events[0].error().where.starts_with("/events/0/"));
    CHECK(response.events[1].has_value());
    CHECK(refused(R"({"events":[]})", errc::missing_field, "/has_more", strict));
}

TEST_CASE("an answer that does not say whether there is more is read, for polling again does no harm") {
    CHECK(!decode_poll_response(R"({"events":[]})").value().has_more);
}

TEST_CASE("an answer of another shape is refused") {
    CHECK(refused("", errc::invalid_json, ""));
    CHECK(refused("<html>", errc::invalid_json, ""));
    CHECK(refused(R"({"events":[)", errc::invalid_json, ""));
    CHECK(refused(R"({"events":[]} x)", errc::invalid_json, ""));
    CHECK(refused("[", errc::invalid_json, ""));
    CHECK(refused("{}}", errc::invalid_json, ""));
    CHECK(refused(R"({"events":7,"has_more":tru})", errc::invalid_json, ""));
    CHECK(refused(R"({"has_more":1,"events":[1x]})", errc::invalid_json, ""));
    CHECK(refused(R"({"events":[],"events":[],)", errc::invalid_json, ""));
    CHECK(refused("{\"events\":[],\"x\":\"\xFF\"}", errc::invalid_json, ""));
    CHECK(refused("[]", errc::wrong_type, ""));
    CHECK(refused("null", errc::wrong_type, ""));
    CHECK(refused("{}", errc::missing_field, "/events"));
    CHECK(refused(R"({"has_more":true})", errc::missing_field, "/events"));
    CHECK(refused(R"({"events":[],"events":[]})", errc::duplicate_key, "/events"));
    CHECK(refused(R"({"has_more":true,"events":[],"has_more":true})", errc::duplicate_key, "/has_more"));
    for (const auto events : {"{}", "null", "\"[]\"", "1", "true"}) {
        CAPTURE(events);
        CHECK(refused(R"({"events":)" + std::string(events) + R"(,"has_more":true})", errc::wrong_type,
                      "/events"));
    }
    for (const auto flag : {"{}", "[]", "null", "\"true\"", "1"}) {
        CAPTURE(flag);
        CHECK(
            refused(R"({"events":[],"has_more":)" + std::string(flag) + "}", errc::wrong_type, "/has_more"));
    }
}

TEST_CASE("a failure of the whole says at which byte reading stopped") {
    const auto json = R"({"has_more":true,"events":7})"sv;
    CHECK(decode_poll_response(json).error().offset == json.find('7') + 1);
    CHECK(decode_poll_response("{\"events\":[]} x").error().offset == 14);
    const auto half = decode_poll_response(R"({"has_more":1,"events":["\ud83d"]})").error();
    CHECK(half.detail.find("lone surrogate") != std::string::npos);
    CHECK(half.offset == 25);
    CHECK(decode_poll_response("\xEF\xBB\xBF{\"events\":[]}").error().detail.find("byte order mark") !=
          std::string::npos);
}

TEST_CASE("the limits of an event do not depend on the answer around it") {
    const auto levels = decode_options{}.max_depth;
    const auto json = answer({nested(levels - 1), nested(levels), std::string(reduced)});
    const auto response = decode_poll_response(json).value();
    CHECK(response.events[0].has_value());
    CHECK(response.events[1].error().code == errc::too_deep);
    CHECK(response.events[2].has_value());

    const poll_options small{.event = {.max_size = reduced.size(), .missing = missing_fields::default_}};
    const auto mixed =
        answer({std::string(reduced), std::string(reduced) + " ", nested(200), std::string(reduced)});
    const auto limited = decode_poll_response(mixed, small).value();
    CHECK(limited.events[1].has_value());
    CHECK(limited.events[2].error().code == errc::too_large);
    CHECK(limited.events[3].has_value());
}

TEST_CASE("the answer as a whole has limits of its own") {
    const auto json = answer({std::string(reduced)});
    CHECK(decode_poll_response(json, {.max_size = json.size()}).has_value());
    CHECK(refused(json, errc::too_large, "", {.max_size = json.size() - 1}));
    CHECK(refused(answer({nested(600)}), errc::too_deep, ""));
    CHECK(refused(std::string(1'000'000, '['), errc::too_deep, ""));
    CHECK(refused(R"({"events":)" + std::string(1'000'000, '['), errc::too_deep, ""));
}

TEST_CASE("an answer that is cut off anywhere is refused, and nothing is read beyond it") {
    const auto json = answer({std::string(reduced), "\"\\\"\"", std::string(reduced)});
    for (std::size_t size = 0; size != json.size(); ++size) {
        const std::vector<char> cut(json.begin(), json.begin() + static_cast<std::ptrdiff_t>(size));
        CHECK(!decode_poll_response({cut.data(), cut.size()}).has_value());
    }
}

TEST_CASE("what is accepted of 20,000 damaged answers is split as Boost.JSON splits it") {
    const std::string whole =
        R"({"x":[1,{"y":"]}\""}], "has_more" :true,"events":[{"event_id":"e1","event_type":"secret.rotated",)"
        R"("data":{"old_version":3,"t":"a,b]\\"}} , 17 ,"s,\"", [1,[2]], {"event_id":"e2","event_type":"q","data":[{}]}]})";
    constexpr auto characters = "[]{},:\"\\ \n0e-tn"sv;
    std::minstd_rand random(7);
    const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
    std::size_t accepted = 0;
    std::size_t wrong = 0;
    for (int i = 0; i != 20'000; ++i) {
        std::string text = whole;
        for (std::size_t edits = 1 + below(3); edits != 0; --edits) {
            const auto at = below(text.size());
            if (below(2) == 0)
                text[at] = characters[below(characters.size())];
            else if (below(2) == 0)
                text.erase(at, 1 + below(4));
            else
                text.insert(at, 1, characters[below(characters.size())]);
        }
        const std::vector<char> exact(text.begin(), text.end());
        const auto response = decode_poll_response({exact.data(), exact.size()});
        if (!response)
            continue;
        ++accepted;
        const auto peer = boost::json::parse(text).at("events").as_array();
        bool same = peer.size() == response->texts.size();
        for (std::size_t e = 0; same && e != peer.size(); ++e)
            same = boost::json::parse(response->texts[e]) == peer[e];
        wrong += same ? 0U : 1U;
    }
    CHECK(accepted > 1'000);
    CHECK(wrong == 0);
}

TEST_CASE("a catalog of one's own is polled as well") {
    struct shop : basic_catalog<enveloped<envelope>, entry<"order.placed", secret_expiring>> {};
    const auto json = answer({R"({"event_id":"e","event_type":"order.placed","data":{"days_remaining":2}})"});
    const auto response = decode_poll_response<shop>(json).value();
    CHECK(std::get<0>(response.events[0].value()).data.days_remaining == 2);
}

TEST_CASE("the id of an event that cannot be read is read all the same, to acknowledge it") {
    const auto bad = examples::edited("secret.rotated", R"("new_version":4)", R"("new_version":"four")");
    REQUIRE(!decode(bad));
    CHECK(decode_event_id(bad).value() == "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z");
    CHECK(decode_event_id(R"({"data":{},"event_type":"x.y","timestamp":17,"event_id":"evt_1"})").value() ==
          "evt_1");
    CHECK(decode_event_id(R"({"event_type":"secret.rotated","data":{}})").error().where == "/event_id");
    CHECK(decode_event_id(R"({"event_id":7,"event_type":"secret.rotated"})").error().code ==
          errc::wrong_type);
    CHECK(decode_event_id("17").error().code == errc::wrong_type);
    CHECK(decode_event_id(R"({"event_id":7,"event_type":"secret.rotated")").error().code ==
          errc::invalid_json);
}

TEST_CASE("an acknowledgement lists ids") {
    CHECK(ack_body(std::vector<std::string>{}) == R"({"event_ids":[]})");
    CHECK(ack_body(std::vector<std::string>{"evt_abc"}) == R"({"event_ids":["evt_abc"]})");
    CHECK(ack_body(std::array{"evt_abc"sv, "evt_def"sv}) == R"({"event_ids":["evt_abc","evt_def"]})");
    CHECK(ack_body(std::array{"a\"b\\\n"}) == R"({"event_ids":["a\"b\\\n"]})");
}

TEST_CASE("what was polled is acknowledged by what was read") {
    const auto json = answer({std::string(reduced), "{}", examples::text("policy.created")});
    const auto response = decode_poll_response(json).value();
    auto ids = response.events | std::views::filter([](const auto& e) { return e.has_value(); }) |
               std::views::transform([](const auto& e) { return envelope_of(*e).event_id; });
    CHECK(ack_body(ids) == R"({"event_ids":["evt_abc","evt_01HK7X9Z3M8Q4R5T6V7W8X9Y17"]})");
}

} // namespace subscription_polling_test
