// All of it, from headers and body to a handler that returned, each event with an id of its own; beside
// SHA-256 alone over the same bytes.

#include "bodies.hpp"

#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

using namespace scaivault;

namespace {

constexpr std::string_view secret = "a secret of at least thirty-two bytes, for measuring";
constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'776'952'800}};
constexpr std::size_t distinct = 1 << 12;

struct signed_body {
    std::string body, signature;
};

std::vector<signed_body> deliveries() {
    std::vector<signed_body> made;
    auto rotated = std::get<event<"secret.rotated">>(decode(bodies::of_type("secret.rotated")).value());
    for (std::size_t i = 0; i != distinct; ++i) {
        std::array<char, 32> id{};
        std::snprintf(id.data(), id.size(), "evt_01HK7X9Z3M8Q4R5T6V7W%06zu", i);
        rotated.event_id = id.data();
        auto body = encode(rotated);
        auto signature = sign(secret, now, body);
        made.push_back({std::move(body), std::move(signature)});
    }
    return made;
}

void receive_scaivault(benchmark::State& state) {
    const auto list = deliveries();
    // Fewer ids than deliveries, so that each is forgotten before it comes again.
    receiver_options options;
    options.replay.max_ids = distinct / 2;
    options.clock = [] { return now; };
    receiver receiver{signing_secrets{secret}, options};
    std::int64_t versions = 0;
    const auto hs =
        handlers{on<"secret.rotated">([&](const auto& e) { versions += e.data.new_version; }), ignore_rest};
    std::size_t next = 0;
    for (auto _ : state) {
        const auto& [body, signature] = list[next++ & (distinct - 1)];
        const auto outcome = receiver.receive({"1776952800", signature, {}, "secret.rotated", body}, hs);
        if (!(outcome == outcome::handled))
            state.SkipWithError("an event was not handled");
    }
    benchmark::DoNotOptimize(versions);
}
BENCHMARK(receive_scaivault)->Name("receive/scaivault");

void receive_sha256(benchmark::State& state) {
    const auto list = deliveries();
    EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    std::array<unsigned char, 32> digest{};
    std::size_t next = 0;
    for (auto _ : state) {
        const auto& body = list[next++ & (distinct - 1)].body;
        EVP_DigestInit_ex2(context, sha256, nullptr);
        EVP_DigestUpdate(context, "1776952800.", 11);
        EVP_DigestUpdate(context, body.data(), body.size());
        EVP_DigestFinal_ex(context, digest.data(), nullptr);
        benchmark::DoNotOptimize(digest);
    }
    EVP_MD_CTX_free(context);
    EVP_MD_free(sha256);
}
BENCHMARK(receive_sha256)->Name("receive/SHA-256 alone");

} // namespace
