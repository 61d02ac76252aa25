#pragma once

#include "../public_keys.hpp"
#include "key_text.hpp"
#include "verified_by.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace webhooks::detail {

using ed25519_signature = std::array<unsigned char, 64>;

/// The public keys of a verifier. Moved from, it has none.
class ed25519_keys {
public:
    static constexpr std::size_t key_size = 32;

    /// \param written  how the keys are written: `scheme_strings::key`
    /// \throws std::invalid_argument for a key of another length or form; std::runtime_error if OpenSSL has no Ed25519
    ed25519_keys(const public_keys& keys, std::string_view written) {
        for (std::size_t i = 0; i != keys.size(); ++i) {
            const std::string name = public_keys::name_of(i);
            const secret_bytes bytes = decoded_key(keys[i], written, name);
            if (bytes.size() != key_size)
                throw std::invalid_argument(
                    concat({"webhooks: ", name, " has ", bytes.size(), " bytes, not ", key_size,
                            ": is it the vendor's public key for Ed25519?"}));
            keys_.emplace_back(
                EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes.data(), bytes.size()));
            if (keys_.back() == nullptr)
                throw std::runtime_error("webhooks: OpenSSL offers no Ed25519");
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

    /// The first key for which one of the tags is a signature of `first` followed by `rest`. Copies both, because Ed25519
    /// reads the text twice.
    /// \param claim  see `hmac_keys::match`; here it is from the signature that matches
    /// \throws std::bad_alloc
    [[nodiscard]] std::size_t match(std::string_view first, std::string_view rest,
                                    std::span<const ed25519_signature> tags, bool, claim_text* claim) const {
        const std::string text = std::string(first).append(rest);
        const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
        for (std::size_t i = 0; i != keys_.size(); ++i)
            for (const ed25519_signature& tag : tags) {
                const std::unique_ptr<EVP_MD_CTX, free_with_openssl> context(EVP_MD_CTX_new());
                if (context == nullptr ||
                    EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, keys_[i].get()) != 1)
                    throw std::bad_alloc();
                // A refusal must not stay in the thread's queue of errors, where TLS would find it.
                ERR_set_mark();
                const int verified =
                    EVP_DigestVerify(context.get(), tag.data(), tag.size(), bytes, text.size());
                ERR_pop_to_mark();
                if (verified != 1)
                    continue;
                if (claim != nullptr)
                    claim->assign(tag);
                return i;
            }
        return no_key;
    }

private:
    struct free_with_openssl {
        void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
        void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
    };

    std::vector<std::unique_ptr<EVP_PKEY, free_with_openssl>> keys_;
};

} // namespace webhooks::detail
