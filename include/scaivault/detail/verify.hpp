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
        const std::size_t taken = std::min(body.size(), block_size - timestamp.size() - 1);
        char* const text = block_.data() + timestamp.size() + 1;
        // Fixed sizes are a few instructions each, others are calls. Of a longer body, more is copied than counts.
        if (body.size() >= block_size)
            std::memcpy(text, body.data(), block_size);
        else
            std::copy_n(body.begin(), taken, text);
        text[-1] = '.';
        if (constexpr std::size_t word = 8; timestamp.size() >= word && timestamp.size() <= 2 * word) {
            std::memcpy(block_.data(), timestamp.data(), word);
            std::copy_n(timestamp.end() - word, word, text - 1 - word);
        } else {
            std::copy(timestamp.begin(), timestamp.end(), block_.begin());
        }
        size_ = timestamp.size() + 1 + taken;
        rest_ = body.substr(taken);
    }

    [[nodiscard]] std::string_view block() const noexcept { return {block_.data(), size_}; }
    [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

private:
    static constexpr std::size_t block_size = hmac_sha256_key::block_size;

    std::array<char, block_size + 21> block_; // and what else was copied
    std::size_t size_;
    std::string_view rest_;
};

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

/// The reason in parts, as for `joined`.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure refused(errc code,
                                                               std::initializer_list<message_part> reason) {
    return {.code = code, .detail = joined(reason)};
}

/// Whether every character is one of base64, either alphabet.
[[nodiscard]] inline bool is_base64(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
               c == '/' || c == '-' || c == '_' || c == '=';
    });
}

[[nodiscard, gnu::noinline, gnu::cold]] inline failure malformed_signature(std::string_view signature) {
    constexpr std::size_t base64_size = 44; // of 32 bytes, the padding included
    std::string_view digits = signature;
    const bool has_prefix = signature.starts_with(signature_prefix);
    if (has_prefix)
        digits.remove_prefix(signature_prefix.size());
    sha256_digest ignored;
    std::string_view hint;
    if (digits.size() == base64_size && digits.back() == '=' && is_base64(digits))
        hint = "; it looks like base64, and must be hexadecimal";
    else if (
        !has_prefix && signature.size() == 2 * sizeof ignored &&
        // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): it reads as many as the array asks for
        read_hex(signature.data(), ignored))
        hint = ", and has the digits alone";
    constexpr errc code = errc::malformed_signature;
    if (signature == repeated_header)
        return refused(code, {"the header came more than once", hint});
    if (!has_prefix)
        return refused(code, {"it does not begin with 'sha256='", hint});
    if (signature.size() != signature_size)
        return refused(code, {"after 'sha256=' it has ", digits.size(), " characters, not ",
                              signature_size - signature_prefix.size(), hint});
    return refused(code, {"after 'sha256=' it has a character that is no hexadecimal digit", hint});
}

[[nodiscard, gnu::noinline, gnu::cold]] inline failure malformed_timestamp(std::string_view timestamp) {
    constexpr errc code = errc::malformed_timestamp;
    if (timestamp == repeated_header)
        return refused(code, {"the header came more than once"});
    if (timestamp.size() > max_timestamp_digits)
        return refused(code, {"it has ", timestamp.size(),
                              " characters, more than 12; milliseconds, perhaps, where seconds are due"});
    return refused(code, {"it has a character that is no decimal digit"});
}

/// Unsigned, because `now` may be so far off that the difference of two signed times does not fit.
[[nodiscard]] inline std::uint64_t seconds_apart(std::chrono::sys_seconds now,
                                                 std::int64_t seconds) noexcept {
    const std::int64_t now_seconds = now.time_since_epoch().count();
    const auto difference = static_cast<std::uint64_t>(now_seconds) - static_cast<std::uint64_t>(seconds);
    return now_seconds < seconds ? 0 - difference : difference;
}

/// Why a timestamp is not accepted, given that it is not.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure
refused_timestamp(std::string_view timestamp, std::chrono::sys_seconds now, std::chrono::seconds tolerance) {
    if (timestamp.empty())
        return refused(errc::missing_timestamp, {});
    const std::optional<std::int64_t> seconds = unix_seconds(timestamp);
    if (!seconds)
        return malformed_timestamp(timestamp);
    const bool is_past = *seconds < now.time_since_epoch().count();
    return refused(is_past ? errc::stale : errc::from_the_future,
                   {"signed ", seconds_apart(now, *seconds),
                    is_past ? " s ago" : " s ahead of this machine's clock", "; the tolerance is ",
                    static_cast<std::uint64_t>(tolerance.count()), " s; check this machine's clock"});
}

[[nodiscard, gnu::noinline, gnu::cold]] inline failure signature_mismatch(std::size_t secrets,
                                                                          std::string_view cause) {
    return refused(errc::signature_mismatch,
                   {"tried ", secrets, secrets == 1 ? " secret; " : " secrets; ", cause});
}

} // namespace detail

inline std::string sign(std::string_view secret, std::chrono::sys_seconds at, std::string_view body) {
    detail::check_secret(secret, "the secret to sign with");
    const std::string timestamp = std::to_string(at.time_since_epoch().count());
    std::string signature(detail::signature_prefix);
    signature.reserve(detail::signature_size);
    const detail::signed_text text(timestamp, body);
    detail::append_hex(signature, detail::hmac_sha256_key(secret).of(text.block(), text.rest()));
    return signature;
}

inline verifier::verifier(signing_secrets secrets, verify_options options) : tolerance_(options.tolerance) {
    if (tolerance_ < std::chrono::seconds::zero() || tolerance_ > max_tolerance)
        throw std::invalid_argument("scaivault: the signature tolerance must be from 0 s to 24 h");
    if (secrets.size() == 0)
        throw std::invalid_argument("scaivault: the signing secrets were moved from");
    keys_.reserve(secrets.size());
    for (const detail::secret_bytes& bytes : secrets.secrets_) {
        const std::string_view secret(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        if (options.on_warning)
            detail::warn_of_secret(secret, keys_.size(), options.on_warning);
        keys_.emplace_back(secret);
    }
    if (options.diagnose)
        diagnosis_.emplace(secrets.secrets_);
}

inline verifier::~verifier() {
    if (!keys_.empty())
        detail::working_contexts::clear_this_thread();
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
    constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    bool are_digits = true;
    std::size_t matching = none;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        auto hmac = keys_[i].start(text.block());
        are_digits = detail::read_hex(digits, claimed); // here, it takes next to no time: see `started`
        hmac.read(text.rest());
        const bool matches = detail::equal_in_constant_time(hmac.finish(), claimed);
        matching = matches && matching == none ? i : matching;
    }
    if (!are_digits)
        return detail::malformed_signature(signature);
    if (matching == none)
        return mismatch(timestamp, received.body, claimed, now);
    return verified_body(received, std::chrono::sys_seconds(std::chrono::seconds(*seconds)), matching);
}

inline std::optional<failure> verifier::check_headers(const delivery& received,
                                                      std::chrono::sys_seconds now) const {
    const std::string_view signature = detail::trimmed(received.signature);
    if (signature.empty())
        return detail::refused(errc::missing_signature, {});
    detail::sha256_digest ignored;
    if (signature.size() != detail::signature_size || !signature.starts_with(detail::signature_prefix) ||
        !detail::read_hex(signature.data() + detail::signature_prefix.size(), ignored))
        return detail::malformed_signature(signature);
    const std::string_view timestamp = detail::trimmed(received.timestamp);
    const std::optional<std::int64_t> seconds = detail::unix_seconds(timestamp);
    if (!seconds || detail::seconds_apart(now, *seconds) > static_cast<std::uint64_t>(tolerance_.count()))
        return detail::refused_timestamp(timestamp, now, tolerance_);
    return std::nullopt;
}

[[gnu::noinline, gnu::cold]] inline failure verifier::mismatch(std::string_view timestamp,
                                                               std::string_view body,
                                                               const detail::sha256_digest& claimed,
                                                               std::chrono::sys_seconds now) const {
    return detail::signature_mismatch(keys_.size(),
                                      diagnosis_ ? diagnosis_->cause(keys_, timestamp, body, claimed, now)
                                                 : detail::diagnosis::unknown_cause);
}

} // namespace scaivault
