#pragma once

#include <openssl/sha.h>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

/// An independent implementation of HMAC-SHA256: RFC 2104, section 2, literally, over a one-shot SHA-256.
namespace fuzz::reference {

[[nodiscard]] inline std::string sha256(const std::string& text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
    if (SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data()) == nullptr)
        throw std::runtime_error("SHA256 failed");
    return {digest.begin(), digest.end()};
}

/// H(K XOR opad, H(K XOR ipad, text)), with B = 64. Binary.
[[nodiscard]] inline std::string hmac_sha256(std::string_view secret, std::string_view text) {
    std::string key(secret);
    if (key.size() > 64)
        key = sha256(key);
    key.resize(64, '\0');
    std::string inner;
    std::string outer;
    for (const char byte : key) {
        inner.push_back(static_cast<char>(byte ^ 0x36));
        outer.push_back(static_cast<char>(byte ^ 0x5c));
    }
    return sha256(outer + sha256(inner.append(text)));
}

/// `bytes` in lower-case hexadecimal.
[[nodiscard]] inline std::string hexadecimal(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        text.push_back("0123456789abcdef"[(byte >> 4) & 0xf]);
        text.push_back("0123456789abcdef"[byte & 0xf]);
    }
    return text;
}

/// The signature header for a timestamp header and a body.
[[nodiscard]] inline std::string signature(std::string_view secret, std::string_view timestamp,
                                           std::string_view body) {
    std::string text(timestamp);
    text.append(".").append(body);
    return "sha256=" + hexadecimal(hmac_sha256(secret, text));
}

} // namespace fuzz::reference
