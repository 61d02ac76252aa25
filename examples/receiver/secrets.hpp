#pragma once

#include <scaivault/signing_secrets.hpp>

#include <openssl/crypto.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace example {

/// A secret out of the environment: the value of the variable `name`, or what the file that `name`_FILE names holds, such as
/// a credential of systemd's, without the white space around it. Empty if there is neither. Throws
/// `std::invalid_argument` for both, and for a file that cannot be read or has nothing in it.
[[nodiscard]] inline std::string take_secret(const std::string& name) {
    const std::string file_name = name + "_FILE";
    char* const value = std::getenv(name.c_str());
    const char* const path = std::getenv(file_name.c_str());
    std::string secret(value == nullptr ? "" : value);
    // unsetenv drops the pointer only: the text would stay readable in /proc/PID/environ.
    if (value != nullptr)
        OPENSSL_cleanse(value, std::strlen(value));
    ::unsetenv(name.c_str());
    if (path == nullptr || *path == '\0')
        return secret;
    if (!secret.empty())
        throw std::invalid_argument("set the environment variable " + name + " or " + file_name +
                                    ", not both");
    std::ifstream file(path, std::ios::binary);
    secret.assign(std::istreambuf_iterator<char>(file), {});
    if (!file.is_open() || file.bad())
        throw std::invalid_argument(file_name + ": cannot read " + path);
    constexpr const char* space = " \t\r\n";
    secret.erase(secret.find_last_not_of(space) + 1);
    secret.erase(0, secret.find_first_not_of(space));
    if (secret.empty())
        throw std::invalid_argument(file_name + ": there is no secret in " + path);
    return secret;
}

/// Takes the secrets out of the environment, so that nothing which reads it later finds them. Call it before
/// there are threads. Throws `std::invalid_argument` when there is none.
[[nodiscard]] inline scaivault::signing_secrets take_secrets() {
    std::string current = take_secret("SCAIVAULT_WEBHOOK_SECRET");
    std::string previous = take_secret("SCAIVAULT_WEBHOOK_SECRET_PREVIOUS");
    if (current.empty())
        throw std::invalid_argument(
            "set the environment variable SCAIVAULT_WEBHOOK_SECRET, or SCAIVAULT_WEBHOOK_SECRET_FILE");
    auto secrets = previous.empty() ? scaivault::signing_secrets{current}
                                    : scaivault::signing_secrets{current, previous};
    OPENSSL_cleanse(current.data(), current.size());
    OPENSSL_cleanse(previous.data(), previous.size());
    return secrets;
}

} // namespace example
