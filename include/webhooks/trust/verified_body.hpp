#pragma once

#include "../delivery.hpp"
#include "detail/verified_by.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>

namespace webhooks {

template <class Scheme>
class basic_verifier;

/// A body that a verifier found to be signed by one of its keys. Only a verifier makes one.
/// Views, cheap to copy: the request that the delivery was made from must outlive it.
class verified_body {
public:
    /// The signed bytes.
    [[nodiscard]] std::string_view body() const noexcept { return body_; }
    /// The id header's value, trimmed; empty where absent. Unless `id_is_signed`: compare it with the body's.
    [[nodiscard]] std::string_view event_id() const noexcept { return event_id_; }
    /// The type header's value, trimmed; empty where absent. Not signed: compare it with the body's.
    [[nodiscard]] std::string_view event_type() const noexcept { return event_type_; }
    /// The signed time of dispatch. 1970-01-01 if the scheme signs no time.
    [[nodiscard]] std::chrono::sys_seconds signed_at() const noexcept { return signed_at_; }
    /// The secret or public key that it was signed with: 0 for the current one, then the previous ones in their order.
    /// A rotation is over when no delivery comes with a previous one any more.
    [[nodiscard]] std::size_t secret_index() const noexcept { return secret_index_; }
    /// True if the scheme signs the id header.
    [[nodiscard]] bool id_is_signed() const noexcept { return id_is_signed_; }
    /// What a replay guard is to claim instead of the event's id, if that is `claim_by::signature`; otherwise empty. 40
    /// characters that are the same each time the same signed bytes come. A view into this object.
    [[nodiscard]] std::string_view claim_key() const noexcept { return claim_.view(); }

private:
    template <class Scheme>
    friend class basic_verifier;

    verified_body(const delivery& from, std::chrono::sys_seconds signed_at, std::size_t secret_index,
                  bool id_is_signed, const detail::claim_text& claim) noexcept
        : body_(from.body), event_id_(detail::trimmed(from.event_id)),
          event_type_(detail::trimmed(from.event_type)), signed_at_(signed_at), secret_index_(secret_index),
          id_is_signed_(id_is_signed), claim_(claim) {}

    std::string_view body_;
    std::string_view event_id_;
    std::string_view event_type_;
    std::chrono::sys_seconds signed_at_;
    std::size_t secret_index_;
    bool id_is_signed_;
    detail::claim_text claim_;
};

} // namespace webhooks
