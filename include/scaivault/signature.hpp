#pragma once

#include "delivery.hpp"
#include "detail/diagnosis.hpp"
#include "detail/hex.hpp"
#include "detail/hmac_sha256.hpp"
#include "signing_secrets.hpp"
#include "json/error.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scaivault {

/// The signature header's value for a body: "sha256=" and 64 lower-case hexadecimal digits.
///
/// \param secret  any bytes, at least `signing_secrets::min_size`: no verifier accepts less
/// \param at      when it is signed; the timestamp header must say the same, in decimal Unix seconds.
///                A verifier accepts no time before 1970
/// \param body    the bytes that are sent
/// \throws std::invalid_argument for a secret that is too short, std::runtime_error if OpenSSL fails.
/// Linear in the body's length. Sets up the key on each call: for tests and tools, not for bulk.
[[nodiscard]] std::string sign(std::string_view secret, std::chrono::sys_seconds at, std::string_view body);

/// How strict a verifier is.
struct verify_options {
    /// How far the signed time may lie from now, in either direction; exactly that far is accepted. 300 s is
    /// the vendor's window. Zero asks for the very second. At most 24 h: replays beyond the window are refused
    /// by this check alone, so it cannot be turned off.
    std::chrono::seconds tolerance{300};

    /// Called while the verifier is made, with a sentence for each secret that is probably not what was meant:
    /// shorter than `signing_secrets::recommended_size`, beginning or ending with white space, or in quotation
    /// marks. A binary secret may end so by chance. The sentence names the secret by its place and shows nothing
    /// of its text beyond that. What it throws, the constructor throws. Empty: nobody is told.
    std::function<void(std::string_view)> on_warning{};

    /// Whether a `signature_mismatch` looks for its cause, so that `failure::detail` names it: a secret with
    /// white space or quotation marks around it, a body that was written again, and more. Costs up to some 13
    /// further HMACs for each of the first four secrets, after a refusal only: for bodies up to 64 KiB, and eight
    /// times a second at most, so that a flood of forged deliveries cannot make much of it.
    bool diagnose = true;
};

/// A body that a verifier found to be signed by one of its secrets; nothing else makes one.
/// Views, cheap to copy: the request that the delivery was made from must outlive it.
class verified_body {
public:
    /// The signed bytes.
    [[nodiscard]] std::string_view body() const noexcept { return body_; }
    /// The Event-Id header, trimmed; empty where absent. Not signed: compare it with the body's.
    [[nodiscard]] std::string_view event_id() const noexcept { return event_id_; }
    /// The Event-Type header, trimmed; empty where absent. Not signed: compare it with the body's.
    [[nodiscard]] std::string_view event_type() const noexcept { return event_type_; }
    /// The signed time of dispatch.
    [[nodiscard]] std::chrono::sys_seconds signed_at() const noexcept { return signed_at_; }
    /// Which of the secrets it was signed with: 0 for the current one, then the earlier ones in their order.
    /// A rotation is over when none comes with an earlier one any more.
    [[nodiscard]] std::size_t secret_index() const noexcept { return secret_index_; }

private:
    friend class verifier;

    verified_body(const delivery& from, std::chrono::sys_seconds signed_at, std::size_t secret_index) noexcept
        : body_(from.body), event_id_(detail::trimmed(from.event_id)),
          event_type_(detail::trimmed(from.event_type)), signed_at_(signed_at), secret_index_(secret_index) {}

    std::string_view body_;
    std::string_view event_id_;
    std::string_view event_type_;
    std::chrono::sys_seconds signed_at_;
    std::size_t secret_index_;
};

/// Tells whether a delivery was signed, recently, by someone who has one of the secrets.
///
/// Keeps keyed hash states, not the secrets, and wipes them. Each thread that verifies keeps the digests of its
/// last message; the destructor wipes those of its own thread, others go with their threads. `verify` may be
/// called from many threads at once. Movable; a moved-from verifier refuses everything.
class verifier {
public:
    /// The longest tolerance that can be asked for.
    static constexpr std::chrono::seconds max_tolerance = std::chrono::hours(24);

    /// \param secrets  consumed and wiped
    /// \param options  how strict it is
    /// \throws std::invalid_argument if the tolerance is negative or beyond `max_tolerance`, or `secrets` was
    ///         moved from; std::runtime_error if OpenSSL fails; what `on_warning` throws
    explicit verifier(signing_secrets secrets, verify_options options = {});

    verifier(verifier&&) noexcept = default;
    verifier& operator=(verifier&&) noexcept = default;
    ~verifier();

    /// \param received  what came over HTTP; spaces and tabs around the headers' values are not counted
    /// \param now       the current time; for `std::chrono::system_clock` use `std::chrono::floor`
    /// \return the body, or the first that applies of: missing_signature, malformed_signature,
    ///         missing_timestamp, malformed_timestamp (anything but 1 to 12 ASCII digits), stale,
    ///         from_the_future, signature_mismatch; `failure::detail` then says what to look at, and holds
    ///         neither signature nor secret
    /// \throws std::bad_alloc when out of memory; never for what a sender can do.
    /// Linear in the body's length times the number of secrets: all are tried, in constant time. A mismatch costs
    /// more, within bounds: see `verify_options::diagnose`.
    [[nodiscard]] result<verified_body> verify(const delivery& received, std::chrono::sys_seconds now) const;

    /// Judges the headers alone, before there is a body to verify: a server that calls it reads no body for a
    /// request that `verify` would refuse whatever the body is.
    ///
    /// \param received  its body is not used
    /// \param now       as for `verify`
    /// \return nothing, or what `verify` would return, which is not signature_mismatch. Nothing does not mean that
    ///         the delivery is authentic: anyone can make such headers
    /// \throws std::bad_alloc when out of memory
    [[nodiscard]] std::optional<failure> check_headers(const delivery& received,
                                                       std::chrono::sys_seconds now) const;

    /// The tolerance in force.
    [[nodiscard]] std::chrono::seconds tolerance() const noexcept { return tolerance_; }

private:
    [[nodiscard]] failure mismatch(std::string_view timestamp, std::string_view body,
                                   const detail::sha256_digest& claimed, std::chrono::sys_seconds now) const;

    std::vector<detail::hmac_sha256_key> keys_;
    std::optional<detail::diagnosis> diagnosis_;
    std::chrono::seconds tolerance_;
};

} // namespace scaivault

#include "detail/verify.hpp"
