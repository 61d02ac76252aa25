#pragma once

#include "error.hpp"

#include <chrono>
#include <concepts>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace webhooks {

/// A server's address: scheme, host and port.
struct http_origin {
    bool is_tls = true;   ///< https
    std::string host{};   ///< without the brackets of an IPv6 address
    std::string port{};   ///< decimal
    std::string header{}; ///< the value of the header `Host`

    /// Reads `https://host`, `https://host:port` or, for a loopback host only, `http://host:port`. A slash may follow.
    /// \param url  the address
    /// \return the parts; or `errc::malformed_url` with the reason. Over `http://`, a token would be readable on the way
    [[nodiscard]] static result<http_origin> parse(std::string_view url);

    /// As it was written, without a slash.
    [[nodiscard]] std::string text() const { return (is_tls ? "https://" : "http://") + header; }
};

/// A request of a client.
struct http_request {
    std::string method = "GET";                                 ///< the HTTP method, in capitals
    http_origin origin{};                                       ///< where it is sent to
    std::string target = "/";                                   ///< the path and the query, percent-encoded
    std::vector<std::pair<std::string, std::string>> headers{}; ///< besides `Host` and `Content-Length`
    std::string body{};                                         ///< may be empty
    std::chrono::milliseconds timeout{30'000}; ///< from the name's look-up to the answer's last byte
};

/// The answer to a request.
struct http_response {
    int status = 0;            ///< 100 to 999
    std::string retry_after{}; ///< the value of the header `Retry-After`; empty if there is none
    std::string body{};        ///< complete
};

/// Cancels the calls that it is passed to. Thread-safe. Cannot be reset.
class cancellation {
public:
    cancellation() = default;
    cancellation(const cancellation&) = delete;
    cancellation& operator=(const cancellation&) = delete;

    /// Cancels the calls in progress and all later ones. Not for signal handlers.
    void cancel() noexcept {
        const std::lock_guard lock(mutex_);
        is_canceled_ = true;
        for (const auto* each : called_)
            (*each)();
        changed_.notify_all();
    }

    /// True after `cancel`.
    [[nodiscard]] bool is_canceled() const noexcept {
        const std::lock_guard lock(mutex_);
        return is_canceled_;
    }

    /// Blocks for a time, or until `cancel`.
    /// \param time  how long
    void wait_for(std::chrono::milliseconds time) const {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, time, [this] { return is_canceled_; });
    }

    /// For transports: has a function called by `cancel`, as long as this object lives.
    class subscription {
    public:
        /// \param to        the cancellation; must outlive this object
        /// \param function  called by `cancel`, perhaps on another thread, or at once if that was called already. Must not
        ///                  block, throw or use the cancellation
        subscription(cancellation& to, std::function<void()> function)
            : to_(to), function_(std::move(function)) {
            const std::lock_guard lock(to_.mutex_);
            if (to_.is_canceled_)
                function_();
            to_.called_.push_back(&function_);
        }
        ~subscription() {
            const std::lock_guard lock(to_.mutex_);
            std::erase(to_.called_, &function_);
        }
        subscription(const subscription&) = delete;
        subscription& operator=(const subscription&) = delete;

    private:
        cancellation& to_;
        const std::function<void()> function_;
    };

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool is_canceled_ = false;
    std::vector<const std::function<void()>*> called_{};
};

/// What sends a client's requests: `https_transport`, or a class of your own around another HTTP library.
///
/// `call` returns the answer, whatever its status; or `unreachable`, `untrusted`, `cut_off`, `timed_out`, `canceled` or
/// `malformed_answer`. It follows no redirection, so that a token stays with its server, and checks certificates. It may be
/// called from several threads at once. One that ignores the cancellation works too: `stop` then takes as long as a poll.
template <class T>
concept http_transport = requires(T& transport, const http_request& request, cancellation& canceled) {
    { transport.call(request, canceled) } -> std::same_as<client_result<http_response>>;
};

namespace detail {

[[nodiscard]] inline failure malformed_origin(const char* why) {
    return {.code = errc::malformed_url, .detail = why};
}

/// Percent-encodes all but the unreserved characters (RFC 3986, section 2.3).
inline void append_percent_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_alphanumeric || std::string_view("-._~").find(c) != std::string_view::npos)
            out.push_back(c);
        else
            out.append({'%', digits[byte >> 4U], digits[byte & 15U]});
    }
}

} // namespace detail

inline result<http_origin> http_origin::parse(std::string_view url) {
    http_origin made;
    if (url.starts_with("https://"))
        url.remove_prefix(8);
    else if (url.starts_with("http://"))
        made.is_tls = false, url.remove_prefix(7);
    else
        return detail::malformed_origin("it does not begin with https://");
    if (url.ends_with('/'))
        url.remove_suffix(1);
    const bool is_address = url.starts_with('[');
    const auto host_end = is_address ? url.find(']') + 1 : std::min(url.find(':'), url.size());
    if (is_address && host_end == 0)
        return detail::malformed_origin("the address in brackets has no end");
    const auto host = url.substr(is_address ? 1 : 0, is_address ? host_end - 2 : host_end);
    const auto port = url.substr(host_end);
    constexpr std::string_view of_names = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
    constexpr std::string_view of_addresses = "abcdefABCDEF0123456789:.";
    if (host.empty() ||
        host.find_first_not_of(is_address ? of_addresses : of_names) != std::string_view::npos)
        return detail::malformed_origin("only a host and a port may follow the scheme");
    const bool is_number = port.size() > 1 && port.size() <= 6 && port.front() == ':' &&
                           port.find_first_not_of("0123456789", 1) == std::string_view::npos;
    if (!port.empty() && !is_number)
        return detail::malformed_origin("the port is not a number");
    if (!made.is_tls && host != "localhost" && host != "::1" && !host.starts_with("127."))
        return detail::malformed_origin("http:// is for loopback only: use https://");
    made.host = host;
    made.port = port.empty() ? (made.is_tls ? "443" : "80") : std::string(port.substr(1));
    made.header = url;
    return made;
}

} // namespace webhooks
