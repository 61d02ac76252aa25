#pragma once

#include <boost/system/system_error.hpp>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

namespace example {

/// Wakes the thread that waits for a free seat when a connection ends.
class doorbell {
public:
    doorbell() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        if (event_ < 0)
            throw boost::system::system_error(errno, boost::system::system_category());
    }
    doorbell(const doorbell&) = delete;
    doorbell& operator=(const doorbell&) = delete;
    ~doorbell() { ::close(event_); }

    /// A descriptor for poll(): readable once the bell has rung.
    [[nodiscard]] int descriptor() const noexcept { return event_; }

    /// Arms the bell to ring once. Check afterwards for connections that ended earlier.
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

/// Counts one connection of a thread until it is destroyed. The count and the bell must outlive it.
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
