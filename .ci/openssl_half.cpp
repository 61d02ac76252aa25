// The input of GCC's -fanalyzer in .ci/analyse: uses each function that calls OpenSSL once.

#include <scaivault/scheme.hpp>

#include <chrono>
#include <string>
#include <string_view>

std::string check(std::string_view secret, const scaivault::delivery& delivery, std::chrono::sys_seconds now);

std::string check(std::string_view secret, const scaivault::delivery& delivery,
                  std::chrono::sys_seconds now) {
    const scaivault::verifier verifier{scaivault::signing_secrets{secret}};
    const auto verified = verifier.verify(delivery, now);
    return verified ? scaivault::sign(secret, now, verified->body()) : verified.error().message();
}
