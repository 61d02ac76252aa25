// Verifies the signature of a delivery, compared with SHA-256 alone over the same bytes, and with two usual ways of
// HMAC with OpenSSL. Then the same in the scheme of each vendor, with a small body and a large one.

#include "benchmarks.hpp"
#include "deliveries.hpp"
#include "sha256.hpp"

#include <webhooks/testing/signed_delivery.hpp>
#include <webhooks/vendors/github.hpp>
#include <webhooks/vendors/shopify.hpp>
#include <webhooks/vendors/slack.hpp>
#include <webhooks/vendors/standard_webhooks.hpp>
#include <webhooks/vendors/stripe.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace scaivault;

namespace {

using digest = sha256::digest;

std::string in_hexadecimal(const digest& of) {
    std::string text;
    for (const unsigned byte : of)
        text.append({"0123456789abcdef"[byte >> 4U], "0123456789abcdef"[byte & 0xFU]});
    return text;
}

std::string in_base64(const unsigned char* bytes, std::size_t size) {
    std::string text((size + 2) / 3 * 4 + 1, '\0'); // with a zero at the end
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size));
    text.pop_back();
    return text;
}

digest one_shot_hmac(std::string_view bytes) {
    digest made;
    unsigned size = 0;
    if (HMAC(EVP_sha256(), deliveries::secret.data(), static_cast<int>(deliveries::secret.size()),
             reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), made.data(),
             &size) == nullptr)
        throw std::runtime_error("HMAC()");
    return made;
}

/// HMAC by hand on `EVP_MD`, from states that have read the padded key: the least that an HMAC costs.
class key_states {
public:
    key_states() {
        for (const auto& [state, pad] : {std::pair{inner_.get(), '\x36'}, std::pair{outer_.get(), '\x5C'}}) {
            std::string block(deliveries::secret);
            block.resize(64);
            for (char& c : block)
                c = static_cast<char>(c ^ pad);
            require(EVP_DigestInit_ex2(state, EVP_sha256(), nullptr));
            require(EVP_DigestUpdate(state, block.data(), block.size()));
        }
    }

    const digest& operator()(std::string_view bytes) {
        require(EVP_MD_CTX_copy_ex(working_.get(), inner_.get()));
        require(EVP_DigestUpdate(working_.get(), bytes.data(), bytes.size()));
        require(EVP_DigestFinal_ex(working_.get(), made_.data(), nullptr));
        require(EVP_MD_CTX_copy_ex(working_.get(), outer_.get()));
        require(EVP_DigestUpdate(working_.get(), made_.data(), made_.size()));
        require(EVP_DigestFinal_ex(working_.get(), made_.data(), nullptr));
        return made_;
    }

private:
    using context = std::unique_ptr<EVP_MD_CTX, decltype([](EVP_MD_CTX* freed) { EVP_MD_CTX_free(freed); })>;

    static void require(int result) {
        if (result != 1)
            throw std::runtime_error("EVP_MD");
    }

    context inner_{EVP_MD_CTX_new()};
    context outer_{EVP_MD_CTX_new()};
    context working_{EVP_MD_CTX_new()};
    digest made_{};
};

/// A keyed context, copied for each message.
class copied_mac {
public:
    copied_mac() {
        std::array<char, 7> name{"SHA256"};
        const std::array<OSSL_PARAM, 2> parameters{
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
            OSSL_PARAM_construct_end()};
        if (EVP_MAC_init(keyed_.get(), reinterpret_cast<const unsigned char*>(deliveries::secret.data()),
                         deliveries::secret.size(), parameters.data()) != 1)
            throw std::runtime_error("EVP_MAC_init");
    }

    digest operator()(std::string_view bytes) const {
        const context copy(EVP_MAC_CTX_dup(keyed_.get()));
        digest made;
        std::size_t size = 0;
        if (copy == nullptr ||
            EVP_MAC_update(copy.get(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) !=
                1 ||
            EVP_MAC_final(copy.get(), made.data(), &size, made.size()) != 1)
            throw std::runtime_error("EVP_MAC");
        return made;
    }

private:
    using context =
        std::unique_ptr<EVP_MAC_CTX, decltype([](EVP_MAC_CTX* freed) { EVP_MAC_CTX_free(freed); })>;

    std::unique_ptr<EVP_MAC, decltype([](EVP_MAC* freed) { EVP_MAC_free(freed); })> hmac_{
        EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
    context keyed_{EVP_MAC_CTX_new(hmac_.get())};
};

/// The peers only hash; they neither read nor compare the header.
template <class Hash>
void add_hash(const bodies::set& set, const std::string& who, Hash hash) {
    benchmarks::add("verify, " + set.name + "/" + who, [hash, &set](benchmark::State& state) {
        std::vector<std::string> texts;
        for (const auto& body : set.texts)
            texts.push_back(std::string(deliveries::timestamp) + "." + body);
        bodies::endless<std::string> order(texts);
        for (auto _ : state)
            benchmark::DoNotOptimize((*hash)(order.next()));
    });
}

void add_ours(const bodies::set& set) {
    benchmarks::add("verify, " + set.name + "/scaivault", [&set](benchmark::State& state) {
        std::vector<deliveries::signed_body> made;
        for (const auto& body : set.texts)
            made.push_back(deliveries::signed_with_secret(body));
        bodies::endless<deliveries::signed_body> order(made);
        const verifier verifier{signing_secrets{deliveries::secret}};
        for (auto _ : state) {
            const auto verified = verifier.verify(order.next().received(), deliveries::now);
            if (!verified)
                state.SkipWithError("a signature was refused");
            benchmark::DoNotOptimize(verified);
        }
    });
}

constexpr std::string_view message_id = "msg_2mWf8kZ1bqYt0vR4sX6dA3hJc9L";

/// `before`: what the scheme signs before the body.
template <class Scheme>
void add_scheme(const std::string& name, const std::string& before,
                const std::string& secret = std::string(deliveries::secret)) {
    for (const auto& body : {bodies::of_type("secret.rotated"), bodies::of_a_github_issue()}) {
        const auto sent = webhooks::basic_signed_delivery<Scheme>::of_text(body, secret, deliveries::now,
                                                                           std::string(message_id));
        const std::string text = before + body;
        const auto states = std::make_shared<key_states>();
        const auto made = (*states)(text);
        if (sent.signature.find(in_hexadecimal(made)) == std::string::npos &&
            sent.signature.find(in_base64(made.data(), made.size())) == std::string::npos)
            throw std::runtime_error("a peer has another signature: " + name);

        const auto stage = "verify scheme, " + name + ", " + std::to_string(body.size()) + " bytes/";
        benchmarks::add(stage + "scaivault", [sent, secret](benchmark::State& state) {
            const webhooks::basic_verifier<Scheme> verifier{webhooks::signing_secrets{secret}};
            for (auto _ : state) {
                const auto verified = verifier.verify(sent, deliveries::now);
                if (!verified)
                    state.SkipWithError("a signature was refused");
                benchmark::DoNotOptimize(verified);
            }
        });
        benchmarks::add(stage + "SHA-256 alone", [text](benchmark::State& state) {
            sha256 hash;
            for (auto _ : state)
                benchmark::DoNotOptimize(hash(text));
        });
        benchmarks::add(stage + "SHA-256 from key states", [text, states](benchmark::State& state) {
            for (auto _ : state)
                benchmark::DoNotOptimize((*states)(text));
        });
    }
}

void add_schemes() {
    const std::string at(deliveries::timestamp);
    const auto* const key = reinterpret_cast<const unsigned char*>(deliveries::secret.data());
    add_scheme<webhooks::github::scheme>("GitHub", "");
    add_scheme<webhooks::stripe::scheme>("Stripe", at + ".");
    add_scheme<webhooks::standard::scheme>("Standard Webhooks", std::string(message_id) + "." + at + ".",
                                           "whsec_" + in_base64(key, deliveries::secret.size()));
    add_scheme<webhooks::slack::scheme>("Slack", "v0:" + at + ":");
    add_scheme<webhooks::shopify::scheme>("Shopify", "");
}

} // namespace

void benchmarks::add_verify() {
    add_schemes();
    for (const auto& set : bodies::sets()) {
        const auto example = deliveries::signed_with_secret(set.texts.front());
        const auto copied = std::make_shared<copied_mac>();
        const auto states = std::make_shared<key_states>();
        for (const auto& made : {one_shot_hmac(example.signed_text()), (*copied)(example.signed_text()),
                                 (*states)(example.signed_text())})
            if ("sha256=" + in_hexadecimal(made) != example.signature)
                throw std::runtime_error("a peer has another signature");
        add_ours(set);
        add_hash(set, "SHA-256 alone", std::make_shared<sha256>());
        add_hash(set, "SHA-256 from key states", states);
        add_hash(set, "HMAC()", std::make_shared<decltype(&one_shot_hmac)>(&one_shot_hmac));
        add_hash(set, "EVP_MAC_CTX_dup", copied);
    }
}
