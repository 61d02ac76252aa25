#pragma once

#include "requirements.hpp"

#include <cstddef>
#include <string_view>

namespace webhooks::detail {

/// The first byte of `text` at which it is not UTF-8, or `npos`. RFC 3629, section 4: no overlong forms, no surrogates,
/// nothing beyond U+10FFFF. Linear.
[[nodiscard]] constexpr std::size_t find_invalid_utf8(std::string_view text) noexcept {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    for (std::size_t at = 0; at != text.size();) {
        const unsigned char lead = byte(at);
        if (lead < 0x80) {
            ++at;
            continue;
        }
        // The second byte's range is narrower after four of the leads.
        unsigned char low = 0x80;
        unsigned char high = 0xBF;
        std::size_t size = 0;
        if (lead >= 0xC2 && lead <= 0xDF) {
            size = 2;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            size = 3;
            low = lead == 0xE0 ? 0xA0 : low;
            high = lead == 0xED ? 0x9F : high;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            size = 4;
            low = lead == 0xF0 ? 0x90 : low;
            high = lead == 0xF4 ? 0x8F : high;
        } else {
            return at;
        }
        if (text.size() - at < size || byte(at + 1) < low || byte(at + 1) > high)
            return at;
        for (std::size_t i = 2; i < size; ++i)
            if (byte(at + i) < 0x80 || byte(at + i) > 0xBF)
                return at;
        at += size;
    }
    return std::string_view::npos;
}

} // namespace webhooks::detail
