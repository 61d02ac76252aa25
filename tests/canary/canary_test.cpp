// Searches what a receiver's process wrote, and its memory once the receiver is gone, for the secret, for what is
// computed from it, and for the signatures that it expected.
#define OPENSSL_SUPPRESS_DEPRECATED // SHA256_Transform: the states that stand for the secret have no other interface
#include "canary_secret.hpp"
#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace canary_canary_test {

namespace {

struct needle {
    std::string name;
    std::string bytes;
};

/// SHA-256's state after one block, as OpenSSL has it in memory.
std::string state_after(std::string_view block) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Transform(&context, reinterpret_cast<const unsigned char*>(block.data()));
    return {reinterpret_cast<const char*>(context.h), sizeof context.h};
}

std::string padded(std::string_view secret, char with) {
    std::string block(secret);
    block.resize(64);
    for (char& c : block)
        c = static_cast<char>(c ^ with);
    return block;
}

std::string words_swapped(std::string bytes) {
    for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4)
        std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                     bytes.begin() + static_cast<std::ptrdiff_t>(i + 4));
    return bytes;
}

void add_secret(std::vector<needle>& needles, const std::string& name, std::string_view secret) {
    needles.push_back({name, std::string(secret)});
    for (const auto& [which, pad] : {std::pair{"inner", '\x36'}, std::pair{"outer", '\x5C'}}) {
        // Without the padding's end, which is the same for all keys.
        needles.push_back({name + ", " + which + " key", padded(secret, pad).substr(0, secret.size())});
        needles.push_back({name + ", " + which + " state", state_after(padded(secret, pad))});
    }
}

void add_signature(std::vector<needle>& needles, const std::string& name, std::string_view signature) {
    const std::string hex(signature.substr(7));
    webhooks::detail::sha256_digest digest{};
    REQUIRE(webhooks::detail::read_hex(hex, digest));
    const std::string bytes(digest.begin(), digest.end());
    needles.push_back({name + ", hex", hex});
    needles.push_back({name + ", bytes", bytes});
    needles.push_back({name + ", words", words_swapped(bytes)});
}

/// The program, stopped where its receiver is gone; killed at the end.
class stopped_program {
public:
    stopped_program(const char* mode, std::string_view deliveries) {
        int in[2];
        int out[2];
        REQUIRE(::pipe2(in, O_CLOEXEC) == 0);
        REQUIRE(::pipe2(out, O_CLOEXEC) == 0);
        process_ = ::fork();
        REQUIRE(process_ >= 0);
        if (process_ == 0) {
            ::dup2(in[0], STDIN_FILENO);
            ::dup2(out[1], STDOUT_FILENO);
            ::dup2(out[1], STDERR_FILENO);
            ::execl(SCAIVAULT_CANARY, SCAIVAULT_CANARY, mode, static_cast<char*>(nullptr));
            ::_exit(127);
        }
        ::close(in[0]);
        ::close(out[1]);
        // Both fit into a pipe's buffer.
        REQUIRE(::write(in[1], deliveries.data(), deliveries.size()) ==
                static_cast<ssize_t>(deliveries.size()));
        ::close(in[1]);
        int status = 0;
        REQUIRE(::waitpid(process_, &status, WUNTRACED) == process_);
        REQUIRE(WIFSTOPPED(status));
        ::fcntl(out[0], F_SETFL, O_NONBLOCK);
        std::array<char, 4096> buffer{};
        for (ssize_t size = 0; (size = ::read(out[0], buffer.data(), buffer.size())) > 0;)
            output_.append(buffer.data(), static_cast<std::size_t>(size));
        ::close(out[0]);
    }

    stopped_program(const stopped_program&) = delete;
    stopped_program& operator=(const stopped_program&) = delete;

    ~stopped_program() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }

    [[nodiscard]] const std::string& output() const { return output_; }

    /// All memory that it can write to, a mapping after the other: the heap, the stacks, the libraries' data.
    [[nodiscard]] std::string memory() const {
        std::ifstream maps("/proc/" + std::to_string(process_) + "/maps");
        const int from = ::open(("/proc/" + std::to_string(process_) + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
        REQUIRE(from >= 0);
        std::string all;
        for (std::string line; std::getline(maps, line);) {
            std::uint64_t begin = 0;
            std::uint64_t end = 0;
            char access[5] = {};
            REQUIRE(std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, access) == 3);
            // A sanitizer's shadow has terabytes, and no copy of anything.
            if (access[0] != 'r' || access[1] != 'w' || end - begin > (std::uint64_t{1} << 28U))
                continue;
            std::string bytes(end - begin, '\0');
            const auto size = ::pread(from, bytes.data(), bytes.size(), static_cast<off_t>(begin));
            if (size > 0)
                all.append(bytes, 0, static_cast<std::size_t>(size));
        }
        ::close(from);
        return all;
    }

private:
    pid_t process_ = -1;
    std::string output_{};
};

/// The names of those needles that stand in the text.
std::vector<std::string> found_in(const std::string& text, const std::vector<needle>& needles) {
    std::vector<std::string> names;
    for (const auto& each : needles)
        if (text.find(each.bytes) != std::string::npos)
            names.push_back(each.name);
    return names;
}

struct scene {
    std::string deliveries;
    std::vector<needle> needles;
};

/// Accepted, failing, forged, rewritten and stale deliveries, and everything that must not be found afterwards.
scene make_scene() {
    std::string secret(canary::secret_size, '\0');
    canary::derive_secret(secret);
    scene made;
    add_secret(made.needles, "the current secret", secret);
    add_secret(made.needles, "the one with a line feed", secret + '\n');
    add_secret(made.needles, "the short one", secret.substr(0, 20));

    int number = 0;
    const auto add = [&](const std::string& name, auto change) {
        const std::string id = "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y" + std::to_string(10 + number++);
        auto request = deliveries::signed_request(
            examples::edited("secret.rotated", "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z", id), deliveries::now,
            secret);
        change(request);
        // What is expected for the body as it is sent, with each of the secrets.
        for (const std::string& key : {secret, secret + '\n', secret.substr(0, 20)})
            add_signature(made.needles, "the signature that was expected of the " + name + " delivery",
                          scaivault::sign(key, deliveries::now, request.body));
        made.deliveries += request.timestamp + '\n' + request.signature + '\n' + request.body + '\n';
    };
    add("accepted", [](auto&) {});
    add("failing", [](auto&) {});
    add("forged",
        [](auto& request) { std::ranges::reverse(request.signature.begin() + 7, request.signature.end()); });
    add("rewritten", [](auto& request) { request.body += "  "; });
    // No mismatch is explained after this one, so its digests are the last that were computed.
    add("last", [](auto&) {});
    return made;
}

} // namespace

TEST_CASE(
    "neither a secret nor an expected signature is in what a receiver shows, or in memory when it is gone") {
    const scene made = make_scene();
    const stopped_program program("wipe", made.deliveries);
    const std::string& output = program.output();
    INFO(output);
    for (const std::string_view part :
         {"exception: webhooks:", "warning: ", "event: ", "handled 200", "rejected 401",
          "exception: the handler failed", "white space", "stopped\n"})
        CHECK(output.find(part) != std::string::npos);
    CHECK(found_in(output, made.needles) == std::vector<std::string>{});
    const std::string memory = program.memory();
    CHECK(memory.size() > 100'000);
    CHECK(found_in(memory, made.needles) == std::vector<std::string>{});
}

TEST_CASE("a secret that is kept is found, so the search can find one") {
    const scene made = make_scene();
    const stopped_program program("keep", made.deliveries);
    CHECK(program.output().find("stopped\n") != std::string::npos);
    const auto found = found_in(program.memory(), made.needles);
    CHECK(std::ranges::count(found, "the current secret") == 1);
}

} // namespace canary_canary_test
