#pragma once

#include <csignal>
#include <thread>
#include <utility>

#include <pthread.h>

namespace events_cli {

/// Calls a function in its own thread on SIGINT or SIGTERM, so that blocked threads cannot delay it. Construct it
/// before other threads are started: earlier threads do not block the signals.
class on_interruption {
public:
    template <class Function>
    explicit on_interruption(Function function) {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals_, &before_);
        thread_ = std::jthread([signals = signals_, function = std::move(function)](std::stop_token over) {
            int signal = 0;
            sigwait(&signals, &signal);
            if (!over.stop_requested())
                function();
        });
    }

    ~on_interruption() {
        thread_.request_stop();
        // The signal is blocked, and awaited by the thread's sigwait.
        // NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread,cert-pos44-c)
        pthread_kill(thread_.native_handle(), SIGTERM);
        thread_.join();
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

    on_interruption(const on_interruption&) = delete;
    on_interruption& operator=(const on_interruption&) = delete;

private:
    sigset_t signals_{};
    sigset_t before_{};
    std::jthread thread_;
};

} // namespace events_cli
