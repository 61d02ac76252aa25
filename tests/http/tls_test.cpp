// HTTPS without a proxy.
#include "raw_socket.hpp"
#include "requests.hpp"
#include "surroundings.hpp"
#include "tls_client.hpp"

#include <openssl/ssl.h>
#include <openssl/sslerr.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <poll.h>

namespace http_tls_test {

using namespace http_support;

namespace {

/// A receiver with its own certificate.
class tls_receiver {
public:
    explicit tls_receiver(receiver_process::strings arguments = {}) {
        write_pem(key_file_, key_.get());
        write_pem(certificate_file_, certificate_.get());
        arguments.insert(arguments.end(), {"--tls-cert", certificate_file_, "--tls-key", key_file_});
        process_ = std::make_unique<receiver_process>(
            SCAIVAULT_RECEIVER, receiver_process::strings{secret_variable}, std::move(arguments));
        const std::string_view before = "listening on https://127.0.0.1:";
        REQUIRE(eventually([&] { return process_->output().find('\n') != std::string::npos; }));
        const auto text = process_->output();
        REQUIRE(text.starts_with(before));
        std::from_chars(text.data() + before.size(), text.data() + text.size(), port_);
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] receiver_process& process() const noexcept { return *process_; }

    [[nodiscard]] tls_client connect(int version) const { return {port_, certificate_.get(), version}; }

    /// The answers to requests. The last request ends the connection.
    [[nodiscard]] std::string ask(int version, std::string_view requests) const {
        const auto client = connect(version);
        client.send(requests);
        return client.receive_all();
    }

private:
    temporary_directory directory_{};
    key key_ = new_key();
    certificate certificate_ = self_signed(key_.get());
    std::string key_file_ = directory_.file("key.pem");
    std::string certificate_file_ = directory_.file("certificate.pem");
    std::unique_ptr<receiver_process> process_{};
    std::uint16_t port_ = 0;
};

/// A genuine request that ends the connection.
std::string last_event(std::string_view id) {
    return post(signed_request(event(id), now()), "Connection: close\r\n");
}

bool handled(std::string_view answers) {
    return answers.starts_with("HTTP/1.1 200 OK\r\n") &&
           answers.find("\"handled\"") != std::string_view::npos;
}

} // namespace

TEST_CASE("over TLS 1.2 and 1.3, deliveries are handled, and the end of each connection is authentic") {
    const tls_receiver server;
    for (const auto& [version, name] : {std::pair{TLS1_2_VERSION, "TLSv1.2"}, {TLS1_3_VERSION, "TLSv1.3"}}) {
        CAPTURE(name);
        const auto client = server.connect(version);
        REQUIRE(client.is_agreed());
        CHECK(client.version() == name);
        client.send(post_event(std::string("evt_1_") + name) + last_event(std::string("evt_2_") + name));
        const auto answers = client.receive_all();
        CHECK(handled(answers));
        CHECK(handled(std::string_view(answers).substr(answers.rfind("HTTP/1.1 "))));
    }
    CHECK(handled(
        server.ask(TLS1_3_VERSION, post(signed_request(event("evt_long") + std::string(100'000, ' '), now()),
                                        "Connection: close\r\n"))));
}

TEST_CASE("TLS 1.1 and 1.0 are refused, and it is the receiver that refuses") {
    const tls_receiver server;
    for (const int version : {TLS1_1_VERSION, TLS1_VERSION}) {
        const auto client = server.connect(version);
        CHECK(!client.is_agreed());
        CHECK(client.reason() == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
    }
    CHECK(handled(server.ask(TLS1_2_VERSION, last_event("evt_1"))));
}

TEST_CASE("whoever speaks plain HTTP, or nonsense, to the TLS port is disconnected, and harms nobody") {
    const tls_receiver server;
    for (const auto& nonsense : {post_event("evt_1"), std::string(300, '\0'), std::string(5, '\x16')}) {
        const raw_socket client(server.port());
        client.send(nonsense);
        client.finish();
        CHECK(client.receive_all().find("HTTP/") == std::string::npos);
        CHECK(client.is_closed_now());
    }
    CHECK(handled(server.ask(TLS1_3_VERSION, last_event("evt_1"))));
}

TEST_CASE("a peer that does not finish the TLS handshake is cut off, and so is an idle one") {
    const tls_receiver server({"--timeout", "1"});
    const raw_socket silent(server.port());
    const auto idle = server.connect(TLS1_3_VERSION);
    REQUIRE(idle.is_agreed());
    CHECK(silent.is_closed());
    CHECK(idle.receive_all().empty());
    CHECK(handled(server.ask(TLS1_3_VERSION, last_event("evt_1"))));
}

TEST_CASE("a request over TLS of which any part has come when SIGTERM comes is answered") {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const tls_receiver server;
        const auto idle = server.connect(version);
        REQUIRE(idle.is_agreed());
        struct sender {
            tls_client client;
            std::string rest;
        };
        std::list<sender> senders;
        const auto text = post_event("evt_0");
        const auto& whole = senders.emplace_back(sender{server.connect(version), {}}).client;
        whole.send(text.substr(0, 100)); // a complete record with a part of the request
        for (const std::size_t size : {1U, 4U, 5U, 6U, 100U, 600U}) {
            auto& [client, rest] = senders.emplace_back(sender{server.connect(version), {}});
            REQUIRE(client.is_agreed());
            rest = client.records_of(post_event("evt_" + std::to_string(size)));
            REQUIRE(rest.size() > size);
            client.socket().send(std::string_view(rest).substr(0, size));
            rest.erase(0, size);
        }
        CHECK(handled(server.ask(version, last_event("evt_last")))); // so that those were read
        server.process().signal(SIGTERM);
        CHECK(idle.socket().is_ended()); // idle connections are closed
        whole.send(text.substr(100));
        for (const auto& [client, rest] : senders) {
            CAPTURE(rest.size());
            client.socket().send(rest);
            CHECK(handled(client.receive_all()));
            client.socket().finish();
        }
        CHECK(server.process().wait() == 0);
    }
}

TEST_CASE("requests over TLS that come together after SIGTERM, the last in parts, are all answered") {
    const tls_receiver server;
    const auto idle = server.connect(TLS1_3_VERSION);
    const auto client = server.connect(TLS1_3_VERSION);
    REQUIRE(client.is_agreed());
    const auto first = client.records_of(post_event("evt_1"));
    auto rest = client.records_of(post_event("evt_2"));
    rest += client.records_of(post_event("evt_3"));
    client.socket().send(first.substr(0, 100));
    CHECK(handled(server.ask(TLS1_3_VERSION, last_event("evt_last"))));
    server.process().signal(SIGTERM);
    CHECK(idle.socket().is_ended());
    client.socket().send(first.substr(100) + rest.substr(0, rest.size() - 300));
    pollfd answered{.fd = client.socket().descriptor(), .events = POLLIN, .revents = 0};
    CHECK(::poll(&answered, 1, 20'000) == 1);
    client.socket().send(rest.substr(rest.size() - 300));
    const auto answers = client.receive_all();
    std::size_t count = 0;
    for (auto at = answers.find("\"handled\""); at != std::string::npos;
         at = answers.find("\"handled\"", at + 1))
        ++count;
    CHECK(count == 3);
    client.socket().finish();
    CHECK(server.process().wait() == 0);
}

TEST_CASE("without a certificate and its key the receiver ends with 3, and says which file is wrong") {
    const temporary_directory directory;
    const auto right = new_key();
    const auto cert = self_signed(right.get());
    const auto key_file = directory.file("key.pem");
    const auto other_key_file = directory.file("other_key.pem");
    const auto rsa_key_file = directory.file("rsa_key.pem");
    const auto certificate_file = directory.file("certificate.pem");
    const auto nonsense_file = directory.file("nonsense.pem");
    const auto missing_file = directory.file("missing.pem");
    write_pem(key_file, right.get());
    write_pem(other_key_file, new_key().get());
    write_pem(rsa_key_file, key(EVP_RSA_gen(2048)).get());
    write_pem(certificate_file, cert.get());
    std::ofstream(nonsense_file) << "nonsense\n";

    struct start {
        const std::string& chain;
        const std::string& private_key;
        std::string_view sentence;
    };
    for (const auto& [chain, private_key, sentence] :
         {start{missing_file, key_file, "cannot use the certificate in "},
          start{nonsense_file, key_file, "cannot use the certificate in "},
          start{certificate_file, missing_file, "cannot use the private key in "},
          start{certificate_file, nonsense_file, "cannot use the private key in "},
          start{certificate_file, other_key_file, "key values mismatch"},
          start{certificate_file, rsa_key_file, "is not that of the certificate in "}}) {
        receiver_process process(SCAIVAULT_RECEIVER, {secret_variable},
                                 {"--tls-cert", chain, "--tls-key", private_key});
        CHECK(process.wait() == 3);
        const auto output = process.output();
        CAPTURE(output);
        CHECK(output.find(sentence) != std::string::npos);
        CHECK(output.find("listening") == std::string::npos);
    }
}

} // namespace http_tls_test
