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

/// Reads a secret from the environment variable `name`, or from the file in the variable `name`_FILE, such as a
/// systemd credential; white space around the file's text is ignored. Returns an empty string if neither is set.
/// Throws `std::invalid_argument` if both are set, or if the file cannot be read or is empty.
[[nodiscard]] inline std::string take_secret(const std::string& name) {
    const std::string file_name = name + "_FILE";
    char* const value = std::getenv(name.c_str());
    const char* const path = std::getenv(file_name.c_str());
    std::string secret(value == nullptr ? "" : value);
    // unsetenv removes only the pointer. The text would stay readable in /proc/PID/environ.
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

/// Reads the secrets and removes them from the environment, so that later readers do not find them. Call it before
/// threads are started. Throws `std::invalid_argument` if there is no secret.
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
