#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>

namespace webhooks::nats::detail {

/// A shared/exclusive lock for handlers. A handler that may terminate the process enters exclusively, so that no other
/// handler is lost with it.
class handler_gate {
public:
    /// Held while a handler runs. Empty if the gate is closed.
    class pass {
    public:
        pass() = default;
        pass(pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)), alone_(other.alone_) {}
        pass& operator=(pass&& other) noexcept {
            std::swap(gate_, other.gate_);
            std::swap(alone_, other.alone_);
            return *this;
        }
        ~pass() {
            if (gate_ != nullptr)
                gate_->leave(alone_);
        }

        [[nodiscard]] explicit operator bool() const noexcept { return gate_ != nullptr; }

    private:
        friend class handler_gate;
        pass(handler_gate& gate, bool alone) noexcept : gate_(&gate), alone_(alone) {}

        handler_gate* gate_ = nullptr;
        bool alone_ = false;
    };

    /// Waits until a handler may start. A waiting exclusive handler has precedence over new shared ones.
    [[nodiscard]] pass enter(bool alone) {
        std::unique_lock lock(mutex_);
        waiting_alone_ += alone ? 1 : 0;
        changed_.wait(
            lock, [&] { return closed_ || (!occupied_ && (alone ? at_work_ == 0 : waiting_alone_ == 0)); });
        waiting_alone_ -= alone ? 1 : 0;
        if (closed_)
            return {};
        occupied_ = alone;
        at_work_ += 1;
        return {*this, alone};
    }

    /// Closes the gate: current and later calls of `enter` return an empty pass.
    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
    }

private:
    void leave(bool alone) noexcept {
        {
            const std::lock_guard lock(mutex_);
            at_work_ -= 1;
            if (alone)
                occupied_ = false;
        }
        changed_.notify_all();
    }

    std::mutex mutex_{};
    std::condition_variable changed_{};
    std::size_t at_work_ = 0;
    std::size_t waiting_alone_ = 0;
    bool occupied_ = false; ///< by an exclusive handler
    bool closed_ = false;
};

} // namespace webhooks::nats::detail
