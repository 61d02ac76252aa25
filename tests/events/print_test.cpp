#include "scaivault/events/print.hpp"
#include <scaivault/json/encode.hpp>

#include "scaivault/events/policy.hpp"
#include "scaivault/events/rotation.hpp"
#include "scaivault/events/secret.hpp"
#include "scaivault/events/types.hpp"

#include "../support/catch.hpp"

#include <boost/json/parse.hpp>

#include <chrono>
#include <iomanip>
#include <ios>
#include <sstream>
#include <string>
#include <string_view>

namespace print_shop {

struct order_placed {
    std::string order_id;
    unsigned items = 0;
};

using order_event = scaivault::basic_event<"order.placed", order_placed, scaivault::envelope>;

} // namespace print_shop

template <>
struct scaivault::fields<print_shop::order_placed> {
    using list = field_list<field<"order_id", &print_shop::order_placed::order_id>,
                            field<"items", &print_shop::order_placed::items>>;
};

namespace {

using namespace std::string_literals;

template <class T>
std::string printed(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

constexpr scaivault::time_point noon =
    std::chrono::sys_days{std::chrono::year{2026} / 4 / 23} + std::chrono::hours{14};

std::string printed_user_agent(std::string_view text) {
    scaivault::secret_accessed value;
    value.user_agent = text;
    const std::string line = printed(value);
    const std::string_view head = R"({"version":0,"accessed_by":"","source_ip":"","user_agent":)";
    REQUIRE(line.starts_with(head));
    return line.substr(head.size(), line.size() - head.size() - 1);
}

} // namespace

TEST_CASE("a payload is printed as its JSON") {
    const scaivault::secret_rotated value{3, 4, "rot_quarterly", "quarterly", noon, true};
    CHECK(printed(value) ==
          R"({"old_version":3,"new_version":4,"rotation_policy_id":"rot_quarterly",)"
          R"("rotation_policy_name":"quarterly","grace_period_ends":"2026-04-23T14:00:00Z",)"
          R"("auto_generated":true})");
    scaivault::rotation_completed completed;
    completed.secrets_rotated = {{"a", 1, 2}, {"b", 3, 4}};
    CHECK(printed(completed).find(R"("secrets_rotated":[{"path":"a","old_version":1,"new_version":2},)"
                                  R"({"path":"b","old_version":3,"new_version":4}],"started_at":)") !=
          std::string::npos);
}

TEST_CASE("a known value of an open list stands bare, any other in quotes") {
    scaivault::policy_violation value;
    value.reason = scaivault::violation_reason::condition_failed;
    value.failed_condition = scaivault::open_enum<scaivault::violation_condition>{"moon\nphase"};
    CHECK(printed(value).find(R"("reason":"condition_failed","failed_condition":"moon\nphase",)") !=
          std::string::npos);
    CHECK(printed(value.reason) == "condition_failed");
    CHECK(printed(*value.failed_condition) == R"("moon\nphase")");
    CHECK(printed(scaivault::open_enum<scaivault::violation_reason>{}) == R"("")");
}

TEST_CASE("a string cannot end its quotes or the line") {
    CHECK(printed_user_agent("x\",\"version\":9") == R"("x\",\"version\":9")");
    CHECK(printed_user_agent("x\\") == R"("x\\")");
    CHECK(printed_user_agent("a\r\nb\tc") == R"("a\r\nb\tc")");
    CHECK(printed_user_agent("\x1b[2J\x7f\b"s) == R"("\u001b[2J\u007f\b")");
    CHECK(printed_user_agent("a\0b"s) == R"("a\u0000b")");
}

TEST_CASE("characters beyond ASCII that end a line, move a cursor or turn the text around are escaped") {
    CHECK(printed_user_agent("a\xc2\x85z") == R"("a\u0085z")");     // next line
    CHECK(printed_user_agent("a\xc2\x9bz") == R"("a\u009bz")");     // control sequence introducer
    CHECK(printed_user_agent("a\xe2\x80\xa8z") == R"("a\u2028z")"); // line separator
    CHECK(printed_user_agent("a\xe2\x80\xa9z") == R"("a\u2029z")"); // paragraph separator
    CHECK(printed_user_agent("a\xe2\x80\xaez") == R"("a\u202ez")"); // right-to-left override
    CHECK(printed_user_agent("a\xe2\x81\xa6z") == R"("a\u2066z")"); // left-to-right isolate
}

TEST_CASE("other characters beyond ASCII stand as they are, whole or cut off") {
    const std::string text = "\xc2\xa0 \xc3\x85 \xe2\x80\xa7 \xe2\x80\xaf \xe2\x82\xac \xf0\x9f\x94\x91";
    CHECK(printed_user_agent(text) == '"' + text + '"');
    CHECK(printed_user_agent("\xc2") == "\"\xc2\"");
    CHECK(printed_user_agent("\xe2\x80") == "\"\xe2\x80\"");
}

TEST_CASE("no byte of a string stands for a line end, whatever comes before it") {
    std::size_t forged = 0;
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string text{static_cast<char>(first), static_cast<char>(second)};
            const std::string line = printed_user_agent(text);
            for (const char c : line)
                forged += static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
            forged += line.find("\xc2\x85") != std::string::npos;
        }
    }
    CHECK(forged == 0);
}

TEST_CASE("an envelope, a known and an unknown event are printed as their JSON") {
    print_shop::order_event order;
    order.event_id = "evt_1";
    order.timestamp = noon;
    order.request_id = "req_1";
    order.data = {"A1", 2};
    CHECK(printed(order) == scaivault::encode(order));
    CHECK(printed(order).find(R"("event_id":"evt_1","event_type":"order.placed")") != std::string::npos);
    const auto& head = static_cast<const scaivault::envelope&>(order);
    CHECK(printed(head) ==
          R"({"event_id":"evt_1","timestamp":"2026-04-23T14:00:00Z","tenant_id":"","partner_id":"",)"
          R"("identity_id":"","request_id":"req_1"})");

    scaivault::unknown_event unknown;
    unknown.event_id = "evt_2";
    unknown.event_type = "secret\narchived";
    unknown.path = "a/b";
    unknown.data = R"({"by": "x"})";
    CHECK(printed(unknown) == scaivault::encode(unknown));
}

TEST_CASE("the data of an unknown event stands on one line too, and means the same") {
    scaivault::unknown_event unknown;
    unknown.data = "{\r\n\t\"by\":\"\xe2\x80\xae\x7f\"\n}";
    const auto line = printed(unknown);
    CHECK(line.find(R"("data":{   "by":"\u202e\u007f" })") != std::string::npos);
    CHECK(boost::json::parse(line) == boost::json::parse(scaivault::encode(unknown)));
}

TEST_CASE("a struct of another namespace is printed by name") {
    std::ostringstream out;
    scaivault::print_fields(out, print_shop::order_placed{"A1", 2});
    CHECK(out.str() == R"({"order_id":"A1","items":2})");
}

TEST_CASE("the stream's number base has no say, and its width is for the line as a whole") {
    std::ostringstream out;
    out << std::hex << std::showbase << std::setw(60) << std::setfill('.')
        << scaivault::rotated_secret{"p", 255, 256};
    CHECK(out.str() == std::string(12, '.') + R"({"path":"p","old_version":255,"new_version":256})");
}

TEST_CASE("an event of any type prints like the event that it holds") {
    scaivault::event<"secret.rotated"> rotated;
    rotated.event_id = "evt_1\n";
    std::ostringstream one;
    one << rotated;
    std::ostringstream any;
    any << scaivault::any_event{rotated};
    CHECK(any.str() == one.str());
    CHECK(any.str().find("evt_1\\n") != std::string::npos);
}

TEST_CASE("a manipulator can be printed where the library's names are used without their namespace") {
    using namespace scaivault;
    std::ostringstream out;
    out << "line" << std::endl;
    CHECK(out.str() == "line\n");
}
