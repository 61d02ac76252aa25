#pragma once

#include "../detail/requirements.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

namespace webhooks {

/// A clock that a test controls, for `receiver_options::clock` and `replay_options::clock`. It does not advance by itself.
///
///     fake_clock clock{std::chrono::sys_days{2026y / 4 / 23}};
///     receiver<shop_scheme> shop{secrets, {.replay = {.clock = clock}, .clock = clock}};
///     clock.advance(301s);
///
/// Copies, and the functions they convert to, share one time and may outlive the original. Thread-safe.
class fake_clock {
public:
    using duration = std::chrono::nanoseconds; ///< the argument of `advance`

    /// \param start  the initial time of the wall clock. The steady clock starts at its epoch
    explicit fake_clock(std::chrono::sys_seconds start = {}) : state_(std::make_shared<state>(start)) {}

    /// Advances both clocks. `by` must not be negative, because a steady clock never goes back; see `set`.
    void advance(duration by) noexcept { state_->steady += by.count(); }

    /// Sets the wall clock forwards or backwards. Does not change the steady clock.
    void set(std::chrono::sys_seconds now) noexcept {
        state_->wall_offset = duration(now.time_since_epoch()).count() - state_->steady;
    }

    /// The time of the wall clock, in whole seconds.
    [[nodiscard]] std::chrono::sys_seconds now() const noexcept { return state_->wall(); }

    /// The time of the steady clock.
    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const noexcept {
        return state_->monotonic();
    }

    /// For `receiver_options::clock`.
    operator std::function<std::chrono::sys_seconds()>() const {
        return [shared = state_] { return shared->wall(); };
    }

    /// For `replay_options::clock`.
    operator std::function<std::chrono::steady_clock::time_point()>() const {
        return [shared = state_] { return shared->monotonic(); };
    }

private:
    struct state {
        explicit state(std::chrono::sys_seconds start)
            : wall_offset(duration(start.time_since_epoch()).count()) {}

        [[nodiscard]] std::chrono::sys_seconds wall() const noexcept {
            return std::chrono::floor<std::chrono::seconds>(
                std::chrono::sys_time<duration>(duration(wall_offset + steady)));
        }
        [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const noexcept {
            return std::chrono::steady_clock::time_point(
                std::chrono::duration_cast<std::chrono::steady_clock::duration>(duration(steady)));
        }

        std::atomic<duration::rep> steady{0};
        std::atomic<duration::rep> wall_offset; ///< the time of the wall clock when the steady clock is zero
    };

    std::shared_ptr<state> state_;
};

} // namespace webhooks
