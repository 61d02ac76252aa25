// Members of the envelope that the program accepts as null or missing.

#include "support/catch.hpp"
#include "support/decode.hpp"
#include "support/examples.hpp"

#include <scaivault/json/print.hpp>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <variant>

namespace json_decode_lenient_test {

namespace {

using namespace scaivault;

decode_options with_lenient_tenant() {
    decode_options options;
    options.lenient = lenient<"tenant_id", "timestamp">;
    return options;
}

const std::string& text() {
    return examples::text("secret.rotated");
}

/// The value of a member of the example's envelope, as it is written.
std::string value_of(std::string_view key) {
    const auto begin = text().find(std::string("\"").append(key).append("\":")) + key.size() + 3;
    return text().substr(begin, text().find(',', begin) - begin);
}

std::string with_null(std::string_view key) {
    const auto name = std::string("\"").append(key).append("\":");
    return examples::edited("secret.rotated", name + value_of(key), name + "null");
}

std::string without(std::string_view key) {
    const auto name = std::string("\"").append(key).append("\":");
    return examples::edited("secret.rotated", name + value_of(key) + ",", "");
}

} // namespace

TEST_CASE("a member that is named as lenient may be null or missing, and keeps its default") {
    for (const auto& json : {with_null("tenant_id"), without("tenant_id")}) {
        CHECK(!decode(json));
        const auto read = decode(json, with_lenient_tenant());
        REQUIRE(read);
        const auto& rotated = std::get<event<"secret.rotated">>(*read);
        CHECK(rotated.tenant_id.empty());
        CHECK(rotated.data.new_version == 4);
        CHECK(!rotated.partner_id.empty());
    }
    const auto read = decode(with_null("timestamp"), with_lenient_tenant());
    REQUIRE(read);
    CHECK(std::get<event<"secret.rotated">>(*read).timestamp == time_point{});
}

TEST_CASE("with lenient members, an event that has them is read as without") {
    CHECK(*decode(text(), with_lenient_tenant()) == *decode(text()));
}

TEST_CASE("a lenient member of another type than the catalog's is refused") {
    const auto json =
        examples::edited("secret.rotated", "\"tenant_id\":" + value_of("tenant_id"), R"("tenant_id":7)");
    const auto read = decode(json, with_lenient_tenant());
    REQUIRE(!read);
    CHECK(read.error() == errc::wrong_type);
    CHECK(read.error().where == "/tenant_id");
}

TEST_CASE("other members stay required, and a member of the payload with the same key too") {
    const auto missing = decode(without("partner_id"), with_lenient_tenant());
    REQUIRE(!missing);
    CHECK(missing.error() == errc::missing_field);
    CHECK(missing.error().where == "/partner_id");
    const auto null = decode(with_null("partner_id"), with_lenient_tenant());
    REQUIRE(!null);
    CHECK(null.error() == errc::wrong_type);

    decode_options options;
    static constexpr std::array<std::string_view, 1> of_payload = {"old_version"};
    options.lenient = of_payload;
    const auto inner = decode(examples::edited("secret.rotated", R"("old_version":3,)", ""), options);
    REQUIRE(!inner);
    CHECK(inner.error().where == "/data/old_version");
}

TEST_CASE("the id, the type and the payload are required, whatever a list says") {
    static constexpr std::array<std::string_view, 3> all = {"event_id", "event_type", "data"};
    decode_options options;
    options.lenient = all;
    for (const std::string_view key : {"event_id", "event_type"}) {
        CHECK(!decode(with_null(key), options));
        CHECK(!decode(without(key), options));
    }
    const auto begin = text().find(R"("data":)");
    auto no_payload = text();
    no_payload.erase(begin, text().find("},", begin) + 2 - begin);
    const auto read = decode(no_payload, options);
    REQUIRE(!read);
    CHECK(read.error().where == "/data");
}

} // namespace json_decode_lenient_test
