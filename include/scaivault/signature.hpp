#pragma once

#include "delivery.hpp"
#include "detail/hex.hpp"
#include "detail/hmac_sha256.hpp"
#include "detail/wiping_allocator.hpp"
#include "json/error.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iosfwd>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace scaivault {

/// The secrets that a webhook's deliveries may be signed with: the current one and, while a rotation
/// overlaps, earlier ones. Held apart from all other memory and overwritten when let go; never printed.
///
/// Movable, and copied only on purpose, by `clone()`. A moved-from object has no secrets.
class signing_secrets {
    template <class T>
    static constexpr bool is_text = std::convertible_to<const T&, std::string_view>;

public:
    /// \param current  the secret that ScaiVault signs with now: a string, a view or a C string; any bytes,
    ///                 but a literal ends at its first NUL, so write `"a\0b"sv` for a binary one
    /// \param earlier  those that are accepted as well
    /// \throws std::invalid_argument for an empty secret or a null pointer (an unset environment variable)
    template <class Current, class... Earlier>
    requires(is_text<Current>&&...&& is_text<Earlier>) explicit(sizeof...(Earlier) == 0)
        signing_secrets(const Current& current, const Earlier&... earlier) {
        secrets_.reserve(1 + sizeof...(Earlier));
        add(current);
        (add(earlier), ...);
    }

    /// \param secrets  a span, vector, ... of strings, views or C strings; the current one first
    /// \throws std::invalid_argument for an empty secret, a null pointer, or no secret at all
    template <std::ranges::input_range Range>
    requires(!is_text<Range> &&
             is_text<std::ranges::range_value_t<Range>>) explicit signing_secrets(const Range& secrets) {
        for (const auto& secret : secrets)
            add(secret);
        if (secrets_.empty())
            throw std::invalid_argument("scaivault: there must be at least one signing secret");
    }

    signing_secrets(signing_secrets&&) noexcept = default;
    signing_secrets& operator=(signing_secrets&&) noexcept = default;
    ~signing_secrets() = default; // the allocator of secret_bytes wipes

    /// A second copy of the secrets, for a second verifier.
    [[nodiscard]] signing_secrets clone() const { return signing_secrets(secrets_); }

    /// How many there are.
    [[nodiscard]] std::size_t size() const noexcept { return secrets_.size(); }

    /// Secrets do not go to a log.
    template <class Char, class Traits>
    friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>&,
                                                        const signing_secrets&) = delete;

private:
    friend class verifier;

    explicit signing_secrets(const std::vector<detail::secret_bytes>& secrets) : secrets_(secrets) {}

    template <class Text>
    void add(const Text& text) {
        if constexpr (std::is_pointer_v<Text>)
            if (text == nullptr)
                throw std::invalid_argument("scaivault: a signing secret is a null pointer");
        const auto secret = static_cast<std::string_view>(text);
        if (secret.empty())
            throw std::invalid_argument("scaivault: a signing secret is empty");
        secrets_.emplace_back(secret.begin(), secret.end());
    }

    std::vector<detail::secret_bytes> secrets_;
};

/// The signature header's value for a body: "sha256=" and 64 lower-case hexadecimal digits.
///
/// \param secret  any bytes
/// \param at      when it is signed; the timestamp header must say the same, in decimal Unix seconds.
///                A verifier accepts no time before 1970
/// \param body    the bytes that are sent
/// \throws std::invalid_argument for an empty secret, std::runtime_error if OpenSSL fails.
/// Linear in the body's length. Sets up the key on each call: for tests and tools, not for bulk.
[[nodiscard]] std::string sign(std::string_view secret, std::chrono::sys_seconds at, std::string_view body);

/// How strict a verifier is.
struct verify_options {
    /// How far the signed time may lie from now, in either direction; exactly that far is accepted. 300 s is
    /// the vendor's window. Zero asks for the very second. At most 24 h: replays beyond the window are refused
    /// by this check alone, so it cannot be turned off.
    std::chrono::seconds tolerance{300};
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

private:
    friend class verifier;

    verified_body(const delivery& from, std::chrono::sys_seconds signed_at) noexcept
        : body_(from.body), event_id_(detail::trimmed(from.event_id)),
          event_type_(detail::trimmed(from.event_type)), signed_at_(signed_at) {}

    std::string_view body_;
    std::string_view event_id_;
    std::string_view event_type_;
    std::chrono::sys_seconds signed_at_;
};

/// Tells whether a delivery was signed, recently, by someone who has one of the secrets.
///
/// Keeps keyed hash states, not the secrets. `verify` may be called from many threads at once.
/// Movable; a moved-from verifier refuses everything.
class verifier {
public:
    /// The longest tolerance that can be asked for.
    static constexpr std::chrono::seconds max_tolerance = std::chrono::hours(24);

    /// \param secrets  consumed and wiped
    /// \throws std::invalid_argument if the tolerance is negative or beyond `max_tolerance`, or `secrets` was
    ///         moved from; std::runtime_error if OpenSSL fails
    explicit verifier(signing_secrets secrets, verify_options options = {});

    /// \param received  what came over HTTP; spaces and tabs around the headers' values are not counted
    /// \param now       the current time; for `std::chrono::system_clock` use `std::chrono::floor`
    /// \return the body, or the first that applies of: missing_signature, malformed_signature,
    ///         missing_timestamp, malformed_timestamp (anything but 1 to 12 ASCII digits), stale,
    ///         from_the_future, signature_mismatch; `failure::detail` then says what to look at, and holds
    ///         neither signature nor secret
    /// \throws std::bad_alloc when out of memory; never for what a sender can do.
    /// Linear in the body's length times the number of secrets: all are tried, in constant time.
    [[nodiscard]] result<verified_body> verify(const delivery& received, std::chrono::sys_seconds now) const;

    /// The tolerance in force.
    [[nodiscard]] std::chrono::seconds tolerance() const noexcept { return tolerance_; }

private:
    std::vector<detail::hmac_sha256_key> keys_;
    std::chrono::seconds tolerance_;
};

} // namespace scaivault

#include "detail/verify.hpp"
