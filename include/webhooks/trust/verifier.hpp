#pragma once

#include "../delivery.hpp"
#include "../error.hpp"
#include "detail/ed25519_keys.hpp"
#include "detail/hmac_keys.hpp"
#include "detail/key_text.hpp"
#include "detail/secret_checks.hpp"
#include "detail/signed_text.hpp"
#include "detail/tags.hpp"
#include "detail/verify.hpp"
#include "sign.hpp"
#include "signing_secrets.hpp"
#include "verified_body.hpp"
#include "verify_options.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace webhooks {

/// Checks that a delivery was signed, recently, by someone who has one of the secrets.
///
/// Keeps OpenSSL's keyed HMAC contexts, one for each secret and thread that verifies at the same time, and wipes them
/// on destruction. With `ed25519`, it keeps the public keys. `verify` may be called from many threads at once. Movable; a
/// moved-from verifier refuses every delivery.
///
/// \tparam Scheme  how the vendor signs: see `signature_scheme`
template <class Scheme>
class basic_verifier {
    static constexpr bool is_hmac = std::is_same_v<typename Scheme::algorithm, hmac_sha256>;

public:
    /// `signing_secrets`, or `public_keys` for a scheme with `ed25519`.
    using keys_type = std::conditional_t<is_hmac, signing_secrets, public_keys>;

    /// The longest tolerance that can be asked for.
    static constexpr std::chrono::seconds max_tolerance = std::chrono::hours(24);

    /// \param keys     the secrets, consumed and wiped; or the public keys
    /// \param options  how strict it is
    /// \throws std::invalid_argument if the tolerance is negative or above `max_tolerance`, if `keys` was moved from, or
    ///         if a key is not written as the scheme says or has the wrong length; std::runtime_error if OpenSSL has no
    ///         such algorithm; what `on_warning` throws
    explicit basic_verifier(keys_type keys, const verify_options& options = {})
        : keys_(read_keys(std::move(keys), options)), tolerance_(options.tolerance),
          claims_by_signature_(options.claim.value_or(Scheme::claim) == claim_by::signature) {}

    /// Replaces the secrets. Other threads may verify at the same time: what they began before the call is judged with the
    /// old or the new secrets, what they begin after it with the new ones. So give the old current secret as a previous one
    /// as long as deliveries that it signed may be on their way. `verify` takes no lock for it.
    ///
    /// \param secrets     consumed and wiped. The old ones are wiped too, at once or when the last thread that uses them is
    ///                    done
    /// \param on_warning  as `verify_options::on_warning`
    /// \throws std::invalid_argument as the constructor, or if this verifier was moved from; std::runtime_error if OpenSSL
    ///         fails; what `on_warning` throws. The old secrets then stay in force
    void replace_secrets(keys_type secrets,
                         const std::function<void(std::string_view)>& on_warning = {}) requires is_hmac {
        keys_.replace(read_secrets(std::move(secrets), on_warning));
    }

    /// \param received  what came over HTTP; white space (space, tab) around the headers' values is ignored
    /// \param now       the current time; for `std::chrono::system_clock` use `std::chrono::floor`
    /// \return the body, or the first that applies of: missing_signature, malformed_signature,
    ///         missing_timestamp, malformed_timestamp (anything but 1 to 12 ASCII digits), stale,
    ///         from_the_future, missing_id, malformed_id, signature_mismatch. The codes of the timestamp and the id
    ///         are for schemes that sign them. `failure::detail` then says what to check; it contains
    ///         neither signature nor secret
    /// \throws std::bad_alloc when out of memory, and nothing that depends on what a sender does.
    /// Linear in the body's length times the number of keys. All secrets are tried, in constant time.
    [[nodiscard]] result<verified_body> verify(const delivery& received, std::chrono::sys_seconds now) const {
        headers read;
        if (auto refused = read_headers(received, now, read))
            return *std::move(refused);
        const detail::signed_text<Scheme> text(read.timestamp, received.body, read.id);
        detail::claim_text claim;
        const std::size_t matching =
            keys_.match(text.first(), text.rest(), read.claimed.all(), Scheme::has_several_tags,
                        claims_by_signature_ ? &claim : nullptr);
        if (matching == detail::no_key)
            return mismatch(received, read, text.before_body());
        return verified_body(received, std::chrono::sys_seconds(std::chrono::seconds(read.seconds)), matching,
                             Scheme::signs_id, claim);
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
    using key_ring = std::conditional_t<is_hmac, detail::hmac_keys, detail::ed25519_keys>;

    struct headers {
        std::string_view timestamp{};
        std::string_view id{};
        std::int64_t seconds = 0;
        detail::claimed_tags<Scheme::algorithm::tag_size, Scheme::has_several_tags ? detail::max_tags : 1>
            claimed;
    };

    [[nodiscard]] static key_ring read_keys(keys_type given, const verify_options& options) {
        if (options.tolerance < std::chrono::seconds::zero() || options.tolerance > max_tolerance)
            throw std::invalid_argument("webhooks: the signature tolerance must be from 0 s to 24 h");
        if constexpr (is_hmac)
            return {read_secrets(std::move(given), options.on_warning), options.explain || options.diagnose};
        else
            return key_ring(given, Scheme::strings.key.view());
    }

    /// The secrets' bytes.
    [[nodiscard]] static std::vector<detail::secret_bytes>
    read_secrets(signing_secrets given, const std::function<void(std::string_view)>& on_warning) {
        if (given.size() == 0)
            throw std::invalid_argument("webhooks: the signing secrets were moved from");
        std::vector<detail::secret_bytes> secrets = std::move(given.secrets_);
        for (std::size_t i = 0; i != secrets.size(); ++i) {
            if (on_warning)
                detail::warn_of_secret(detail::text_of(secrets[i]), i, on_warning);
            if constexpr (!detail::is_as_it_is(Scheme::strings.key)) {
                constexpr std::string_view written = Scheme::strings.key.view();
                const std::string name = detail::name_of_secret(i);
                secrets[i] = detail::decoded_key(detail::text_of(secrets[i]), written, name);
                detail::check_secret(detail::text_of(secrets[i]), name + ", decoded,");
            }
        }
        return secrets;
    }

    [[nodiscard]] std::optional<failure> read_headers(const delivery& received, std::chrono::sys_seconds now,
                                                      headers& read) const {
        constexpr detail::tag_format format = Scheme::tag_format;
        const std::string_view tag = detail::trimmed(received.signature);
        if constexpr (Scheme::has_several_tags) {
            if (auto refused = detail::read_tag_list(tag, format, read.claimed, read.timestamp))
                return refused;
        } else {
            if (!detail::read_tag(tag, format, read.claimed.tags[0]))
                return detail::refused_tag(tag, format, Scheme::algorithm::tag_size);
            read.claimed.count = 1;
        }
        if constexpr (Scheme::signs_timestamp) {
            if constexpr (!Scheme::timestamp_header.empty())
                read.timestamp = detail::trimmed(received.timestamp);
            const std::optional<std::int64_t> seconds = detail::unix_seconds(read.timestamp);
            if (!seconds ||
                detail::seconds_apart(now, *seconds) > static_cast<std::uint64_t>(tolerance_.count()))
                return detail::refused_timestamp(read.timestamp, now, tolerance_);
            read.seconds = *seconds;
        }
        if constexpr (Scheme::signs_id) {
            constexpr char end = detail::end_of_id(Scheme::strings.signed_text);
            read.id = detail::trimmed(received.event_id);
            if (!detail::is_signable_id(read.id, end))
                return detail::refused_id(read.id, end);
        }
        return std::nullopt;
    }

    [[nodiscard, gnu::noinline, gnu::cold]] failure mismatch(const delivery& received, const headers& read,
                                                             std::string_view before_body) const {
        constexpr errc code = errc::signature_mismatch;
        const std::size_t tried = keys_.size();
        const std::size_t tags = read.claimed.count;
        if constexpr (is_hmac) {
            const std::string cause = keys_.cause({.signed_text = Scheme::signed_text,
                                                   .before_body = before_body,
                                                   .timestamp = read.timestamp,
                                                   .body = received.body,
                                                   .claimed = read.claimed.all()});
            if (tags > 1)
                return detail::refused(code, {"tried ", tried, tried == 1 ? " secret" : " secrets", " on ",
                                              tags, " signatures; ", cause});
            return detail::refused(code, {"tried ", tried, tried == 1 ? " secret; " : " secrets; ", cause});
        } else {
            return detail::refused(code, {"tried ", tried,
                                          tried == 1 ? " public key on " : " public keys on ", tags,
                                          tags == 1 ? " signature; is the body the very bytes received?"
                                                    : " signatures; is the body the very bytes received?"});
        }
    }

    key_ring keys_;
    std::chrono::seconds tolerance_;
    bool claims_by_signature_;
};

} // namespace webhooks
