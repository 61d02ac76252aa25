#pragma once

// The payloads of the catalog's section "Policies".

#include "field.hpp"
#include "open_enum.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace scaivault {

/// Why an access was denied. Texts as in the JSON.
enum class violation_reason {
    no_matching_rule,   ///< no policy allows it
    condition_failed,   ///< a policy allows it only under `policy_violation::failed_condition`
    insufficient_scope, ///< the scope of the caller's credentials does not include it
};

/// The condition of a policy that was not met. Texts as in the JSON.
enum class violation_condition {
    ip_not_allowed,        ///< the policy does not list the address of the request
    mfa_required,          ///< the caller had not passed multi-factor authentication
    time_window_violation, ///< the request was outside the hours that the policy allows
};

} // namespace scaivault

template <>
struct webhooks::enum_texts<scaivault::violation_reason> {
    static constexpr std::array<std::pair<scaivault::violation_reason, std::string_view>, 3> value{
        {{scaivault::violation_reason::no_matching_rule, "no_matching_rule"},
         {scaivault::violation_reason::condition_failed, "condition_failed"},
         {scaivault::violation_reason::insufficient_scope, "insufficient_scope"}}};
};

template <>
struct webhooks::enum_texts<scaivault::violation_condition> {
    static constexpr std::array<std::pair<scaivault::violation_condition, std::string_view>, 3> value{
        {{scaivault::violation_condition::ip_not_allowed, "ip_not_allowed"},
         {scaivault::violation_condition::mfa_required, "mfa_required"},
         {scaivault::violation_condition::time_window_violation, "time_window_violation"}}};
};

namespace scaivault {

/// `policy.created`, `policy.updated` and `policy.deleted`: an access policy changed.
struct policy_change {
    /// The policy, such as `pol_abc`.
    std::string policy_id;

    /// The policy's display name.
    std::string policy_name;

    /// Who changed it.
    std::string actor;

    [[nodiscard]] bool operator==(const policy_change&) const = default;
};

/// `policy.binding.created` and `policy.binding.deleted`: a policy was bound to an identity or unbound from it.
/// The pattern `policy.*` does not include them; `policy.**` does.
struct policy_binding_change {
    /// The policy, such as `pol_abc`.
    std::string policy_id;

    /// The binding, such as `bind_xyz`.
    std::string binding_id;

    /// The kind of identity that the policy is bound to, such as `group`.
    std::string identity_type;

    /// The identity that it is bound to, such as `group:developers`; not the one in the envelope.
    std::string identity_id;

    /// Who created or deleted the binding.
    std::string actor;

    [[nodiscard]] bool operator==(const policy_binding_change&) const = default;
};

/// `policy.violation`: an access was denied. Alert on it if the identity is a service that used to work, or if there
/// are many denials.
struct policy_violation {
    /// The policy that denied it; `null` if no policy did, as with `no_matching_rule`.
    std::optional<std::string> policy_id;

    /// Who was denied; can differ from the identity in the envelope.
    std::string identity_id;

    /// The requested path.
    std::string path;

    /// The requested operation, such as `read`.
    std::string permission;

    /// Why it was denied.
    open_enum<violation_reason> reason;

    /// The condition that failed; `null` unless `reason` is `condition_failed`.
    std::optional<open_enum<violation_condition>> failed_condition;

    /// The address that the request came from, as text.
    std::string source_ip;

    [[nodiscard]] bool operator==(const policy_violation&) const = default;
};

} // namespace scaivault

template <>
struct webhooks::fields<scaivault::policy_change> {
    using self = scaivault::policy_change;
    using list = field_list<field<"policy_id", &self::policy_id>, field<"policy_name", &self::policy_name>,
                            field<"actor", &self::actor>>;
};

template <>
struct webhooks::fields<scaivault::policy_binding_change> {
    using self = scaivault::policy_binding_change;
    using list = field_list<field<"policy_id", &self::policy_id>, field<"binding_id", &self::binding_id>,
                            field<"identity_type", &self::identity_type>,
                            field<"identity_id", &self::identity_id>, field<"actor", &self::actor>>;
};

template <>
struct webhooks::fields<scaivault::policy_violation> {
    using self = scaivault::policy_violation;
    using list = field_list<field<"policy_id", &self::policy_id, presence::nullable>,
                            field<"identity_id", &self::identity_id>, field<"path", &self::path>,
                            field<"permission", &self::permission>, field<"reason", &self::reason>,
                            field<"failed_condition", &self::failed_condition, presence::nullable>,
                            field<"source_ip", &self::source_ip>>;
};
