// Polls a subscription of the sandbox, for tests/sandbox/check.py: worker URL SUBSCRIPTION GUARD LOG [POISONED]
//
// Appends the id of each event that is handled to LOG, and of each that is poisoned to POISONED, where it counts as stored.
// SIGTERM ends it.

#include <scaivault/client.hpp>
#include <scaivault/sqlite_replay_guard.hpp>
#include <scaivault/webhook.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

using namespace scaivault;

namespace {

/// One line in one write, so that a killed process leaves none in part.
void append(const char* file, std::string_view id) {
    const int to = ::open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    const std::string line = std::string(id) + '\n';
    if (to < 0 || ::write(to, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        throw std::runtime_error("cannot write the log");
    ::close(to);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 5)
        return 2;
    sigset_t ends{};
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);

    client vault{{.url = argv[1], .token = "sandbox", .timeout = std::chrono::seconds(5)}};
    const char* const log = argv[4];
    const char* const poisoned = argc > 5 ? argv[5] : nullptr;
    const handlers handle{
        on<"secret.rotated">([log](const auto& e) { append(log, e.event_id); }),
        on<"policy.created">([](const auto&) { throw std::runtime_error("the handler always fails"); }),
        ignore_rest,
    };
    poller_options options{
        .timeout = std::chrono::seconds(2),
        .max_events = 20,
        .backoff = {.first = std::chrono::milliseconds(20), .most = std::chrono::milliseconds(200)},
        .retry_delay = std::chrono::milliseconds(200),
        .max_attempts = 3,
        .on_trouble = [](const auto& why) { std::cerr << why.message() << std::endl; }};
    if (poisoned != nullptr)
        options.on_poisoned = [poisoned](std::string_view json, const failure&) {
            const auto id = decode_event_id(json);
            append(poisoned, id ? *id : "?");
            return true;
        };
    // A claim of a process that was killed is taken over soon.
    sqlite_replay_guard guard(argv[3], {.claim_timeout = std::chrono::milliseconds(300)});
    poller worker{vault, argv[2], handle, std::move(options), guard};
    std::thread([&] {
        int signal = 0;
        sigwait(&ends, &signal);
        worker.stop();
    }).detach();
    if (const auto ended = worker.run(); !ended) {
        std::cerr << "ended: " << ended.error().message() << std::endl;
        std::_Exit(1);
    }
    std::_Exit(0); // the other thread may still wait for a signal
}
