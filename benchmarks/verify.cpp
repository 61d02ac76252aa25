// The signature of a delivery, beside SHA-256 alone over the same bytes: the least that any verifier does.

#include "bodies.hpp"

#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <array>
#include <chrono>
#include <string>

using namespace scaivault;

namespace {

constexpr std::string_view secret = "a secret of at least thirty-two bytes, for measuring";

void verify_scaivault(benchmark::State& state) {
    const auto body = bodies::of_type("secret.rotated");
    const std::chrono::sys_seconds now{std::chrono::seconds{1'776'952'800}};
    const auto signature = sign(secret, now, body);
    const delivery received{
        .timestamp = "1776952800", .signature = signature, .event_id{}, .event_type{}, .body = body};
    const verifier verifier{signing_secrets{secret}};
    for (auto _ : state)
        benchmark::DoNotOptimize(verifier.verify(received, now));
}
BENCHMARK(verify_scaivault)->Name("verify/scaivault");

void verify_sha256(benchmark::State& state) {
    const auto bytes = "1776952800." + bodies::of_type("secret.rotated");
    EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    std::array<unsigned char, 32> digest{};
    for (auto _ : state) {
        EVP_DigestInit_ex2(context, sha256, nullptr);
        EVP_DigestUpdate(context, bytes.data(), bytes.size());
        EVP_DigestFinal_ex(context, digest.data(), nullptr);
        benchmark::DoNotOptimize(digest);
    }
    EVP_MD_CTX_free(context);
    EVP_MD_free(sha256);
}
BENCHMARK(verify_sha256)->Name("verify/SHA-256 alone");

} // namespace
