#pragma once

#include "../../detail/base64.hpp"
#include "../../detail/concat.hpp"
#include "../../detail/hex.hpp"
#include "scheme_checks.hpp"
#include "wiping_allocator.hpp"

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace webhooks::detail {

/// The bytes of a key that is written as the scheme says.
///
/// \param written  `scheme_strings::key`. The text before its placeholder may be missing in `text`
/// \param name     of the key, for messages
/// \throws std::invalid_argument for a text that is not base64 or hexadecimal; the message does not contain the text
[[nodiscard]] inline secret_bytes decoded_key(std::string_view text, std::string_view written,
                                              std::string_view name) {
    if (written == bytes_placeholder)
        return {text.begin(), text.end()};
    const std::string_view prefix = written.substr(0, written.find('{'));
    if (text.starts_with(prefix))
        text.remove_prefix(prefix.size());
    const bool is_base64 = written.ends_with(base64_placeholder);
    secret_bytes bytes(is_base64 ? bytes_in_base64(text) : text.size() / 2);
    bool is_read = is_base64 ? read_base64(text, bytes) : text.size() % 2 == 0;
    for (std::size_t i = 0; !is_base64 && is_read && i != bytes.size(); ++i) {
        std::array<unsigned char, 1> byte{};
        is_read = read_hex(text.substr(2 * i, 2), byte);
        bytes[i] = byte[0];
    }
    if (!is_read)
        throw std::invalid_argument(
            concat({"webhooks: ", name, " is not ", is_base64 ? "base64, with its padding" : "hexadecimal",
                    prefix.empty() ? "" : ", after '", prefix, prefix.empty() ? "" : "'",
                    ": was it cut off, or does it have white space around it?"}));
    return bytes;
}

} // namespace webhooks::detail
