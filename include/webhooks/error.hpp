#pragma once

#include "detail/requirements.hpp"

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <boost/system/system_error.hpp>

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <type_traits>

namespace webhooks {

/// Everything that can be wrong with a delivery or a text. `failure.code == errc::stale` works.
enum class errc {
    // the text
    invalid_json =
        1, ///< not JSON: a syntax error, invalid UTF-8, a lone surrogate, trailing bytes, an empty text
    duplicate_key, ///< a duplicate key in the envelope or in a known payload
    missing_field, ///< a required key is missing
    wrong_type,    ///< a value is not of the JSON type that the catalog shows
    out_of_range,  ///< a number does not fit its field; the catalog's integers have 64 bits
    malformed_time, ///< not an RFC 3339 date and time with an offset, or outside of the years 0000 to 9999 in UTC
    too_deep,       ///< nested deeper than `decode_options::max_depth`
    too_large,      ///< longer than `decode_options::max_size`
    // the delivery
    missing_signature,   ///< no signature header
    malformed_signature, ///< not as the vendor writes signatures
    missing_timestamp,   ///< no timestamp header
    malformed_timestamp, ///< not Unix seconds in decimal digits
    stale,               ///< signed longer ago than the tolerance
    from_the_future,     ///< the timestamp is in the future by more than the tolerance
    signature_mismatch,  ///< no secret produces this signature for this timestamp and body
    header_mismatch,     ///< a header names another event id or type than the signed body
    // configuration
    malformed_pattern, ///< a pattern breaks a rule of the pattern language
    malformed_url,     ///< not an https URL that a server can call
    weak_secret,       ///< a signing secret is too short
    invalid_text,      ///< a text is not UTF-8, so it cannot be written as JSON
    // the delivery, of a scheme that signs the id
    missing_id, ///< no id header
    malformed_id, ///< an id header that is too long, came twice, or has the character that ends it in the signed text
    // the delivery, for an envelope that has the type in a header
    missing_type,   ///< no type header
    malformed_type, ///< a type header that came twice, or has a dot where the envelope joins the type
    // the text, once more
    malformed_base64, ///< not base64 with padding
    // the text, of members that only some vendors have
    malformed_date, ///< not a date that exists, written YYYY-MM-DD
    unknown_value,  ///< a text that is none of the values of its enumeration
};

} // namespace webhooks

template <>
struct boost::system::is_error_code_enum<webhooks::errc> : std::true_type {};

namespace webhooks {

namespace detail {

class errc_category_type final : public boost::system::error_category {
public:
    constexpr errc_category_type() noexcept : error_category(0x5ca1'7a01'7e44'0c01) {}

    [[nodiscard]] const char* name() const noexcept override { return "webhooks"; }

    [[nodiscard]] std::string message(int value) const override { return std::string(text(value)); }

private:
    [[nodiscard]] static constexpr std::string_view text(int value) noexcept {
        switch (static_cast<errc>(value)) {
        case errc::invalid_json:
            return "the text is not valid JSON";
        case errc::duplicate_key:
            return "an object has a duplicate key";
        case errc::missing_field:
            return "a required field is missing";
        case errc::wrong_type:
            return "a field has the wrong JSON type";
        case errc::out_of_range:
            return "a number does not fit its field";
        case errc::malformed_time:
            return "a time is not RFC 3339 with an offset";
        case errc::too_deep:
            return "the text is nested too deeply";
        case errc::too_large:
            return "the text is too long";
        case errc::missing_signature:
            return "the signature header is missing";
        case errc::malformed_signature:
            return "the signature header is malformed";
        case errc::missing_timestamp:
            return "the timestamp header is missing";
        case errc::malformed_timestamp:
            return "the timestamp header is not Unix seconds in decimal";
        case errc::stale:
            return "the delivery was signed too long ago";
        case errc::from_the_future:
            return "the delivery's timestamp is in the future";
        case errc::signature_mismatch:
            return "no secret matches the signature";
        case errc::header_mismatch:
            return "a header disagrees with the signed body";
        case errc::malformed_pattern:
            return "a pattern is malformed";
        case errc::malformed_url:
            return "a URL is malformed";
        case errc::weak_secret:
            return "a signing secret is too short";
        case errc::invalid_text:
            return "a text is not UTF-8";
        case errc::missing_id:
            return "the id header is missing";
        case errc::malformed_id:
            return "the id header is malformed";
        case errc::missing_type:
            return "the type header is missing";
        case errc::malformed_type:
            return "the type header is malformed";
        case errc::malformed_base64:
            return "a text is not base64 with padding";
        case errc::malformed_date:
            return "a date is not YYYY-MM-DD";
        case errc::unknown_value:
            return "a text is none of the values of its enumeration";
        }
        return "unknown webhooks error";
    }
};

inline constexpr errc_category_type errc_category_instance{};

} // namespace detail

/// The category of `errc`; its name is "webhooks".
[[nodiscard]] inline const boost::system::error_category& errc_category() noexcept {
    return detail::errc_category_instance;
}

/// Makes `errc` an error code; found by Boost.System.
[[nodiscard]] inline boost::system::error_code make_error_code(errc value) noexcept {
    return {static_cast<int>(value), errc_category()};
}

/// The enumerator's name, for logs and metrics: "stale". Empty for a number that is no `errc`.
[[nodiscard]] constexpr std::string_view to_string(errc value) noexcept {
    switch (value) {
    case errc::invalid_json:
        return "invalid_json";
    case errc::duplicate_key:
        return "duplicate_key";
    case errc::missing_field:
        return "missing_field";
    case errc::wrong_type:
        return "wrong_type";
    case errc::out_of_range:
        return "out_of_range";
    case errc::malformed_time:
        return "malformed_time";
    case errc::too_deep:
        return "too_deep";
    case errc::too_large:
        return "too_large";
    case errc::missing_signature:
        return "missing_signature";
    case errc::malformed_signature:
        return "malformed_signature";
    case errc::missing_timestamp:
        return "missing_timestamp";
    case errc::missing_id:
        return "missing_id";
    case errc::malformed_id:
        return "malformed_id";
    case errc::missing_type:
        return "missing_type";
    case errc::malformed_type:
        return "malformed_type";
    case errc::malformed_base64:
        return "malformed_base64";
    case errc::malformed_timestamp:
        return "malformed_timestamp";
    case errc::stale:
        return "stale";
    case errc::from_the_future:
        return "from_the_future";
    case errc::signature_mismatch:
        return "signature_mismatch";
    case errc::header_mismatch:
        return "header_mismatch";
    case errc::malformed_pattern:
        return "malformed_pattern";
    case errc::malformed_url:
        return "malformed_url";
    case errc::weak_secret:
        return "weak_secret";
    case errc::invalid_text:
        return "invalid_text";
    case errc::malformed_date:
        return "malformed_date";
    case errc::unknown_value:
        return "unknown_value";
    }
    return {};
}

/// Prints the enumerator's name.
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, errc value) {
    return out << to_string(value);
}

/// An error, where it is, and why. Holds no secret, no signature and no value of the body.
struct failure {
    boost::system::error_code code; ///< one of `errc`
    std::string where{};            ///< JSON Pointer of the offending field ("/data/new_version"), or empty
    std::size_t offset = 0;         ///< the number of bytes read when the error was seen; 0 if none applies
    std::string detail{};           ///< more about the cause, for a person; may be empty

    /// One line for a log: what, where, at which byte, and the detail.
    [[nodiscard]] std::string message() const {
        std::string text = code.message();
        if (!where.empty())
            text.append(": ").append(where);
        if (offset != 0)
            text.append(" (byte ").append(std::to_string(offset)).append(")");
        if (!detail.empty())
            text.append(": ").append(detail);
        return text;
    }

    [[nodiscard]] bool operator==(const failure&) const = default;

    /// Compares the code alone, as in `failure == errc::stale`.
    [[nodiscard]] friend bool operator==(const failure& left, errc right) noexcept {
        return left.code == right;
    }

    /// Prints `message()`.
    template <class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        const failure& error) {
        return out << error.message();
    }
};

/// A value, or the reason why there is none.
template <class T>
using result = boost::system::result<T, failure>;

/// What `result<T>::value()` throws for a failure; found by Boost.System.
[[noreturn]] inline void throw_exception_from_error(const failure& error,
                                                    const boost::source_location& where) {
    boost::throw_exception(boost::system::system_error(error.code, error.message()), where);
}

} // namespace webhooks
