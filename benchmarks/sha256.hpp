#pragma once

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>

/// SHA-256 alone, in the cheapest way that OpenSSL offers: a fetched digest, a reused context, and the bytes in one
/// piece. Every verifier does at least this.
class sha256 {
public:
    using digest = std::array<unsigned char, 32>;

    const digest& operator()(std::string_view bytes) {
        if (EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) != 1 ||
            EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1 ||
            EVP_DigestFinal_ex(context_.get(), digest_.data(), nullptr) != 1)
            throw std::runtime_error("OpenSSL has no SHA-256");
        return digest_;
    }

private:
    std::unique_ptr<EVP_MD, void (*)(EVP_MD*)> algorithm_{EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                          &EVP_MD_free};
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    digest digest_{};
};
