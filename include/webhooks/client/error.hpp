#pragma once

#include "../error.hpp"

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/is_error_code_enum.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <type_traits>

namespace webhooks {

/// Why a call of a server failed.
enum class client_errc {
    unauthorized = 1,  ///< 401: the token is missing, wrong or expired
    forbidden,         ///< 403: the token does not permit the call
    not_found,         ///< 404: there is no such object
    conflict,          ///< 409: the object is in another state
    too_many_requests, ///< 429: see `client_failure::retry_after`
    server_error,      ///< 5xx: see `client_failure::retry_after`
    unexpected_status, ///< any other status that is not 2xx; redirections are not followed
    unreachable,       ///< the host's name was not found, or no connection was accepted
    untrusted, ///< the TLS handshake failed, for example because the certificate is not valid for the host
    cut_off,   ///< the connection ended before the answer was complete
    timed_out, ///< the answer did not come in time
    canceled,  ///< the call was canceled: see `cancellation`
    malformed_answer, ///< the answer is not HTTP, is too long, or its body is not what the call promises
};

namespace detail {

class client_category_type final : public boost::system::error_category {
public:
    constexpr client_category_type() noexcept : error_category(0x5ca1'7a01'7e44'0c02) {}

    [[nodiscard]] const char* name() const noexcept override { return "webhooks.client"; }

    [[nodiscard]] std::string message(int value) const override { return text(value); }

private:
    [[nodiscard]] static constexpr const char* text(int value) noexcept {
        switch (static_cast<client_errc>(value)) {
        case client_errc::unauthorized:
            return "the server does not accept the token";
        case client_errc::forbidden:
            return "the token does not permit the call";
        case client_errc::not_found:
            return "the server has no such object";
        case client_errc::conflict:
            return "the call conflicts with the state of the object";
        case client_errc::too_many_requests:
            return "the server wants fewer calls";
        case client_errc::server_error:
            return "the server failed";
        case client_errc::unexpected_status:
            return "the server answered with an unexpected status";
        case client_errc::unreachable:
            return "the server is unreachable";
        case client_errc::untrusted:
            return "the TLS handshake failed";
        case client_errc::cut_off:
            return "the connection ended before the answer was complete";
        case client_errc::timed_out:
            return "the answer did not come in time";
        case client_errc::canceled:
            return "the call was canceled";
        case client_errc::malformed_answer:
            return "the answer is malformed";
        }
        return "unknown client error";
    }
};

inline constexpr client_category_type client_category_instance{};

} // namespace detail

/// The category of `client_errc`; its name is "webhooks.client".
[[nodiscard]] inline const boost::system::error_category& client_category() noexcept {
    return detail::client_category_instance;
}

/// Makes `client_errc` an error code; found by Boost.System.
[[nodiscard]] inline boost::system::error_code make_error_code(client_errc value) noexcept {
    return {static_cast<int>(value), client_category()};
}

/// A call that failed. `code` is one of `client_errc`, or one of `errc` for a request that was not sent because it is
/// invalid, and for an event that cannot be read. Holds no token, no secret and no text of an answer.
struct client_failure : failure {
    int status = 0; ///< the HTTP status; 0 if there was no answer

    /// How long the server asks to wait before the next call, from a `Retry-After` in seconds. A date is ignored.
    std::optional<std::chrono::seconds> retry_after{};

    /// Compares the code alone.
    [[nodiscard]] friend bool operator==(const client_failure& left, client_errc right) noexcept {
        return left.code == boost::system::error_code(make_error_code(right));
    }
    /// The same for an invalid request.
    [[nodiscard]] friend bool operator==(const client_failure& left, errc right) noexcept {
        return left.code == boost::system::error_code(make_error_code(right));
    }
};

/// What a call returns.
template <class T>
using client_result = boost::system::result<T, client_failure>;

namespace detail {

[[nodiscard]] inline client_failure client_error(client_errc code, std::string detail, int status = 0) {
    client_failure made;
    made.code = make_error_code(code);
    made.detail = std::move(detail);
    made.status = status;
    return made;
}

/// A request that is not sent.
[[nodiscard]] inline client_failure client_error(failure error) {
    client_failure made;
    static_cast<failure&>(made) = std::move(error);
    return made;
}

} // namespace detail

} // namespace webhooks

template <>
struct boost::system::is_error_code_enum<webhooks::client_errc> : std::true_type {};
