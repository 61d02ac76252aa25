#pragma once

#include <boost/system/system_error.hpp>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

namespace example {

/// Wakes the one thread that waits for room when a connection ends.
class doorbell {
public:
    doorbell() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        if (event_ < 0)
            throw boost::system::system_error(errno, boost::system::system_category());
    }
    doorbell(const doorbell&) = delete;
    doorbell& operator=(const doorbell&) = delete;
    ~doorbell() { ::close(event_); }

    /// For poll(): readable once it has rung.
    [[nodiscard]] int descriptor() const noexcept { return event_; }

    /// From now on, it rings once. What ended before has to be looked for after this.
    void listen() noexcept {
        eventfd_t ignored = 0;
        (void)::eventfd_read(event_, &ignored);
        awaited_ = true;
    }

    void ring() noexcept {
        if (awaited_ && awaited_.exchange(false))
            (void)::eventfd_write(event_, 1);
    }

private:
    const int event_;
    std::atomic<bool> awaited_ = false;
};

/// One of a thread's connections, in the count of them until it is destroyed. Count and bell outlive it.
class seat {
public:
    seat(std::atomic<std::size_t>& taken, doorbell& bell) noexcept : taken_(&taken), bell_(bell) { ++taken; }
    seat(seat&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)), bell_(other.bell_) {}
    seat& operator=(seat&&) = delete;
    ~seat() {
        if (taken_ == nullptr)
            return;
        --*taken_;
        bell_.ring();
    }

private:
    std::atomic<std::size_t>* taken_;
    doorbell& bell_;
};

} // namespace example
