#pragma once

#include <webhooks/detail/requirements.hpp>

#include <charconv>
#include <cstddef>
#include <string_view>

namespace scaivault::detail {

/// What is wrong with a URL, and at which of its bytes. `reason` is empty when nothing is.
struct url_defect {
    std::string_view reason{};
    std::size_t offset = 0;
};

[[nodiscard]] inline bool starts_with_https(std::string_view url) noexcept {
    constexpr std::string_view scheme = "https://";
    for (std::size_t i = 0; i != scheme.size(); ++i)
        if (i == url.size() || (url[i] | (scheme[i] >= 'a' ? 0x20 : 0)) != scheme[i])
            return false;
    return true;
}

[[nodiscard]] inline bool is_port(std::string_view text) noexcept {
    unsigned number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size() && number >= 1 && number <= 65535;
}

/// The first thing that keeps `url` from being one that a server can be told to call. Linear. Nothing is looked up.
///
/// It checks the scheme, the host, the port and the characters, and refuses user information and fragments. It is not
/// the whole grammar of RFC 3986.
[[nodiscard]] inline url_defect defect_of_https_url(std::string_view url) noexcept {
    if (!starts_with_https(url))
        return {"it does not begin with https://", 0};
    constexpr std::size_t begin = 8;
    const auto authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
    if (authority.find('@') != std::string_view::npos)
        return {"user information before the host is refused (RFC 9110, section 4.2.4)", begin};

    const bool is_address = authority.starts_with('[');
    const auto host_end = is_address ? authority.find(']') : authority.find(':');
    if (is_address &&
        (host_end < 2 || authority.substr(1).find_first_not_of("0123456789abcdefABCDEF:.") != host_end - 1))
        return {"the address in brackets is not an IPv6 address", begin};
    const auto host = authority.substr(0, is_address ? host_end + 1 : host_end);
    if (host.empty())
        return {"the host is empty", begin};
    const auto port = authority.substr(host.size());
    const auto is_hex = [url](std::size_t at) {
        return at < url.size() &&
               std::string_view("0123456789abcdefABCDEF").find(url[at]) != std::string_view::npos;
    };
    for (std::size_t at = begin; at != url.size(); ++at) {
        const char c = url[at];
        const bool is_in_host = at < begin + host.size();
        if (at == begin + host.size() && !port.empty() && (port[0] != ':' || !is_port(port.substr(1))))
            return {"the port is not a number from 1 to 65535", at};
        if (c == '#')
            return {"a fragment is never sent to a server", at};
        const bool is_bracket = (c == '[' || c == ']') && !(is_in_host && is_address);
        const bool is_printable = c > ' ' && c <= '~';
        if (!is_printable || is_bracket ||
            std::string_view(R"("<>\^`{|})").find(c) != std::string_view::npos ||
            (c == '%' && !(is_hex(at + 1) && is_hex(at + 2))))
            return {is_in_host
                        ? "this character is not allowed in a host: encode names as xn--"
                        : "this character is not allowed here: write it as % and two hexadecimal digits",
                    at};
    }
    return {};
}

} // namespace scaivault::detail
