#pragma once

#include <boost/system/system_error.hpp>

#include <cerrno>
#include <csignal>

#include <sys/signalfd.h>
#include <unistd.h>

namespace example {

/// The signals that shut the program down: SIGTERM, SIGINT, and SIGHUP unless it is ignored, as under nohup.
/// Construct it before other threads are started, so that they do not receive the signals.
class end_signals {
public:
    end_signals() {
        ::sigemptyset(&set_);
        ::sigaddset(&set_, SIGTERM);
        ::sigaddset(&set_, SIGINT);
        struct sigaction before {};
        if (::sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
            ::sigaddset(&set_, SIGHUP);
        ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
        descriptor_ = ::signalfd(-1, &set_, SFD_CLOEXEC | SFD_NONBLOCK);
        if (descriptor_ < 0)
            throw boost::system::system_error(errno, boost::system::system_category());
    }
    end_signals(const end_signals&) = delete;
    end_signals& operator=(const end_signals&) = delete;
    ~end_signals() { ::close(descriptor_); }

    /// A descriptor for poll(): readable once a signal has arrived.
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

    /// Consumes the signal. The next one terminates the program by default action.
    void take() const noexcept {
        signalfd_siginfo taken;
        (void)!::read(descriptor_, &taken, sizeof taken);
        ::pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
    }

private:
    sigset_t set_{};
    int descriptor_ = -1;
};

} // namespace example
