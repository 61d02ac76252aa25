#pragma once

#include "../delivery.hpp"
#include "../detail/hex.hpp"
#include "../error.hpp"
#include "detail/explanation.hpp"
#include "detail/hmac_pool.hpp"
#include "detail/secret_checks.hpp"
#include "detail/signed_text.hpp"
#include "detail/verify.hpp"
#include "signing_secrets.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace webhooks {

/// The signature header's value for a body, as the scheme writes it, with lower-case hexadecimal digits.
///
/// \tparam Scheme  what is signed, and how the tag is written
/// \param secret   any bytes, at least `signing_secrets::min_size`, the least that a verifier accepts
/// \param at       when it is signed. The timestamp header must say the same, in decimal Unix seconds. A verifier
///                 accepts no time before 1970
/// \param body     the bytes that are sent
/// \throws std::invalid_argument for a secret that is too short, std::runtime_error if OpenSSL has no HMAC-SHA256,
///         std::bad_alloc
/// Linear in the body's length. Sets up the key on each call: for tests and tools, not for bulk.
template <class Scheme>
[[nodiscard]] std::string sign(std::string_view secret, std::chrono::sys_seconds at, std::string_view body) {
    detail::check_secret(secret, "the secret to sign with");
    const std::string timestamp = std::to_string(at.time_since_epoch().count());
    const detail::signed_text<Scheme> text(timestamp, body);
    std::string tag(Scheme::tag_prefix);
    detail::append_hex(tag, detail::hmac_context(secret).of(text.first(), text.rest()));
    return tag;
}

/// How strict a verifier is, and what it says.
struct verify_options {
    /// The longest accepted distance between the signed time and now, in either direction. 300 s is the usual window,
    /// and exactly 300 s is accepted. Zero accepts the current second only. At most 24 h: this check alone refuses old
    /// replays, so it cannot be turned off.
    std::chrono::seconds tolerance{300};

    /// Called by the constructor with a sentence for each secret that is probably a mistake: shorter than
    /// `signing_secrets::recommended_size`, with white space at its ends, or in quotation marks. A binary secret may
    /// end so by chance. The sentence names the secret by its place and shows no other part of its text.
    /// Exceptions propagate from the constructor. If empty, warnings are dropped.
    std::function<void(std::string_view)> on_warning{};

    /// Whether `failure::detail` of a `signature_mismatch` names the cause: a secret with white space or quotation
    /// marks around it, a body that was parsed and written again, another signed text, and more. A cause is named only
    /// if its HMAC is the signature. The verifier then keeps the secrets, and a mismatch costs up to 14 further HMACs
    /// for each secret: for tools and while a webhook is set up, not for a receiver that anyone can send to.
    bool explain = false;

    /// Deprecated: another name of `explain`.
    bool diagnose = false;
};

/// A body that a verifier found to be signed by one of its secrets. Only a verifier makes one.
/// Views, cheap to copy: the request that the delivery was made from must outlive it.
class verified_body {
public:
    /// The signed bytes.
    [[nodiscard]] std::string_view body() const noexcept { return body_; }
    /// The id header's value, trimmed; empty where absent. Not signed: compare it with the body's.
    [[nodiscard]] std::string_view event_id() const noexcept { return event_id_; }
    /// The type header's value, trimmed; empty where absent. Not signed: compare it with the body's.
    [[nodiscard]] std::string_view event_type() const noexcept { return event_type_; }
    /// The signed time of dispatch.
    [[nodiscard]] std::chrono::sys_seconds signed_at() const noexcept { return signed_at_; }
    /// The secret that it was signed with: 0 for the current one, then the previous ones in their order.
    /// A rotation is over when no delivery comes with a previous one any more.
    [[nodiscard]] std::size_t secret_index() const noexcept { return secret_index_; }

private:
    template <class Scheme>
    friend class basic_verifier;

    verified_body(const delivery& from, std::chrono::sys_seconds signed_at, std::size_t secret_index) noexcept
        : body_(from.body), event_id_(detail::trimmed(from.event_id)),
          event_type_(detail::trimmed(from.event_type)), signed_at_(signed_at), secret_index_(secret_index) {}

    std::string_view body_;
    std::string_view event_id_;
    std::string_view event_type_;
    std::chrono::sys_seconds signed_at_;
    std::size_t secret_index_;
};

/// Checks that a delivery was signed, recently, by someone who has one of the secrets.
///
/// Keeps OpenSSL's keyed HMAC contexts, one for each secret and thread that verifies at the same time, and wipes them
/// on destruction. `verify` may be called from many threads at once. Movable; a moved-from verifier refuses
/// every delivery.
///
/// \tparam Scheme  how the vendor signs: see `hmac_sha256_scheme`
template <class Scheme>
class basic_verifier {
public:
    /// The longest tolerance that can be asked for.
    static constexpr std::chrono::seconds max_tolerance = std::chrono::hours(24);

    /// \param secrets  consumed and wiped
    /// \param options  how strict it is
    /// \throws std::invalid_argument if the tolerance is negative or above `max_tolerance`, or `secrets` was
    ///         moved from; std::runtime_error if OpenSSL has no HMAC-SHA256; what `on_warning` throws
    explicit basic_verifier(signing_secrets secrets, const verify_options& options = {})
        : tolerance_(options.tolerance) {
        if (tolerance_ < std::chrono::seconds::zero() || tolerance_ > max_tolerance)
            throw std::invalid_argument("webhooks: the signature tolerance must be from 0 s to 24 h");
        hmacs_ = std::make_unique<detail::hmac_pool>(keyed_with(secrets, options.on_warning));
        if (options.explain || options.diagnose)
            explanation_ = std::make_unique<detail::replaceable_explanation>(std::move(secrets.secrets_));
    }

    /// Replaces the secrets. Other threads may verify at the same time: what they began before the call is judged with the
    /// old or the new secrets, what they begin after it with the new ones. So give the old current secret as a previous one
    /// as long as deliveries that it signed may be on their way. `verify` takes no lock for it.
    ///
    /// \param secrets     consumed and wiped. The old ones are wiped too, at once or when the last thread that uses them is
    ///                    done
    /// \param on_warning  as `verify_options::on_warning`
    /// \throws std::invalid_argument if `secrets` or this verifier was moved from; std::runtime_error if OpenSSL fails; what
    ///         `on_warning` throws. The old secrets then stay in force
    void replace_secrets(signing_secrets secrets,
                         const std::function<void(std::string_view)>& on_warning = {}) {
        if (hmacs_ == nullptr)
            throw std::invalid_argument("webhooks: the verifier was moved from");
        hmacs_->replace(keyed_with(secrets, on_warning));
        if (explanation_)
            explanation_->replace(std::move(secrets.secrets_));
    }

    /// \param received  what came over HTTP; white space (space, tab) around the headers' values is ignored
    /// \param now       the current time; for `std::chrono::system_clock` use `std::chrono::floor`
    /// \return the body, or the first that applies of: missing_signature, malformed_signature,
    ///         missing_timestamp, malformed_timestamp (anything but 1 to 12 ASCII digits), stale,
    ///         from_the_future, signature_mismatch. `failure::detail` then says what to check; it contains
    ///         neither signature nor secret
    /// \throws std::bad_alloc when out of memory, and nothing that depends on what a sender does.
    /// Linear in the body's length times the number of secrets. All secrets are tried, in constant time.
    [[nodiscard]] result<verified_body> verify(const delivery& received, std::chrono::sys_seconds now) const {
        headers read;
        if (auto refused = read_headers(received, now, read))
            return *std::move(refused);
        const detail::signed_text<Scheme> text(read.timestamp, received.body);
        const std::size_t matching = first_match(text, read.claimed);
        if (matching == no_secret)
            return mismatch(received, read, text.before_body());
        return verified_body(received, std::chrono::sys_seconds(std::chrono::seconds(read.seconds)),
                             matching);
    }

    /// Judges the headers alone, before there is a body to verify. A server that calls it need not read the body of a
    /// request that `verify` would refuse whatever the body is.
    ///
    /// \param received  its body is not used
    /// \param now       as for `verify`
    /// \return nothing, or what `verify` would return, except signature_mismatch. Nothing does not mean that
    ///         the delivery is authentic: anyone can make such headers
    /// \throws std::bad_alloc when out of memory
    [[nodiscard]] std::optional<failure> check_headers(const delivery& received,
                                                       std::chrono::sys_seconds now) const {
        headers ignored;
        return read_headers(received, now, ignored);
    }

    /// The tolerance in force.
    [[nodiscard]] std::chrono::seconds tolerance() const noexcept { return tolerance_; }

private:
    static constexpr std::size_t no_secret = std::numeric_limits<std::size_t>::max();

    [[nodiscard]] static detail::hmac_pool::contexts
    keyed_with(const signing_secrets& secrets, const std::function<void(std::string_view)>& on_warning) {
        if (secrets.size() == 0)
            throw std::invalid_argument("webhooks: the signing secrets were moved from");
        detail::hmac_pool::contexts keyed;
        keyed.reserve(secrets.size());
        for (const detail::secret_bytes& bytes : secrets.secrets_) {
            const std::string_view secret(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            if (on_warning)
                detail::warn_of_secret(secret, keyed.size(), on_warning);
            keyed.emplace_back(secret);
        }
        return keyed;
    }

    struct headers {
        std::string_view timestamp;
        std::int64_t seconds;
        detail::sha256_digest claimed;
    };

    [[nodiscard]] std::optional<failure> read_headers(const delivery& received, std::chrono::sys_seconds now,
                                                      headers& read) const {
        const std::string_view tag = detail::trimmed(received.signature);
        if (!detail::read_tag(tag, Scheme::tag_prefix, read.claimed))
            return detail::refused_tag(tag, Scheme::tag_prefix);
        read.timestamp = detail::trimmed(received.timestamp);
        const std::optional<std::int64_t> seconds = detail::unix_seconds(read.timestamp);
        if (!seconds || detail::seconds_apart(now, *seconds) > static_cast<std::uint64_t>(tolerance_.count()))
            return detail::refused_timestamp(read.timestamp, now, tolerance_);
        read.seconds = *seconds;
        return std::nullopt;
    }

    /// The first secret that matches, or `no_secret`. Takes the same time whichever it is.
    [[nodiscard]] std::size_t first_match(const detail::signed_text<Scheme>& text,
                                          const detail::sha256_digest& claimed) const {
        std::size_t matching = no_secret;
        if (hmacs_ == nullptr)
            return matching;
        const auto borrowed = hmacs_->borrow();
        auto& hmacs = *borrowed;
        for (std::size_t i = 0; i != hmacs.size(); ++i) {
            const bool matches =
                detail::equal_in_constant_time(hmacs[i].of(text.first(), text.rest()), claimed);
            matching = matches && matching == no_secret ? i : matching;
        }
        return matching;
    }

    [[nodiscard, gnu::noinline, gnu::cold]] failure mismatch(const delivery& received, const headers& read,
                                                             std::string_view before_body) const {
        const std::size_t tried = hmacs_ == nullptr ? 0 : hmacs_->size();
        const std::string cause = !explanation_ ? std::string(detail::unknown_cause)
                                                : explanation_->cause({.signed_text = Scheme::signed_text,
                                                                       .before_body = before_body,
                                                                       .timestamp = read.timestamp,
                                                                       .body = received.body,
                                                                       .claimed = read.claimed});
        return detail::refused(errc::signature_mismatch,
                               {"tried ", tried, tried == 1 ? " secret; " : " secrets; ", cause});
    }

    std::unique_ptr<detail::hmac_pool> hmacs_;
    std::unique_ptr<detail::replaceable_explanation> explanation_{};
    std::chrono::seconds tolerance_;
};

} // namespace webhooks
