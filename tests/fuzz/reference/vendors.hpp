#pragma once

#include "hmac.hpp"

#include <openssl/evp.h>

#include <string>
#include <string_view>

/// An independent description of the vendors' schemes: what is signed, and how the header is written.
namespace fuzz::reference {

[[nodiscard]] inline std::string base64(std::string_view bytes) {
    std::string text(4 * (bytes.size() / 3 + 1) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

/// The parts that one vendor signs, and the digits of its signature.
struct vendor {
    bool signs_id;
    bool signs_timestamp;
    bool has_timestamp_in_header; ///< in the signature header, as `t=`
    bool is_base64;
    std::string_view before; ///< signed before all else
    char separator;
    std::string_view tag_prefix;

    [[nodiscard]] std::string digits(std::string_view secret, std::string_view timestamp, std::string_view id,
                                     std::string_view body) const {
        std::string text(before);
        if (signs_id)
            text.append(id).push_back(separator);
        if (signs_timestamp)
            text.append(timestamp).push_back(separator);
        const std::string digest = hmac_sha256(secret, text.append(body));
        return is_base64 ? base64(digest) : hexadecimal(digest);
    }

    [[nodiscard]] std::string header(std::string_view timestamp, std::string_view signature) const {
        std::string text;
        if (has_timestamp_in_header)
            text.append("t=").append(timestamp).push_back(',');
        return text.append(tag_prefix).append(signature);
    }
};

inline constexpr vendor github{false, false, false, false, "", '.', "sha256="};
inline constexpr vendor stripe{false, true, true, false, "", '.', "v1="};
inline constexpr vendor standard{true, true, false, true, "", '.', "v1,"};
inline constexpr vendor slack{false, true, false, false, "v0:", ':', "v0="};
inline constexpr vendor shopify{false, false, false, true, "", '.', ""};

} // namespace fuzz::reference
