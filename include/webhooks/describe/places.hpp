#pragma once

#include "field.hpp"

#include <string>

// Markers in the field list of an envelope, for vendors that do not have id, type and payload as members of one object.
namespace webhooks {

/// The event's id is the value of the scheme's id header. `Member` is the envelope's `std::string` for it. It is not read from
/// the body, and `encode` does not write it.
///
/// Unless the scheme signs the id (`Scheme::signs_id`), it is not authentic: a captured delivery can come under another one.
/// So such schemes claim by signature by default; see `claim_by`.
template <auto Member>
struct id_in_header : field<"", Member> {};

/// The event's type is the value of the scheme's type header. `Separator` is what the vendor writes between the segments: with
/// `'/'`, the header `orders/create` is the catalog's type `orders.create`.
///
/// No scheme signs that header. Whoever captured a delivery can send it with another type, so a payload is checked against
/// the struct of a type that an attacker may have chosen.
template <char Separator = '.'>
struct type_in_header {};

/// The event's type is the value of the scheme's type header, and behind it, after a dot, the text of the body's member `Key`:
/// the header `issues` and `"action":"opened"` are the type `issues.opened`.
///
/// If the catalog does not have that type but has that of the header alone, the event is of the latter: the entries `push` and
/// `deployment` take events without an action, and with any action. The header is not signed; see `type_in_header`.
template <fixed_string Key>
struct type_joined {
    static constexpr auto key = Key; ///< of the body's member, a `fixed_string`
};

/// The event's payload stands inside of nested objects: with `payload_at<"data", "object">`, in the member `object` of the
/// envelope's member `data`. Two to four keys. Other members of those objects are skipped.
template <fixed_string Key, fixed_string... Inner>
requires(sizeof...(Inner) >= 1 && sizeof...(Inner) <= 3) struct payload_at {
    static constexpr auto key = Key; ///< the first key, a `fixed_string`
};

/// The event's payload is the whole body. The other items of the envelope's list are read from the same object.
///
/// \tparam Presence  `presence::omittable`: the body may be empty for types whose payload is `no_payload` or a `std::optional`
template <presence Presence = presence::required>
struct payload_is_body {
    static constexpr auto may_be = Presence; ///< whether the body may be empty
};

/// Beside `payload_here`: the key at which the payload stands if it is `base64_bytes`. An event has one of the two keys. An
/// unknown event with this one has the JSON string as its `data`.
template <fixed_string Key>
struct base64_payload_here {
    static constexpr auto key = Key; ///< the JSON key, a `fixed_string`
};

/// Bytes that JSON has as base64 (RFC 4648, section 4, with padding). A payload, or a member of a struct. Anything else than
/// such a string is `errc::wrong_type` or `errc::malformed_base64`.
struct base64_bytes {
    std::string bytes{}; ///< decoded

    [[nodiscard]] bool operator==(const base64_bytes&) const = default;
};

/// The payload of a type that has none: absent if the envelope's list says so (`payload_here<"data", presence::omittable>`), or
/// `null`.
struct no_payload {
    [[nodiscard]] bool operator==(const no_payload&) const = default;
};

} // namespace webhooks
