#include "scaivault/events/certificate.hpp"
#include "scaivault/events/dynamic_lease.hpp"
#include "scaivault/events/envelope.hpp"
#include "scaivault/events/federation.hpp"
#include "scaivault/events/field_check.hpp"
#include "scaivault/events/identity.hpp"
#include "scaivault/events/policy.hpp"
#include "scaivault/events/rotation.hpp"
#include "scaivault/events/secret.hpp"
#include <scaivault/events/types.hpp>

#include "../support/catch.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace events_payloads_test {

namespace {

using namespace scaivault;

template <class... T>
struct types {};

using payloads =
    types<secret_created, secret_updated, secret_deleted, secret_rotated, secret_expiring, secret_expired,
          secret_accessed, policy_change, policy_binding_change, policy_violation, rotation_due,
          rotation_overdue, rotated_secret, rotation_completed, rotation_failed, certificate_issued,
          certificate_renewed, certificate_revoked, certificate_expiring, certificate_renewal_failed,
          lease_created, lease_renewed, lease_revoked, lease_expired, federation_sync_completed,
          federation_sync_failed, federation_backend_unreachable, identity_sync_completed>;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// Whether a field may be absent exactly where its member can say so.
template <class T>
consteval bool presence_fits_the_member() {
    bool fits = true;
    for_each_field<T>([&](auto item) {
        using member = std::remove_cvref_t<decltype(std::declval<T&>().*item.member)>;
        fits = fits && is_optional<member> == (item.may_be != presence::required);
    });
    return fits;
}

template <class T>
consteval bool is_sound() {
    std::size_t listed = 0;
    for_each_field<T>([&](auto) { ++listed; });
    return fields_are_complete<T>() && listed == boost::pfr::tuple_size_v<T> &&
           presence_fits_the_member<T>() && std::equality_comparable<T> && std::is_aggregate_v<T> &&
           std::is_nothrow_move_constructible_v<T>;
}

template <class... T>
consteval bool are_sound(types<T...>) {
    return (... && is_sound<T>());
}

static_assert(are_sound(payloads{}));
static_assert(is_sound<envelope>());

template <class T>
consteval std::size_t count_of(presence wanted) {
    std::size_t count = 0;
    for_each_field<T>([&](auto item) { count += item.may_be == wanted; });
    return count;
}

template <class... T>
consteval std::size_t count_of_all(types<T...>, presence wanted) {
    return (... + count_of<T>(wanted));
}

template <class T>
consteval presence presence_of(std::string_view key) {
    std::optional<presence> found;
    for_each_field<T>([&](auto item) {
        if (item.key == key)
            found = item.may_be;
    });
    return found.value();
}

// The kinds of absence in the catalog, all of them.
static_assert(presence_of<secret_created>("expires_at") == presence::nullable);
static_assert(presence_of<policy_violation>("policy_id") == presence::nullable);
static_assert(presence_of<policy_violation>("failed_condition") == presence::nullable);
static_assert(presence_of<rotation_failed>("next_retry_at") == presence::nullable);
static_assert(count_of_all(payloads{}, presence::nullable) == 4);
static_assert(presence_of<envelope>("path") == presence::omittable);
static_assert(presence_of<secret_deleted>("recoverable_until") == presence::omittable);
static_assert(presence_of<rotation_due>("rotation_policy_name") == presence::omittable);
static_assert(count_of_all(payloads{}, presence::omittable) == 2);

// The lists that the vendor can extend.
static_assert(std::same_as<decltype(policy_violation::reason), open_enum<violation_reason>>);
static_assert(std::same_as<decltype(policy_violation::failed_condition),
                           std::optional<open_enum<violation_condition>>>);
static_assert(std::same_as<decltype(certificate_issued::issued_via), open_enum<issuance_method>>);
static_assert(std::same_as<decltype(lease_revoked::reason), open_enum<lease_revocation_reason>>);
static_assert(std::same_as<decltype(identity_sync_completed::sync_type), open_enum<identity_sync_type>>);
static_assert(std::same_as<decltype(certificate_revoked::reason), std::string>);

static_assert(std::derived_from<unknown_event, envelope>);

/// Whether a JSON value is of the kind that the member takes.
template <class T>
bool suits(const boost::json::value& json) {
    if constexpr (is_optional<T>)
        return json.is_null() || suits<typename T::value_type>(json);
    else if constexpr (std::same_as<T, bool>)
        return json.is_bool();
    else if constexpr (std::same_as<T, std::int64_t>)
        return json.is_int64();
    else if constexpr (std::same_as<T, std::vector<rotated_secret>> ||
                       std::same_as<T, std::vector<std::string>>)
        return json.is_array();
    else
        return json.is_string();
}

std::string example_text(std::string_view name) {
    const auto path =
        std::filesystem::path(__FILE__).parent_path().parent_path() / "data" / (std::string(name) + ".json");
    std::ifstream file(path, std::ios::binary);
    CAPTURE(path.string());
    REQUIRE(file.good());
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Whether `object` has the fields of `T`, no others, in their order, with values of their kinds.
template <class T>
void check_example(const boost::json::object& object) {
    std::string expected;
    std::string found;
    for_each_field<T>([&](auto item) {
        const std::string key(item.key.view());
        const boost::json::value* value = object.if_contains(key);
        if (value == nullptr && item.may_be == presence::omittable)
            return;
        expected.append(key) += ' ';
        CAPTURE(key);
        using member = std::remove_cvref_t<decltype(std::declval<T&>().*item.member)>;
        CHECK((value != nullptr && suits<member>(*value)));
        CHECK((value == nullptr || !value->is_null() || item.may_be == presence::nullable));
    });
    for (const auto& member : object)
        found.append(member.key()) += ' ';
    CHECK(found == expected);
}

/// The data of the catalog's example `name`, once its envelope has been checked.
boost::json::object example(std::string_view name, std::string_view type) {
    boost::json::object object = boost::json::parse(example_text(name)).as_object();
    REQUIRE(object.at("event_type").as_string() == type);
    boost::json::object data = object.at("data").as_object();

    // Without the two members that the field list leaves out; rebuilt, because erase() does not keep
    // the order.
    boost::json::object head;
    for (const auto& member : object)
        if (member.key() != "event_type" && member.key() != "data")
            head.insert(member);
    check_example<envelope>(head);
    return data;
}

template <class T>
void check_payload(std::string_view type) {
    INFO("event type " << type);
    check_example<T>(example(type, type));
}

} // namespace

TEST_CASE("every payload has the fields of the catalog's example, in its order") {
    check_payload<secret_created>("secret.created");
    check_payload<secret_updated>("secret.updated");
    check_payload<secret_deleted>("secret.deleted");
    check_payload<secret_rotated>("secret.rotated");
    check_payload<secret_expiring>("secret.expiring");
    check_payload<secret_expired>("secret.expired");
    check_payload<secret_accessed>("secret.accessed");
    check_payload<policy_change>("policy.created");
    check_payload<policy_change>("policy.updated");
    check_payload<policy_change>("policy.deleted");
    check_payload<policy_binding_change>("policy.binding.created");
    check_payload<policy_binding_change>("policy.binding.deleted");
    check_payload<policy_violation>("policy.violation");
    check_payload<rotation_due>("rotation.due");
    check_payload<rotation_overdue>("rotation.overdue");
    check_payload<rotation_completed>("rotation.completed");
    check_payload<rotation_failed>("rotation.failed");
    check_payload<certificate_issued>("certificate.issued");
    check_payload<certificate_renewed>("certificate.renewed");
    check_payload<certificate_revoked>("certificate.revoked");
    check_payload<certificate_expiring>("certificate.expiring");
    check_payload<certificate_renewal_failed>("certificate.renewal_failed");
    check_payload<lease_created>("dynamic.lease.created");
    check_payload<lease_renewed>("dynamic.lease.renewed");
    check_payload<lease_revoked>("dynamic.lease.revoked");
    check_payload<lease_expired>("dynamic.lease.expired");
    check_payload<federation_sync_completed>("federation.sync.completed");
    check_payload<federation_sync_failed>("federation.sync.failed");
    check_payload<federation_backend_unreachable>("federation.backend.unreachable");
    check_payload<identity_sync_completed>("identity.sync.completed");
}

TEST_CASE("a rotation that is due now names no policy, and is the same payload") {
    const boost::json::object data = example("rotation.due.now", "rotation.due");
    check_example<rotation_due>(data);
    CHECK_FALSE(data.contains("rotation_policy_name"));
}

TEST_CASE("the secrets of a completed rotation have the fields of the catalog's example") {
    const boost::json::object data = example("rotation.completed", "rotation.completed");
    REQUIRE(data.at("secrets_rotated").as_array().size() == 1);
    check_example<rotated_secret>(data.at("secrets_rotated").as_array()[0].as_object());
}

TEST_CASE("payloads are equal when all their fields are") {
    const secret_rotated one{3, 4, "rot_quarterly", "quarterly", time_point{}, true};
    secret_rotated other = one;
    CHECK((one == other));
    other.new_version = 5;
    CHECK((one != other));

    policy_violation denied;
    policy_violation denied_too;
    CHECK((denied == denied_too));
    denied.reason = violation_reason::condition_failed;
    CHECK((denied != denied_too));
    denied_too.reason = open_enum<violation_reason>{"condition_failed"};
    CHECK((denied == denied_too));
    denied.failed_condition = violation_condition::mfa_required;
    CHECK((denied != denied_too));
}

TEST_CASE("unknown events are equal when envelope, type and data are") {
    unknown_event one;
    one.event_id = "evt_1";
    one.event_type = "secret.archived";
    one.data = "{}";
    unknown_event other = one;
    CHECK((one == other));
    other.event_id = "evt_2";
    CHECK((one != other));
    other = one;
    other.event_type = "secret.shelved";
    CHECK((one != other));
    other = one;
    other.data = "[]";
    CHECK((one != other));
}

TEST_CASE("what nobody has set is empty, zero or false") {
    const secret_created created;
    CHECK(created.version == 0);
    CHECK_FALSE(created.expires_at.has_value());
    const envelope head;
    CHECK((head.timestamp == time_point{}));
    CHECK_FALSE(head.path.has_value());
    const lease_revoked revoked;
    CHECK_FALSE(revoked.revocation_succeeded);
    CHECK(revoked.reason.text().empty());
}

} // namespace events_payloads_test
