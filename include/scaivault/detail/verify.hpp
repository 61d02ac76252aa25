#pragma once

#include "../signature.hpp"

namespace scaivault {

namespace detail {

inline constexpr std::string_view signature_prefix = "sha256=";
inline constexpr std::size_t signature_size = signature_prefix.size() + 2 * sizeof(sha256_digest);
inline constexpr std::size_t max_timestamp_digits = 12; // the year 33658; more would read milliseconds

/// What is signed, "<timestamp>.<body>", split so that SHA-256 reads it without buffering: one block that
/// joins the timestamp with the body's beginning, then the rest of the body where it lies.
class signed_text {
public:
    /// \param timestamp  at most 20 characters, a 64-bit integer's
    signed_text(std::string_view timestamp, std::string_view body) noexcept {
        const std::size_t taken = std::min(body.size(), block_.size() - timestamp.size() - 1);
        auto end = std::copy(timestamp.begin(), timestamp.end(), block_.begin());
        *end++ = '.';
        end = std::copy_n(body.begin(), taken, end);
        size_ = static_cast<std::size_t>(end - block_.begin());
        rest_ = body.substr(taken);
    }

    [[nodiscard]] hmac_sha256_key::started start(const hmac_sha256_key& key) const {
        return key.start({block_.data(), size_}, rest_);
    }

private:
    std::array<char, hmac_sha256_key::block_size> block_;
    std::size_t size_;
    std::string_view rest_;
};

[[nodiscard]] inline bool equal_in_constant_time(const sha256_digest& a, const sha256_digest& b) noexcept {
    // OpenSSL compares 16 bytes at once on x86-64, but 32 one by one.
    constexpr std::size_t half = 16;
    return (CRYPTO_memcmp(a.data(), b.data(), half) |
            CRYPTO_memcmp(a.data() + half, b.data() + half, half)) == 0;
}

/// The value of eight ASCII digits, read as one number, all at once; nothing where one is no digit.
[[nodiscard]] constexpr std::optional<std::int64_t> eight_digits(std::uint64_t text) noexcept {
    constexpr std::uint64_t every_byte = 0x0101'0101'0101'0101;
    const std::uint64_t digits = text ^ ('0' * every_byte);
    if (((digits | (digits + 6 * every_byte)) & (0xF0 * every_byte)) != 0)
        return std::nullopt;
    // The first digit is in the lowest byte: join neighbours to 2, 4 and 8 digits.
    const std::uint64_t pairs = ((digits * (1 + (10ULL << 8U))) >> 8U) & 0x00FF'00FF'00FF'00FF;
    const std::uint64_t fours = ((pairs * (1 + (100ULL << 16U))) >> 16U) & 0x0000'FFFF'0000'FFFF;
    return static_cast<std::int64_t>((fours * (1 + (10'000ULL << 32U))) >> 32U);
}

/// Unix seconds from 1 to `max_timestamp_digits` decimal digits, and nothing else.
[[nodiscard]] inline std::optional<std::int64_t> unix_seconds(std::string_view text) noexcept {
    if (text.empty() || text.size() > max_timestamp_digits)
        return std::nullopt;
    std::int64_t seconds = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::uint64_t first = 0;
        if (text.size() >= sizeof first) {
            std::memcpy(&first, text.data(), sizeof first);
            const std::optional<std::int64_t> value = eight_digits(first);
            if (!value)
                return std::nullopt;
            seconds = *value;
            text.remove_prefix(sizeof first);
        }
    }
    for (const char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        seconds = seconds * 10 + (c - '0');
    }
    return seconds;
}

[[nodiscard]] inline failure refused(errc code, std::string detail) {
    return {.code = code, .detail = std::move(detail)};
}

[[nodiscard]] inline failure malformed_signature(std::string_view signature) {
    std::string detail;
    if (signature == repeated_header)
        detail = "the header came more than once";
    else if (!signature.starts_with(signature_prefix))
        detail = "it does not begin with 'sha256='";
    else if (signature.size() != signature_size)
        detail = "after 'sha256=' it has " + std::to_string(signature.size() - signature_prefix.size()) +
                 " characters, not 64";
    else
        detail = "after 'sha256=' it has a character that is no hexadecimal digit";
    return refused(errc::malformed_signature, std::move(detail));
}

[[nodiscard]] inline failure malformed_timestamp(std::string_view timestamp) {
    std::string detail;
    if (timestamp == repeated_header)
        detail = "the header came more than once";
    else if (timestamp.size() > max_timestamp_digits)
        detail = "it has " + std::to_string(timestamp.size()) +
                 " characters, more than 12; milliseconds, perhaps, where seconds are due";
    else
        detail = "it has a character that is no decimal digit";
    return refused(errc::malformed_timestamp, std::move(detail));
}

/// Unsigned, because `now` may be so far off that the difference of two signed times does not fit.
[[nodiscard]] inline std::uint64_t seconds_apart(std::chrono::sys_seconds now,
                                                 std::int64_t seconds) noexcept {
    const std::int64_t now_seconds = now.time_since_epoch().count();
    const auto difference = static_cast<std::uint64_t>(now_seconds) - static_cast<std::uint64_t>(seconds);
    return now_seconds < seconds ? 0 - difference : difference;
}

/// Why a timestamp is not accepted, given that it is not.
[[nodiscard]] inline failure refused_timestamp(std::string_view timestamp, std::chrono::sys_seconds now,
                                               std::chrono::seconds tolerance) {
    if (timestamp.empty())
        return refused(errc::missing_timestamp, {});
    const std::optional<std::int64_t> seconds = unix_seconds(timestamp);
    if (!seconds)
        return malformed_timestamp(timestamp);
    const bool is_past = *seconds < now.time_since_epoch().count();
    return refused(is_past ? errc::stale : errc::from_the_future,
                   "signed " + std::to_string(seconds_apart(now, *seconds)) +
                       (is_past ? " s ago" : " s ahead of this machine's clock") + "; the tolerance is " +
                       std::to_string(tolerance.count()) + " s; check this machine's clock");
}

[[nodiscard]] inline failure signature_mismatch(std::size_t secrets) {
    return refused(errc::signature_mismatch,
                   "tried " + std::to_string(secrets) + (secrets == 1 ? " secret" : " secrets") +
                       "; is the body the very bytes received, not parsed and written again, and is each "
                       "secret the webhook's, without white space at its end?");
}

} // namespace detail

inline std::string sign(std::string_view secret, std::chrono::sys_seconds at, std::string_view body) {
    if (secret.empty())
        throw std::invalid_argument("scaivault: a signing secret is empty");
    const std::string timestamp = std::to_string(at.time_since_epoch().count());
    std::string signature(detail::signature_prefix);
    signature.reserve(detail::signature_size);
    detail::append_hex(signature,
                       detail::signed_text(timestamp, body).start(detail::hmac_sha256_key(secret)).finish());
    return signature;
}

inline verifier::verifier(signing_secrets secrets, verify_options options) : tolerance_(options.tolerance) {
    if (tolerance_ < std::chrono::seconds::zero() || tolerance_ > max_tolerance)
        throw std::invalid_argument("scaivault: the signature tolerance must be from 0 s to 24 h");
    if (secrets.size() == 0)
        throw std::invalid_argument("scaivault: the signing secrets were moved from");
    keys_.reserve(secrets.size());
    for (const detail::secret_bytes& secret : secrets.secrets_)
        keys_.emplace_back(std::string_view(reinterpret_cast<const char*>(secret.data()), secret.size()));
}

inline result<verified_body> verifier::verify(const delivery& received, std::chrono::sys_seconds now) const {
    const std::string_view signature = detail::trimmed(received.signature);
    if (signature.empty())
        return detail::refused(errc::missing_signature, {});
    if (signature.size() != detail::signature_size || !signature.starts_with(detail::signature_prefix))
        return detail::malformed_signature(signature);
    const char* const digits = signature.data() + detail::signature_prefix.size();
    detail::sha256_digest claimed;

    const std::string_view timestamp = detail::trimmed(received.timestamp);
    const std::optional<std::int64_t> seconds = detail::unix_seconds(timestamp);
    if (!seconds || detail::seconds_apart(now, *seconds) > static_cast<std::uint64_t>(tolerance_.count())) {
        if (!detail::read_hex(digits, claimed))
            return detail::malformed_signature(signature);
        return detail::refused_timestamp(timestamp, now, tolerance_);
    }

    const detail::signed_text text(timestamp, received.body);
    bool are_digits = true;
    bool matches = false;
    for (const detail::hmac_sha256_key& key : keys_) {
        const auto hmac = text.start(key);
        are_digits = detail::read_hex(digits, claimed); // here, it takes next to no time: see `start`
        matches |= detail::equal_in_constant_time(hmac.finish(), claimed);
    }
    if (!are_digits)
        return detail::malformed_signature(signature);
    if (!matches)
        return detail::signature_mismatch(keys_.size());
    return verified_body(received, std::chrono::sys_seconds(std::chrono::seconds(*seconds)));
}

} // namespace scaivault
