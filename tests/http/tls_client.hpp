#pragma once

#include "../support/catch.hpp"
#include "raw_socket.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

/// A TLS client, and a server's certificate and key.
namespace http_support {

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};

using key = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using certificate = std::unique_ptr<X509, freed_by<X509_free>>;

inline key new_key() {
    key made(EVP_EC_gen("P-256"));
    REQUIRE(made);
    return made;
}

/// A self-signed certificate for "localhost" with this key.
inline certificate self_signed(EVP_PKEY* of) {
    certificate made(X509_new());
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
    X509_set_pubkey(made.get(), of);
    X509_NAME* const name = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"),
                               -1, -1, 0);
    X509_set_issuer_name(made.get(), name);
    REQUIRE(X509_sign(made.get(), of, EVP_sha256()) > 0);
    return made;
}

inline void write_pem(const std::string& file, const EVP_PKEY* what) {
    const std::unique_ptr<BIO, freed_by<BIO_free>> out(BIO_new_file(file.c_str(), "w"));
    REQUIRE(PEM_write_bio_PrivateKey(out.get(), what, nullptr, nullptr, 0, nullptr, nullptr) == 1);
}

inline void write_pem(const std::string& file, const X509* what) {
    const std::unique_ptr<BIO, freed_by<BIO_free>> out(BIO_new_file(file.c_str(), "w"));
    REQUIRE(PEM_write_bio_X509(out.get(), what) == 1);
}

/// One TLS connection that trusts one certificate and uses one version. Errors are visible in the results.
class tls_client {
public:
    /// \param version  TLS1_3_VERSION, ...
    tls_client(std::uint16_t port, X509* trusted, int version)
        : context_(SSL_CTX_new(TLS_client_method())), socket_(port) {
        std::signal(SIGPIPE, SIG_IGN); // OpenSSL may write to closed sockets
        SSL_CTX_set_min_proto_version(context_.get(), version);
        SSL_CTX_set_max_proto_version(context_.get(), version);
        // So that an old version does not fail because of this side's cipher list.
        SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), trusted);
        SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
        stream_.reset(SSL_new(context_.get()));
        SSL_set1_host(stream_.get(), "localhost");
        SSL_set_fd(stream_.get(), socket_.descriptor());
        ERR_clear_error();
        agreed_ = SSL_connect(stream_.get()) == 1;
        reason_ = ERR_GET_REASON(ERR_peek_last_error());
    }

    tls_client(tls_client&&) noexcept = default;

    [[nodiscard]] bool is_agreed() const noexcept { return agreed_; }

    /// OpenSSL's error number.
    [[nodiscard]] int reason() const noexcept { return reason_; }

    [[nodiscard]] std::string version() const { return SSL_get_version(stream_.get()); }

    void send(std::string_view text) const {
        SSL_write(stream_.get(), text.data(), static_cast<int>(text.size()));
    }

    /// The records that `send` would send.
    [[nodiscard]] std::string records_of(std::string_view text) const {
        SSL_set0_wbio(stream_.get(), BIO_new(BIO_s_mem()));
        send(text);
        char* bytes = nullptr;
        const auto size = BIO_get_mem_data(SSL_get_wbio(stream_.get()), &bytes);
        std::string records(bytes, static_cast<std::size_t>(size));
        SSL_set0_wbio(stream_.get(), BIO_new_socket(socket_.descriptor(), BIO_NOCLOSE));
        return records;
    }

    /// Everything until the peer's "close_notify". Empty without it, because the data may be truncated.
    [[nodiscard]] std::string receive_all() const {
        std::string text;
        char buffer[4096];
        int size = 0;
        while ((size = SSL_read(stream_.get(), buffer, sizeof buffer)) > 0)
            text.append(buffer, static_cast<std::size_t>(size));
        return SSL_get_error(stream_.get(), size) == SSL_ERROR_ZERO_RETURN ? text : std::string();
    }

    [[nodiscard]] const raw_socket& socket() const noexcept { return socket_; }

private:
    std::unique_ptr<SSL_CTX, freed_by<SSL_CTX_free>> context_;
    raw_socket socket_;
    std::unique_ptr<SSL, freed_by<SSL_free>> stream_{};
    bool agreed_ = false;
    int reason_ = 0;
};

} // namespace http_support
