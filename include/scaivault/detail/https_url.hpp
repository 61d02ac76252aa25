#pragma once

#include "requirements.hpp"

#include <cstddef>
#include <string_view>

namespace scaivault::detail {

/// What is wrong with a URL, and at which of its bytes. `reason` is empty when nothing is.
struct url_defect {
    std::string_view reason{};
    std::size_t offset = 0;
};

/// Holds a URL against the grammar of RFC 3986 for the scheme https: what a server far away may be told to call.
/// Nothing is looked up.
class https_url_check {
public:
    explicit constexpr https_url_check(std::string_view url) noexcept : url_(url) {}

    /// The first defect from the left. Linear.
    [[nodiscard]] constexpr url_defect run() const noexcept {
        constexpr std::string_view scheme = "https://";
        for (std::size_t i = 0; i != scheme.size(); ++i)
            if (i >= url_.size() || lower(url_[i]) != scheme[i])
                return {"it does not begin with https://", 0};
        const auto begin = scheme.size();
        const auto end = find_first_of("/?#", begin);
        if (const auto at = find_first_of("@", begin); at < end)
            return {"user information before the host is refused (RFC 9110, section 4.2.4)", begin};
        if (const auto defect = authority(begin, end); !defect.reason.empty())
            return defect;
        for (auto at = end; at < url_.size(); ++at) {
            if (url_[at] == '#')
                return {"a fragment is never sent to a server", at};
            if (!is_one_of(url_[at], "/?:@") && !is_name_character(at))
                return {not_a_url_character, at};
        }
        return {};
    }

private:
    static constexpr std::string_view not_a_url_character =
        "this character is not allowed here: write it as % and two hexadecimal digits";

    [[nodiscard]] constexpr url_defect authority(std::size_t begin, std::size_t end) const noexcept {
        auto at = begin;
        if (begin < end && url_[begin] == '[') {
            for (++at; at < end && (is_hex(url_[at]) || is_one_of(url_[at], ":.")); ++at) {
            }
            if (at == begin + 1 || at >= end || url_[at] != ']')
                return {"the address in brackets is not an IPv6 address", begin};
            ++at;
        } else {
            for (; at < end && url_[at] != ':'; ++at)
                if (!is_name_character(at))
                    return {"this character is not allowed in a host: encode names as xn--", at};
            if (at == begin)
                return {"the host is empty", begin};
        }
        return at == end ? url_defect{} : port(at, end);
    }

    [[nodiscard]] constexpr url_defect port(std::size_t colon, std::size_t end) const noexcept {
        unsigned long number = 0;
        auto at = colon + 1;
        for (; at < end && is_digit(url_[at]) && number <= 65535; ++at)
            number = number * 10 + static_cast<unsigned long>(url_[at] - '0');
        if (url_[colon] != ':' || at != end || number == 0 || number > 65535)
            return {"the port is not a number from 1 to 65535", colon};
        return {};
    }

    /// RFC 3986: unreserved, percent-encoded and sub-delims.
    [[nodiscard]] constexpr bool is_name_character(std::size_t at) const noexcept {
        const char c = url_[at];
        if (c == '%')
            return url_.size() - at > 2 && is_hex(url_[at + 1]) && is_hex(url_[at + 2]);
        return (lower(c) >= 'a' && lower(c) <= 'z') || is_digit(c) || is_one_of(c, "-._~!$&'()*+,;=");
    }

    [[nodiscard]] constexpr std::size_t find_first_of(std::string_view characters,
                                                      std::size_t from) const noexcept {
        const auto at = url_.find_first_of(characters, from);
        return at == std::string_view::npos ? url_.size() : at;
    }

    static constexpr char lower(char c) noexcept {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    static constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
    static constexpr bool is_hex(char c) noexcept {
        return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
    }
    static constexpr bool is_one_of(char c, std::string_view set) noexcept {
        return set.find(c) != std::string_view::npos;
    }

    std::string_view url_;
};

} // namespace scaivault::detail
