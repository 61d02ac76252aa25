#pragma once

#include "options.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>

#include <openssl/ssl.h>

#include <stdexcept>
#include <string>

namespace example {

/// TLS cannot be set up. what() is a sentence for the user.
struct tls_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Creates the context for TLS 1.2 and later. Throws `tls_error` if a file cannot be read, or if the key does not
/// match the certificate.
[[nodiscard]] inline boost::asio::ssl::context make_tls_context(const tls_files& files) {
    using boost::asio::ssl::context;
    context made(context::tls_server);
    made.set_options(context::default_workarounds | context::no_compression | SSL_OP_NO_RENEGOTIATION |
                     SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX* const native = made.native_handle();
    // Overrides the system's OpenSSL configuration.
    if (SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1)
        throw tls_error("OpenSSL does not take TLS 1.2 as the least version");
    // For TLS 1.2: only suites with forward secrecy and authenticated encryption. All TLS 1.3 suites have both.
    if (SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
        throw tls_error("OpenSSL has none of the ciphers that TLS 1.2 needs");
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS); // no buffers for idle connections

    boost::system::error_code error;
    const auto check = [&error](const char* what, const std::string& file) {
        if (error)
            throw tls_error(what + file + ": " + error.message());
    };
    made.use_certificate_chain_file(files.certificate_chain, error);
    check("cannot use the certificate in ", files.certificate_chain);
    made.use_private_key_file(files.private_key, context::pem, error);
    check("cannot use the private key in ", files.private_key);
    if (SSL_CTX_check_private_key(native) != 1)
        throw tls_error("the private key in " + files.private_key + " is not that of the certificate in " +
                        files.certificate_chain);
    return made;
}

} // namespace example
