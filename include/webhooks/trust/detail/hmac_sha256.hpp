#pragma once

#include "../../detail/requirements.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <stdexcept>
#include <string_view>

namespace webhooks::detail {

using sha256_digest = std::array<unsigned char, 32>;

/// A digest that its destructor overwrites: with the HMAC of a forged delivery, a sender could sign it.
struct wiped_digest : sha256_digest {
    wiped_digest() noexcept {} // uninitialised
    wiped_digest(const wiped_digest&) = default;
    wiped_digest& operator=(const wiped_digest&) = default;
    ~wiped_digest() { OPENSSL_cleanse(data(), size()); }
};

[[nodiscard]] inline bool equal_in_constant_time(const sha256_digest& a, const sha256_digest& b) noexcept {
    // OpenSSL compares 16 bytes at once on x86-64, but 32 one by one.
    constexpr std::size_t half = 16;
    return (CRYPTO_memcmp(a.data(), b.data(), half) |
            CRYPTO_memcmp(a.data() + half, b.data() + half, half)) == 0;
}

/// HMAC-SHA256 with one key, computed by OpenSSL's `EVP_MAC`, so that a FIPS provider's own HMAC is used.
///
/// Holds the key and what OpenSSL computed from it and from the last message; OpenSSL wipes both on destruction.
/// For one thread at a time. A copy has the same key; copying only reads, so threads may copy one context at once.
class hmac_context {
public:
    /// \throws std::runtime_error if OpenSSL has no HMAC-SHA256, or no memory
    explicit hmac_context(std::string_view key) {
        const std::unique_ptr<EVP_MAC, free_with_openssl> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
        char digest[] = "SHA256";
        const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                         OSSL_PARAM_construct_end()};
        if (hmac != nullptr)
            context_.reset(EVP_MAC_CTX_new(hmac.get()));
        if (context_ == nullptr || EVP_MAC_init(context_.get(), bytes_of(key), key.size(), parameters) != 1)
            throw std::runtime_error("webhooks: OpenSSL offers no HMAC-SHA256");
    }

    /// \throws std::bad_alloc
    hmac_context(const hmac_context& other) : context_(EVP_MAC_CTX_dup(other.context_.get())) {
        if (context_ == nullptr)
            throw std::bad_alloc();
    }
    hmac_context(hmac_context&&) noexcept = default;
    hmac_context& operator=(hmac_context&&) noexcept = default;
    ~hmac_context() = default;

    /// The HMAC of `first` followed by `rest`.
    /// \throws std::bad_alloc if OpenSSL fails
    // SHA-256 leaves the digest in vector registers. The dynamic linker saves these on the stack when it binds a
    // function, so they are cleared.
    [[nodiscard, gnu::noinline, gnu::zero_call_used_regs("all-arg")]] wiped_digest
    of(std::string_view first, std::string_view rest = {}) {
        wiped_digest digest;
        std::size_t size = 0;
        EVP_MAC_CTX* const context = context_.get();
        // Without a key, EVP_MAC_init starts again with the one that the context has.
        if (EVP_MAC_init(context, nullptr, 0, nullptr) != 1 ||
            EVP_MAC_update(context, bytes_of(first), first.size()) != 1 ||
            EVP_MAC_update(context, bytes_of(rest), rest.size()) != 1 ||
            EVP_MAC_final(context, digest.data(), &size, digest.size()) != 1)
            throw std::bad_alloc();
        return digest;
    }

private:
    [[nodiscard]] static const unsigned char* bytes_of(std::string_view text) noexcept {
        return reinterpret_cast<const unsigned char*>(text.data());
    }

    struct free_with_openssl {
        void operator()(EVP_MAC* hmac) const noexcept { EVP_MAC_free(hmac); }
        void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
    };

    std::unique_ptr<EVP_MAC_CTX, free_with_openssl> context_;
};

} // namespace webhooks::detail
