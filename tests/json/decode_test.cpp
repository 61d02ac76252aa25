#include "scaivault/json/encode.hpp"

#include "../support/catch.hpp"
#include "../support/decode.hpp"
#include "../support/examples.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace json_decode_test {

namespace {

using namespace scaivault;

time_point at(std::string_view text) {
    return parse_timestamp(text).value();
}

template <fixed_string Name>
event<Name> decoded(std::string_view text) {
    const auto read = decode(text);
    INFO((read ? std::string() : read.error().message()));
    REQUIRE(read.has_value());
    REQUIRE(std::holds_alternative<event<Name>>(*read));
    return std::get<event<Name>>(*read);
}

} // namespace

TEST_CASE("every example of the vendor decodes to the alternative of its type") {
    std::set<std::string_view> types;
    for (const auto& [name, text] : examples::all()) {
        CAPTURE(name);
        const auto dom = boost::json::parse(text);
        const std::string_view type = dom.at("event_type").as_string();
        const auto event = decode(text);
        REQUIRE(event.has_value());
        CHECK(event->index() == catalog::find(type));
        CHECK(type_of(*event) == type);
        const auto& head = envelope_of(*event);
        CHECK(head.event_id == dom.at("event_id").as_string());
        CHECK(head.timestamp == at("2026-04-23T14:00:00.123456Z"));
        CHECK(head.tenant_id == "tnt_acme_prod");
        CHECK(head.partner_id == "ptn_acme");
        CHECK(head.identity_id == "system:rotation-scheduler");
        CHECK(head.path.has_value() == dom.as_object().contains("path"));
        CHECK(head.request_id == "req_abc123");
        types.insert(catalog::names[event->index()]);
    }
    CHECK(types.size() == catalog::size);
}

TEST_CASE("encoding what was decoded gives the vendor's text back, byte for byte") {
    REQUIRE(examples::all().size() == 31); // one per type, and rotation.due with due_now
    for (const auto& [name, text] : examples::all()) {
        CAPTURE(name);
        const auto event = decode(text);
        REQUIRE(event.has_value());
        CHECK(encode(*event) == text);
    }
}

TEST_CASE("an array of strings and a null time are read") {
    const auto event = decoded<"secret.created">(examples::text("secret.created"));
    CHECK(event.path == "environments/production/salesforce/oauth");
    CHECK(event.data.version == 1);
    CHECK(event.data.secret_type == "json");
    CHECK(event.data.created_by == "user:alice@acme.example");
    CHECK(event.data.tags == std::vector<std::string>{"salesforce", "production"});
    CHECK(!event.data.expires_at);
}

TEST_CASE("an empty array is read as one, and a nullable time that is there as a time") {
    const auto event = decoded<"secret.created">(
        examples::replaced(examples::edited("secret.created", R"(["salesforce","production"])", "[]"),
                           R"("expires_at":null)", R"("expires_at":"2027-01-01T00:00:00Z")"));
    CHECK(event.data.tags.empty());
    CHECK(event.data.expires_at == at("2027-01-01T00:00:00Z"));
}

TEST_CASE("a permanent deletion, which has no recoverable_until, is read") {
    const auto recoverable = decoded<"secret.deleted">(examples::text("secret.deleted"));
    CHECK(recoverable.data.version_count == 4);
    CHECK(recoverable.data.deleted_by == "user:bob@acme.example");
    CHECK(!recoverable.data.permanent);
    CHECK(recoverable.data.recoverable_until == at("2026-05-23T15:00:00Z"));

    const auto permanent = decoded<"secret.deleted">(
        examples::edited("secret.deleted", R"(false,"recoverable_until":"2026-05-23T15:00:00Z")", "true"));
    CHECK(permanent.data.permanent);
    CHECK(!permanent.data.recoverable_until);
}

TEST_CASE("null for a field that the vendor leaves out means the same as leaving it out") {
    const auto event = decoded<"secret.rotated">(examples::edited(
        "secret.rotated", R"("path":"environments/production/salesforce/oauth")", R"("path":null)"));
    CHECK(!event.path);
}

TEST_CASE("a rotation is read with all its fields") {
    const auto event = decoded<"secret.rotated">(examples::text("secret.rotated"));
    CHECK(event.event_id == "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z");
    CHECK(event.data.old_version == 3);
    CHECK(event.data.new_version == 4);
    CHECK(event.data.rotation_policy_id == "rot_quarterly");
    CHECK(event.data.rotation_policy_name == "quarterly");
    CHECK(event.data.grace_period_ends == at("2026-04-25T14:00:00Z"));
    CHECK(event.data.auto_generated);
}

TEST_CASE("rotation.due has a policy name in a warning and none when it is due now") {
    const auto warning = decoded<"rotation.due">(examples::text("rotation.due"));
    CHECK(warning.data.rotation_policy_name == "quarterly");
    CHECK(warning.data.threshold == "7d");
    CHECK(!warning.data.due_now);
    const auto due = decoded<"rotation.due">(examples::text("rotation.due.now"));
    CHECK(!due.data.rotation_policy_name);
    CHECK(due.data.next_rotation_at == at("2026-04-30T00:00:00Z"));
    CHECK(due.data.due_now);
    CHECK(!due.data.auto_generate);
}

TEST_CASE("an array of objects is read, whatever its length") {
    const auto one = decoded<"rotation.completed">(examples::text("rotation.completed"));
    REQUIRE(one.data.secrets_rotated.size() == 1);
    CHECK(one.data.secrets_rotated[0].path == "environments/production/salesforce/oauth");
    CHECK(one.data.secrets_rotated[0].old_version == 3);
    CHECK(one.data.secrets_rotated[0].new_version == 4);
    CHECK(one.data.started_at == at("2026-04-23T13:59:57Z"));
    CHECK(one.data.completed_at == at("2026-04-23T14:00:00Z"));

    std::string many = "[";
    for (int i = 0; i != 1000; ++i)
        many.append(R"({"new_version":)" + std::to_string(i) + R"(,"path":"p","old_version":0},)");
    many.back() = ']';
    const std::string_view array =
        R"([{"path":"environments/production/salesforce/oauth","old_version":3,"new_version":4}])";
    const auto big = decoded<"rotation.completed">(examples::edited("rotation.completed", array, many));
    REQUIRE(big.data.secrets_rotated.size() == 1000);
    CHECK(big.data.secrets_rotated[999].new_version == 999);
    CHECK(decoded<"rotation.completed">(examples::edited("rotation.completed", array, "[]"))
              .data.secrets_rotated.empty());
}

TEST_CASE("a list of the vendor's values is open: known ones have an enumerator, new ones their text") {
    const auto denied = decoded<"policy.violation">(examples::text("policy.violation"));
    CHECK(denied.data.reason == violation_reason::no_matching_rule);
    CHECK(!denied.data.policy_id);
    CHECK(!denied.data.failed_condition);
    CHECK(denied.data.identity_id == "sa:reporting");
    CHECK(denied.data.path == "infra/db/primary/credentials");
    CHECK(denied.data.permission == "read");
    CHECK(denied.data.source_ip == "10.0.1.50");
    CHECK(denied.identity_id == "system:rotation-scheduler"); // the envelope has the same key

    const auto odd = decoded<"policy.violation">(
        examples::replaced(examples::edited("policy.violation", "no_matching_rule", "bad_moon"),
                           R"("failed_condition":null)", R"("failed_condition":"mfa_required")"));
    CHECK(!odd.data.reason.known());
    CHECK(odd.data.reason.text() == "bad_moon");
    REQUIRE(odd.data.failed_condition);
    CHECK(*odd.data.failed_condition == violation_condition::mfa_required);
}

TEST_CASE("counts of a synchronisation are read each into its own field") {
    const auto federation = decoded<"federation.sync.completed">(examples::text("federation.sync.completed"));
    CHECK(federation.data.secrets_synced == 127);
    CHECK(federation.data.secrets_created == 5);
    CHECK(federation.data.secrets_updated == 12);
    CHECK(federation.data.secrets_deleted == 0);
    CHECK(federation.data.conflicts == 0);
    CHECK(!federation.path);

    const auto identity = decoded<"identity.sync.completed">(examples::text("identity.sync.completed"));
    CHECK(identity.data.sync_id == 42);
    CHECK(identity.data.sync_type == identity_sync_type::full);
    CHECK(identity.data.users_synced == 150);
    CHECK(identity.data.groups_synced == 25);
    CHECK(identity.data.duration_ms == 4500);
    CHECK(identity.data.tenant_id == "tnt_acme_prod");
}

TEST_CASE("a certificate's times and a lease's outcome are read") {
    const auto issued = decoded<"certificate.issued">(examples::text("certificate.issued"));
    CHECK(issued.data.serial_number == "1A:2B:3C:4D:5E:6F:70:81:92:A3:B4:C5:D6:E7:F8:09");
    CHECK(issued.data.not_before == at("2026-04-23T14:00:00Z"));
    CHECK(issued.data.not_after == at("2026-04-30T14:00:00Z"));
    CHECK(issued.data.issued_via == issuance_method::internal_ca);
    const auto revoked = decoded<"dynamic.lease.revoked">(examples::edited(
        "dynamic.lease.revoked", R"("revocation_succeeded":true)", R"("revocation_succeeded":false)"));
    CHECK(revoked.data.reason == lease_revocation_reason::explicit_);
    CHECK(!revoked.data.revocation_succeeded);
}

TEST_CASE("the integers of 64 bits are read, to the last one") {
    const auto with = [](std::string_view number) {
        return decoded<"secret.rotated">(examples::edited("secret.rotated", R"("old_version":3)",
                                                          std::string(R"("old_version":)").append(number)))
            .data.old_version;
    };
    CHECK(with("9223372036854775807") == INT64_MAX);
    CHECK(with("-9223372036854775808") == INT64_MIN);
    CHECK(with("-1") == -1);
    CHECK(with("0") == 0);
    CHECK(with("-0") == 0);
}

TEST_CASE("white space of JSON may stand around every token") {
    const std::string compact = examples::text("secret.created");
    std::string spaced;
    bool inside = false;
    for (const char c : compact) {
        inside ^= c == '"';
        const bool structural = !inside && std::string_view("{}[],:").find(c) != std::string_view::npos;
        spaced.append(structural ? " \t\r\n" : "").append(1, c).append(structural ? "\n\r\t " : "");
    }
    spaced.append("\r\n\t ");
    const auto event = decode(spaced);
    REQUIRE(event.has_value());
    CHECK(*event == *decode(compact));
}

TEST_CASE("escapes in strings become the characters they stand for") {
    const auto user = [](std::string_view json) {
        return decoded<"secret.created">(examples::edited("secret.created", "user:alice@acme.example", json))
            .data.created_by;
    };
    CHECK(user(R"(\"\\\/\b\f\n\r\t)") == "\"\\/\b\f\n\r\t");
    CHECK(user(R"(\u00e9\u20AC\ud83d\ude00)") == "\u00e9\u20ac\U0001F600");
    CHECK(user("\u00e9\u20ac\U0001F600") == "\u00e9\u20ac\U0001F600");
    CHECK(user(R"(a\u0000b)") == std::string("a\0b", 3));
    CHECK(user("").empty());
    // Longer than the parser's buffer for unescaped text, so it arrives in parts.
    const std::string plain(5000, 'x');
    CHECK(user(R"(\u0041)" + plain + R"(\u0042)" + plain) == "A" + plain + "B" + plain);
    CHECK(user(plain + plain) == plain + plain);
}

TEST_CASE("a polled event, reduced by the vendor, is read when missing fields may keep their defaults") {
    const std::string polled = R"({"event_id":"evt_1","event_type":"secret.rotated",)"
                               R"("timestamp":"2026-04-23T14:00:00Z","path":"a/b",)"
                               R"("data":{"old_version":3,"new_version":4}})";
    const auto strict = decode(polled);
    REQUIRE(!strict.has_value());
    CHECK(strict.error().code == errc::missing_field);

    const decode_options lenient{.missing = missing_fields::default_};
    const auto read = decode(polled, lenient);
    REQUIRE(read.has_value());
    event<"secret.rotated"> expected;
    expected.event_id = "evt_1";
    expected.timestamp = at("2026-04-23T14:00:00Z");
    expected.path = "a/b";
    expected.data.old_version = 3;
    expected.data.new_version = 4;
    CHECK(std::get<event<"secret.rotated">>(*read) == expected);

    SECTION("but the id, the type and the payload must be there") {
        for (const auto& [member, where] : {std::pair{R"("event_id":"evt_1",)", "/event_id"},
                                            {R"("event_type":"secret.rotated",)", "/event_type"},
                                            {R"(,"data":{"old_version":3,"new_version":4})", "/data"}}) {
            const auto refused = decode(examples::replaced(polled, member, ""), lenient);
            REQUIRE(!refused.has_value());
            CHECK(refused.error().code == errc::missing_field);
            CHECK(refused.error().where == where);
        }
    }
    SECTION("and what is there must be right") {
        CHECK(decode(examples::replaced(polled, R"("old_version":3)", R"("old_version":null)"), lenient)
                  .error()
                  .code == errc::wrong_type);
    }
    SECTION("the elements of an array included") {
        const auto rotation = decode(R"({"event_id":"e","event_type":"rotation.completed",)"
                                     R"("data":{"secrets_rotated":[{"path":"p"},{}]}})",
                                     lenient);
        REQUIRE(rotation.has_value());
        CHECK(std::get<event<"rotation.completed">>(*rotation).data.secrets_rotated ==
              std::vector<rotated_secret>{{.path = "p"}, {}});
    }
}

} // namespace json_decode_test
