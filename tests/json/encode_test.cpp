#include "scaivault/json/encode.hpp"

#include "../support/catch.hpp"
#include "../support/decode.hpp"
#include "../support/examples.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace json_encode_test {

namespace {

using namespace scaivault;

/// Fills events with difficult values.
class generator {
public:
    explicit generator(unsigned seed) : random_(seed) {}

    any_event event(std::size_t type) {
        any_event made;
        boost::mp11::mp_with_index<catalog::size>(type, [&](auto index) {
            auto& event = made.emplace<index>();
            fill(static_cast<envelope&>(event));
            fill(event.data);
        });
        return made;
    }

    std::string text() {
        static constexpr std::array<std::string_view, 16> pieces{
            "",           "\"",     "\\",      "/",        std::string_view("\0", 1),
            "\n",         "\x1f",   "\x7f",    "plain",    "\u00e9",
            "\U0010ffff", "\u2028", "\\u0041", "\b\f\r\t", "}],{",
            "null"};
        std::string made;
        for (auto count = below(5); count != 0; --count)
            made.append(pieces[below(pieces.size())]);
        return below(20) == 0 ? made + std::string(3000, 'x') + made : made;
    }

private:
    std::size_t below(std::size_t limit) { return std::size_t{random_()} % limit; }

    template <described T>
    void fill(T& object) {
        for_each_field<T>([&](auto item) { fill(object.*item.member); });
    }
    void fill(std::string& value) { value = text(); }
    void fill(bool& value) { value = below(2) == 0; }
    void fill(std::int64_t& value) {
        using limits = std::numeric_limits<std::int64_t>;
        const std::int64_t values[] = {0, -1, 1, limits::min(), limits::max(), limits::min() + 1};
        value = below(2) == 0 ? values[below(std::size(values))]
                              : static_cast<std::int64_t>((std::uint64_t{random_()} << 32) | random_());
    }
    void fill(time_point& value) {
        using namespace std::chrono;
        static constexpr sys_days days[] = {year{0} / 1 / 1, year{1969} / 12 / 31, year{2000} / 2 / 29,
                                            year{2026} / 4 / 23, year{9999} / 12 / 31};
        value = days[below(std::size(days))] + seconds{below(86'400)};
        if (below(2) == 0)
            value += microseconds{below(1'000'000)};
    }
    template <class T>
    void fill(std::optional<T>& value) {
        if (below(2) == 0)
            fill(value.emplace());
    }
    template <class T>
    void fill(std::vector<T>& values) {
        for (auto count = below(4); count != 0; --count)
            fill(values.emplace_back());
    }
    template <class E>
    void fill(open_enum<E>& value) {
        const auto& known = enum_texts<E>::value;
        const auto choice = below(known.size() + 2);
        if (choice < known.size())
            value = known[choice].first;
        else
            value.assign(text());
    }

    std::mt19937 random_;
};

std::vector<std::string> keys_of(const boost::json::value& value) {
    std::vector<std::string> keys;
    for (const auto& member : value.as_object())
        keys.emplace_back(member.key());
    return keys;
}

/// Whether `keys` is a subsequence of `all`.
bool in_order(const std::vector<std::string>& keys, const std::vector<std::string>& all) {
    auto next = all.begin();
    for (const auto& key : keys) {
        next = std::find(next, all.end(), key);
        if (next++ == all.end())
            return false;
    }
    return true;
}

unknown_event archived(std::string data) {
    unknown_event event;
    event.event_id = "evt_1";
    event.event_type = "secret.\"archived\"";
    event.data = std::move(data);
    return event;
}

} // namespace

TEST_CASE("an event of any type and with any values is read back equal") {
    for (std::size_t type = 0; type != catalog::size; ++type)
        for (unsigned seed = 0; seed != 100; ++seed) {
            const auto event = generator(seed).event(type);
            const auto text = encode(event);
            CAPTURE(catalog::names[type], text);
            const auto read = decode(text, {.max_size = std::size_t(-1)});
            INFO((read ? std::string() : read.error().message()));
            REQUIRE(read.has_value());
            REQUIRE(*read == event);
            REQUIRE(encode(*read) == text);
        }
}

TEST_CASE("keys are written in the vendor's order") {
    for (const auto& [name, example] : examples::all()) {
        const auto dom = boost::json::parse(example);
        const auto type = catalog::find(std::string_view(dom.at("event_type").as_string())).value();
        if (name == "rotation.due.now")
            continue; // lacks a key of rotation.due
        auto head = keys_of(dom);
        if (!dom.as_object().contains("path"))
            head.insert(head.begin() + 6, "path"); // "identity_id", "path", "data"
        for (unsigned seed = 0; seed != 10; ++seed) {
            const auto written = boost::json::parse(encode(generator(seed).event(type)));
            CAPTURE(name, seed);
            CHECK(in_order(keys_of(written), head));
            CHECK(keys_of(written).size() >= 8);
            CHECK(in_order(keys_of(written.at("data")), keys_of(dom.at("data"))));
        }
    }
}

TEST_CASE("a nullable field without a value is null, an omittable one is left out") {
    event<"secret.created"> created;
    CHECK(encode(created).find(R"("expires_at":null)") != std::string::npos);
    CHECK(encode(created).find("path") == std::string::npos);
    CHECK(encode(created).find(R"("tags":[])") != std::string::npos);
    event<"secret.deleted"> deleted;
    CHECK(encode(deleted).find("recoverable_until") == std::string::npos);
    CHECK(encode(event<"rotation.due">{}).find("rotation_policy_name") == std::string::npos);
    event<"policy.violation"> denied;
    CHECK(encode(denied).find(R"("policy_id":null)") != std::string::npos);
    CHECK(encode(denied).find(R"("failed_condition":null)") != std::string::npos);
}

TEST_CASE("a present but empty optional is not an absent one") {
    any_event any = event<"rotation.due">{};
    auto& due = std::get<event<"rotation.due">>(any);
    due.path = "";
    due.data.rotation_policy_name = "";
    CHECK(encode(any).find(R"("path":"")") != std::string::npos);
    const auto read = decode(encode(any));
    REQUIRE(read.has_value());
    CHECK(*read == any);
}

TEST_CASE("one event is written like the variant that holds it") {
    const auto any = generator(3).event(*catalog::find("secret.rotated"));
    CHECK(encode(std::get<event<"secret.rotated">>(any)) == encode(any));
    const auto unknown = archived("{}");
    CHECK(encode(unknown) == encode(any_event(unknown)));
}

TEST_CASE("the whole text of an event, to the byte") {
    event<"secret.updated"> updated;
    updated.event_id = "a\"b\\c\x01\n\u00e9/";
    updated.timestamp = time_point{std::chrono::microseconds{1}};
    updated.data.old_version = -1;
    updated.data.is_rotation = true;
    CHECK(encode(updated) == R"({"event_id":"a\"b\\c\u0001\n)"
                             "\u00e9"
                             R"(/","event_type":"secret.updated","timestamp":"1970-01-01T00:00:00.000001Z",)"
                             R"("tenant_id":"","partner_id":"","identity_id":"","data":{"old_version":-1,)"
                             R"("new_version":0,"updated_by":"","is_rotation":true},"request_id":""})");
}

TEST_CASE("every control character is escaped, and nothing else that need not be") {
    for (int c = 0; c != 0x80; ++c) {
        event<"policy.created"> event;
        event.data.actor = std::string(1, static_cast<char>(c));
        const auto text = encode(event);
        CAPTURE(c);
        const auto read = decode(text);
        REQUIRE(read.has_value());
        CHECK(std::get<scaivault::event<"policy.created">>(*read) == event);
        const bool must = c < 0x20 || c == '"' || c == '\\';
        CHECK((text.find(R"("actor":"\)") != std::string::npos) == must);
    }
}

TEST_CASE("a time outside of the years of RFC 3339 is written as the nearest one inside") {
    event<"secret.expired"> expired;
    expired.timestamp = time_point::max();
    expired.data.expired_at = time_point::min();
    const auto text = encode(expired);
    CHECK(text.find("9999-12-31T23:59:59.999999Z") != std::string::npos);
    CHECK(text.find("0000-01-01T00:00:00Z") != std::string::npos);
    CHECK(decode(text).has_value());
}

TEST_CASE("an event with a time that is read at all is read back equal") {
    const auto text = encode(event<"secret.expired">{});
    for (const std::string_view time :
         {"2016-12-31T23:59:60Z", "2016-12-31T23:59:60.123456789Z", "1990-12-31T15:59:60-08:00",
          "1985-04-12T00:59:59.1234567890Z", "0000-01-01T01:00:00+01:00", "9999-12-31T23:59:59.9999999Z"}) {
        CAPTURE(time);
        const auto read =
            decode(examples::replaced(text, R"("timestamp":"1970-01-01T00:00:00Z")",
                                      std::string(R"("timestamp":")").append(time).append("\"")));
        REQUIRE(read.has_value());
        CHECK(decode(encode(*read)).value() == *read);
    }
}

TEST_CASE("an unknown event is read back equal, its payload byte for byte") {
    for (const std::string_view data :
         {R"({})", R"({ "b" : [ 1.0, "}" ] , "a":null})", "[]", "null", "-0.5e1", R"("\u0041")", "true"}) {
        const any_event event = archived(std::string(data));
        const auto read = decode(encode(event));
        REQUIRE(read.has_value());
        CHECK(*read == event);
    }
}

TEST_CASE("an unknown event without a payload has null for one") {
    const auto text = encode(archived(""));
    CHECK(text.find(R"("data":null)") != std::string::npos);
    CHECK(decode(text).has_value());
}

TEST_CASE("a variant without a value cannot be written") {
    struct thrower {
        operator unknown_event() const { throw 1; }
    };
    any_event event;
    try {
        event.emplace<unknown_event>(thrower{});
    } catch (int) {
    }
    REQUIRE(event.valueless_by_exception());
    CHECK_THROWS_AS(encode(event), std::bad_variant_access);
}

} // namespace json_encode_test
