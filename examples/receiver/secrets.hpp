#pragma once

#include <scaivault/signing_secrets.hpp>

#include <openssl/crypto.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace example {

/// Takes the secrets out of the environment, so that nothing which reads it later finds them. Call it before
/// there are threads. Throws `std::invalid_argument` when there is none.
[[nodiscard]] inline scaivault::signing_secrets take_secrets() {
    constexpr const char* names[] = {"SCAIVAULT_WEBHOOK_SECRET", "SCAIVAULT_WEBHOOK_SECRET_PREVIOUS"};
    char* const current = std::getenv(names[0]);
    char* const previous = std::getenv(names[1]);
    if (current == nullptr || *current == '\0')
        throw std::invalid_argument("set the environment variable SCAIVAULT_WEBHOOK_SECRET");
    auto secrets = previous == nullptr || *previous == '\0' ? scaivault::signing_secrets{current}
                                                            : scaivault::signing_secrets{current, previous};
    // unsetenv drops the pointer only: the text would stay readable in /proc/PID/environ.
    for (char* const value : {current, previous})
        if (value != nullptr)
            OPENSSL_cleanse(value, std::strlen(value));
    for (const char* const name : names)
        ::unsetenv(name);
    return secrets;
}

} // namespace example
