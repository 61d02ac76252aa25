#pragma once

#include "field.hpp"

#include <optional>
#include <string>

namespace scaivault {

/// The members that every event has, whatever its type. Catalog: "Envelope".
struct envelope {
    /// Unique for each event. A delivery with an id that was seen before is a duplicate.
    std::string event_id;

    /// When the event happened, not when it was delivered.
    time_point timestamp{};

    /// The tenant whose vault the event is about, such as `tnt_acme_prod`.
    std::string tenant_id;

    /// The partner that the tenant belongs to, such as `ptn_acme`.
    std::string partner_id;

    /// Who or what caused the event: a user, a service account or a part of ScaiVault, such as
    /// `system:rotation-scheduler`.
    std::string identity_id;

    /// The path of the secret or certificate; absent for events about anything else (policies, engines).
    std::optional<std::string> path;

    /// The request that caused the event. Quote it to the vendor's support.
    std::string request_id;

    [[nodiscard]] bool operator==(const envelope&) const = default;
};

} // namespace scaivault

template <>
struct webhooks::fields<scaivault::envelope> {
    using self = scaivault::envelope;
    using list = field_list<id_field<"event_id", &self::event_id>,           //
                            type_here<"event_type">,                         //
                            field<"timestamp", &self::timestamp>,            //
                            field<"tenant_id", &self::tenant_id>,            //
                            field<"partner_id", &self::partner_id>,          //
                            field<"identity_id", &self::identity_id>,        //
                            field<"path", &self::path, presence::omittable>, //
                            payload_here<"data">,                            //
                            field<"request_id", &self::request_id>>;
};
