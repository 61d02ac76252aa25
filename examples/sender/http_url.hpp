#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

namespace example {

/// The parts of an `http://` or `https://` address.
struct http_url {
    bool is_https = false;
    std::string authority; ///< host and port, as written in the URL
    std::string host;
    std::string port;
    std::string target;

    /// Throws `std::invalid_argument` for another scheme, a user name or a missing host.
    explicit http_url(std::string_view text) {
        constexpr std::string_view plain = "http://";
        constexpr std::string_view secure = "https://";
        is_https = text.starts_with(secure);
        if (!is_https && !text.starts_with(plain))
            throw std::invalid_argument("the URL '" + std::string(text) +
                                        "' must begin with http:// or https://");
        std::string_view rest = text.substr(is_https ? secure.size() : plain.size());
        authority = rest.substr(0, rest.find_first_of("/?#"));
        target = rest.substr(authority.size());
        target.resize(std::min(target.find('#'), target.size()));
        if (!target.starts_with('/'))
            target.insert(0, "/");
        if (authority.find('@') != authority.npos)
            throw std::invalid_argument("the URL has a user name or a password, which is not supported");

        // An IPv6 address is in brackets.
        const bool bracketed = authority.starts_with('[');
        const auto host_end = bracketed ? authority.find(']') : authority.find(':');
        host = authority.substr(bracketed, host_end - bracketed);
        const auto after = host_end == authority.npos ? "" : authority.substr(host_end + bracketed);
        port = after.starts_with(':') ? after.substr(1) : is_https ? "443" : "80";
        if (host.empty() || (bracketed && host_end == authority.npos))
            throw std::invalid_argument("the URL '" + std::string(text) + "' has no host");
    }

    /// The address without query, for messages: a query can contain a token.
    [[nodiscard]] std::string shown() const {
        return (is_https ? "https://" : "http://") + authority + target.substr(0, target.find('?'));
    }
};

} // namespace example
