#include "scaivault/events/certificate.hpp"
#include "scaivault/events/dynamic_lease.hpp"
#include "scaivault/events/envelope.hpp"
#include "scaivault/events/federation.hpp"
#include "scaivault/events/identity.hpp"
#include "scaivault/events/policy.hpp"
#include "scaivault/events/rotation.hpp"
#include "scaivault/events/secret.hpp"

#include "../support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace events_equality_test {

using namespace scaivault;

namespace {

template <class... T>
struct types {};

using payloads =
    types<secret_created, secret_updated, secret_deleted, secret_rotated, secret_expiring, secret_expired,
          secret_accessed, policy_change, policy_binding_change, policy_violation, rotation_due,
          rotation_overdue, rotated_secret, rotation_completed, rotation_failed, certificate_issued,
          certificate_renewed, certificate_revoked, certificate_expiring, certificate_renewal_failed,
          lease_created, lease_renewed, lease_revoked, lease_expired, federation_sync_completed,
          federation_sync_failed, federation_backend_unreachable, identity_sync_completed>;

/// Gives a member another value than that of one that nobody has set.
template <class T>
void set(std::optional<T>& member) {
    member.emplace();
}
template <class T>
void set(std::vector<T>& member) {
    member.emplace_back();
}
template <class E>
void set(open_enum<E>& member) {
    member = open_enum<E>{"set"};
}
void set(std::string& member) {
    member = "set";
}
void set(time_point& member) {
    member += std::chrono::milliseconds(1);
}
void set(bool& member) {
    member = true;
}
void set(std::int64_t& member) {
    member = 1;
}

/// The members that make no difference to whether two are equal.
template <class T>
std::vector<std::string_view> ignored_members() {
    std::vector<std::string_view> ignored;
    for_each_field<T>([&](auto item) {
        const T one;
        T other;
        set(other.*item.member);
        if (one == other || !(one != other))
            ignored.push_back(item.key.view());
    });
    return ignored;
}

template <class... T>
std::vector<std::string_view> all_ignored_members(types<T...>) {
    std::vector<std::string_view> all;
    for (const auto& each : {ignored_members<T>()...})
        all.insert(all.end(), each.begin(), each.end());
    return all;
}

} // namespace

TEST_CASE("payloads and envelopes that differ in one member, whichever, are not equal") {
    CHECK(all_ignored_members(payloads{}).empty());
    CHECK(ignored_members<envelope>().empty());
}

} // namespace events_equality_test
