#pragma once

#include "../detail/base64.hpp"
#include "../detail/hex.hpp"
#include "detail/hmac_sha256.hpp"
#include "detail/key_text.hpp"
#include "detail/secret_checks.hpp"
#include "detail/signed_text.hpp"
#include "detail/verify.hpp"
#include "scheme.hpp"

#include <chrono>
#include <concepts>
#include <stdexcept>
#include <string>
#include <string_view>

namespace webhooks {

/// The signature header's value for a body, as the scheme writes it, with lower-case hexadecimal digits.
///
/// \tparam Scheme  what is signed, and how the tag is written; one with `hmac_sha256`
/// \param secret   at least `signing_secrets::min_size` bytes, written as the scheme's `key` says
/// \param at       when it is signed; ignored if the scheme signs no time. The timestamp header, if the scheme has one,
///                 must say the same, in decimal Unix seconds. A verifier accepts no time before 1970
/// \param body     the bytes that are sent
/// \param id       the value of the id header; used only if the scheme signs the id, and then required
/// \throws std::invalid_argument for a secret that is too short or not written as the scheme says, and for an id that a
///         verifier would refuse; std::runtime_error if OpenSSL has no HMAC-SHA256; std::bad_alloc
/// Linear in the body's length. Sets up the key on each call: for tests and tools, not for bulk.
template <class Scheme>
requires std::same_as<typename Scheme::algorithm, hmac_sha256>
[[nodiscard]] std::string sign(std::string_view secret, std::chrono::sys_seconds at, std::string_view body,
                               std::string_view id = {}) {
    detail::check_secret(secret, "the secret to sign with");
    const detail::secret_bytes key =
        detail::decoded_key(secret, Scheme::strings.key.view(), "the secret to sign with");
    detail::check_secret(detail::text_of(key), "the secret to sign with, decoded,");
    if constexpr (Scheme::signs_id)
        if (!detail::is_signable_id(id, detail::end_of_id(Scheme::strings.signed_text)))
            throw std::invalid_argument(
                "webhooks: the scheme signs the event's id, and no receiver would accept this one");
    const std::string timestamp = std::to_string(at.time_since_epoch().count());
    const detail::signed_text<Scheme> text(timestamp, body, id);
    const detail::wiped_digest digest =
        detail::hmac_context(detail::text_of(key)).of(text.first(), text.rest());

    constexpr const detail::tag_format& format = Scheme::tag_format;
    std::string tag;
    if (!format.timestamp_prefix.empty())
        tag.append(format.timestamp_prefix).append(timestamp).push_back(format.separator);
    tag.append(format.prefix);
    if (format.is_base64)
        detail::append_base64(tag, digest);
    else
        detail::append_hex(tag, digest);
    return tag;
}

} // namespace webhooks
