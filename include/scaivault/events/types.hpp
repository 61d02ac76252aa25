#pragma once

/// The event types of ScaiVault, without what matches events: `catalog.hpp` adds that.

#include "../dispatch/catalog.hpp"
#include "certificate.hpp"
#include "dynamic_lease.hpp"
#include "envelope.hpp"
#include "federation.hpp"
#include "identity.hpp"
#include "policy.hpp"
#include "rotation.hpp"
#include "secret.hpp"
#include <webhooks/dispatch/alternatives.hpp>

#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace scaivault {

/// An event whose type is not in the catalog: newer than this version of the library, or a test event.
///
/// Only the id, the type and the data are required. Absent members of the envelope have their defaults: an empty string, no
/// path, 1970-01-01T00:00:00Z.
using unknown_event = basic_unknown_event<envelope>;

/// The thirty event types of ScaiVault, in the order of the vendor's catalog.
struct catalog : basic_catalog<enveloped<envelope>,                                                     //
                               entry<"secret.created", secret_created>,                                 //
                               entry<"secret.updated", secret_updated>,                                 //
                               entry<"secret.deleted", secret_deleted>,                                 //
                               entry<"secret.rotated", secret_rotated>,                                 //
                               entry<"secret.expiring", secret_expiring>,                               //
                               entry<"secret.expired", secret_expired>,                                 //
                               entry<"secret.accessed", secret_accessed>,                               //
                               entry<"policy.created", policy_change>,                                  //
                               entry<"policy.updated", policy_change>,                                  //
                               entry<"policy.deleted", policy_change>,                                  //
                               entry<"policy.binding.created", policy_binding_change>,                  //
                               entry<"policy.binding.deleted", policy_binding_change>,                  //
                               entry<"policy.violation", policy_violation>,                             //
                               entry<"rotation.due", rotation_due>,                                     //
                               entry<"rotation.overdue", rotation_overdue>,                             //
                               entry<"rotation.completed", rotation_completed>,                         //
                               entry<"rotation.failed", rotation_failed>,                               //
                               entry<"certificate.issued", certificate_issued>,                         //
                               entry<"certificate.renewed", certificate_renewed>,                       //
                               entry<"certificate.revoked", certificate_revoked>,                       //
                               entry<"certificate.expiring", certificate_expiring>,                     //
                               entry<"certificate.renewal_failed", certificate_renewal_failed>,         //
                               entry<"dynamic.lease.created", lease_created>,                           //
                               entry<"dynamic.lease.renewed", lease_renewed>,                           //
                               entry<"dynamic.lease.revoked", lease_revoked>,                           //
                               entry<"dynamic.lease.expired", lease_expired>,                           //
                               entry<"federation.sync.completed", federation_sync_completed>,           //
                               entry<"federation.sync.failed", federation_sync_failed>,                 //
                               entry<"federation.backend.unreachable", federation_backend_unreachable>, //
                               entry<"identity.sync.completed", identity_sync_completed>> {};

/// The payload type of an event type: `payload_t<"secret.rotated">` is `secret_rotated`.
template <fixed_string Name>
using payload_t = typename catalog::template payload<Name>;

/// An event of one type. Derives from `envelope`, and has a member `data` of the payload type and a
/// `static constexpr std::string_view type`.
template <fixed_string Name>
using event = basic_event<Name, payload_t<Name>, envelope>;

/// An event of any of the thirty types, or an `unknown_event`. It is a `std::variant`, so `std::visit` works as well.
using any_event = catalog::variant;

} // namespace scaivault

template <>
struct webhooks::catalog_for<scaivault::any_event> {
    using type = scaivault::catalog;
};

namespace scaivault {

/// The event's envelope: the members that every event has. A reference into `event`. O(1).
/// \throws std::bad_variant_access for a variant without a value
/// (A template, so that programs that do not call it do not compile the variant of thirty types.)
template <class Catalog = catalog>
[[nodiscard]] const envelope& envelope_of(const typename Catalog::variant& event) {
    return webhooks::detail::envelope_in<Catalog>(event);
}

/// The event's type: a name of the catalog, with static lifetime, or the type of an unknown event, a view into `event`. O(1).
/// \throws std::bad_variant_access for a variant without a value
template <class Catalog = catalog>
[[nodiscard]] std::string_view type_of(const typename Catalog::variant& event) {
    if (const auto* unknown = std::get_if<Catalog::size>(&event))
        return unknown->event_type;
    if (event.valueless_by_exception())
        throw std::bad_variant_access{};
    return Catalog::names[event.index()];
}

} // namespace scaivault
