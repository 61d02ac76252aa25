#pragma once

#include "detail/coarse_clock.hpp"
#include "detail/id_records.hpp"

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace webhooks {

/// The result of claiming an event id.
enum class claim_result {
    claimed,     ///< the caller must handle the event, and then commit or release the id
    duplicate,   ///< the event was handled before
    in_progress, ///< another caller is handling the event
    full,        ///< no room: the guard would have to evict an id whose delivery may still be fresh
};

/// The longest time for which one delivery stays acceptable: twice the tolerance, plus one second because clocks count
/// whole seconds. With a tolerance of 300 s, a delivery stamped 300 s in the future is accepted for 600 s. A guard must
/// remember a handled id for at least this long, or the same bytes can be handled twice.
[[nodiscard]] constexpr std::chrono::seconds replay_window(std::chrono::seconds tolerance) noexcept {
    return 2 * tolerance + std::chrono::seconds(1);
}

/// Remembers which event ids were handled. Must be thread-safe. A guard can be shared between processes: for example a
/// database table with a unique key, or Redis `SET NX`.
///
/// - `claim(id)` grants `id` to one caller at a time, or says why it is not granted.
/// - `commit(id)` marks `id` as handled. Later claims are duplicates.
/// - `release(id)` returns `id` unhandled. The next claim succeeds.
template <class G>
concept replay_guard = requires(G& guard, std::string_view id) {
    { guard.claim(id) } -> std::same_as<claim_result>;
    guard.commit(id);
    guard.release(id);
};

/// A guard that identifies each claim by a ticket. `claim` fills the ticket; `commit` and `release` receive it.
///
/// The ticket has two uses. An owner whose claim timed out and was taken over cannot release the new owner's claim. And
/// the guard need not look the id up again. Every receiver prefers these overloads.
template <class G>
concept ticketed_replay_guard = replay_guard<G> &&
    requires(G& guard, std::string_view id, typename G::ticket& claim, const typename G::ticket& claimed) {
    { guard.claim(id, claim) } -> std::same_as<claim_result>;
    guard.commit(id, claimed);
    guard.release(id, claimed);
};

/// The bounds of a `memory_replay_guard`.
struct replay_options {
    /// The maximum number of handled ids. When it is reached, a claim evicts the oldest id if that is at least
    /// `min_age` old. Otherwise the claim is refused (`claim_result::full`). One id takes about 105 bytes, so a full
    /// guard with the default takes about 105 MB. The default refuses nothing up to 1,600 events per second.
    std::size_t max_ids = 1'000'000;

    /// How long a handled id is remembered if there is room. Must be at least `replay_window` of the signature's
    /// tolerance. The default is much longer: the vendor signs retries anew, so they can arrive after that window, and
    /// their schedule is not documented.
    std::chrono::seconds max_age = std::chrono::hours(24);

    /// How long a handled id is protected from eviction. Values above `max_age` count as `max_age`. A receiver raises
    /// the value for its own guard to the `replay_window` of its tolerance, and rejects a guard of yours with less.
    /// The default fits a tolerance of 300 s.
    std::chrono::seconds min_age = replay_window(std::chrono::seconds(300));

    /// How long a claim may be neither committed nor released. After that its owner counts as dead, and another caller
    /// can claim the id. Must be longer than the slowest handler: an owner that is only slow is not told, and both
    /// callers handle the event.
    std::chrono::seconds claim_timeout = std::chrono::minutes(10);

    /// A monotonic clock, for tests. If empty, the system's steady clock with a resolution of some milliseconds.
    /// Called while the guard's mutex is locked, so it must not call the guard.
    std::function<std::chrono::steady_clock::time_point()> clock{};
};

/// A thread-safe in-memory replay guard for one process, bounded in count and age. Its contents are lost when the
/// process ends.
///
/// Handled ids are evicted in the order of their commits, and never before they are `min_age` old. Claims in progress
/// do not count against `max_ids` and are not evicted before `claim_timeout`; there are as many as running handlers.
/// An id that is committed while the guard is full is stored beyond `max_ids`.
///
/// One mutex protects all ids, because they share one order. Every call is amortised O(1) and evicts at most a few ids.
/// Memory is reused: once the guard has reached its largest size, only ids longer than 42 bytes allocate.
class memory_replay_guard {
public:
    /// Identifies one claim.
    class ticket {
        friend class memory_replay_guard;
        std::uint32_t slot_ = detail::id_records::nil;
        std::chrono::steady_clock::time_point since_{};
    };

    /// \throws std::invalid_argument if a bound is negative or zero (`min_age` may be zero), or if `max_ids` is above
    ///         1,000,000,000
    explicit memory_replay_guard(replay_options options = {})
        : options_(std::move(options)), max_age_(std::min(options_.max_age, longest)),
          min_age_(std::min({options_.min_age, options_.max_age, longest})),
          claim_timeout_(std::min(options_.claim_timeout, longest)) {
        constexpr std::chrono::seconds none{0};
        if (options_.max_ids == 0 || options_.max_age <= none || options_.claim_timeout <= none ||
            options_.min_age < none)
            throw std::invalid_argument("webhooks: the bounds of a replay guard must be above zero");
        if (options_.max_ids > 1'000'000'000)
            throw std::invalid_argument("webhooks: a replay guard holds at most a thousand million ids");
        options_.min_age = std::min(options_.min_age, options_.max_age);
    }

    memory_replay_guard(const memory_replay_guard&) = delete;
    memory_replay_guard& operator=(const memory_replay_guard&) = delete;

    /// Claims `id` for the caller. Succeeds if `id` was not handled within `max_age`, nobody is handling it now, and
    /// there is room.
    /// \throws std::bad_alloc, and what the clock throws
    claim_result claim(std::string_view id) {
        ticket unused;
        return claim(id, unused);
    }

    /// The same; `claimed` then identifies the claim in `commit` and `release`.
    claim_result claim(std::string_view id, ticket& claimed) {
        const std::uint32_t hash = records::hash_of(id);
        const std::lock_guard lock(mutex_);
        const time_point now = this->now();
        forget_some(now);
        std::uint32_t slot = records_.find(id, hash);
        if (slot != records::nil && !is_over(slot, now))
            return records_.status_of(slot) == status::committed ? claim_result::duplicate
                                                                 : claim_result::in_progress;
        if (records_.size(status::committed) >= options_.max_ids && !may_evict_oldest(now))
            return claim_result::full;
        if (slot == records::nil)
            slot = records_.add(id, hash);
        records_.move_to(status::in_progress, slot, now);
        claimed.slot_ = slot;
        claimed.since_ = now;
        return claim_result::claimed;
    }

    /// Marks `id` as handled, as of now. Works without a claim and without room. A second commit has no effect.
    /// \throws std::bad_alloc for an id that was not claimed, and what the clock throws
    void commit(std::string_view id) { commit(id, ticket{}); }

    /// The same. If the ticket's claim is still valid, the id is not looked up again.
    void commit(std::string_view id, const ticket& claimed) {
        const std::lock_guard lock(mutex_);
        const time_point now = this->now();
        std::uint32_t slot = claimed.slot_;
        if (!stands(id, claimed)) {
            const std::uint32_t hash = records::hash_of(id);
            slot = records_.find(id, hash);
            if (slot == records::nil)
                slot = records_.add(id, hash);
            else if (records_.status_of(slot) == status::committed && !is_over(slot, now))
                return;
        }
        records_.move_to(status::committed, slot, now);
        // Two at most: one for this id, one to shrink back to the bound after commits beyond it.
        for (int times = 0;
             times < 2 && records_.size(status::committed) > options_.max_ids && may_evict_oldest(now);
             ++times)
            records_.forget_oldest(status::committed);
    }

    /// Returns `id` unhandled. Has no effect if `id` is not in progress.
    void release(std::string_view id) {
        const std::lock_guard lock(mutex_);
        const std::uint32_t slot = records_.find(id, records::hash_of(id));
        if (slot != records::nil && records_.status_of(slot) == status::in_progress)
            records_.forget(slot);
    }

    /// Returns `id` unhandled. Has no effect if the ticket's claim was taken over.
    void release(std::string_view id, const ticket& claimed) {
        const std::lock_guard lock(mutex_);
        if (stands(id, claimed))
            records_.forget(claimed.slot_);
    }

    /// The number of ids, handled or in progress. Includes expired ids that are not evicted yet: each claim evicts a
    /// few.
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return records_.size();
    }

    /// The bounds in force.
    [[nodiscard]] const replay_options& options() const noexcept { return options_; }

private:
    using records = detail::id_records;
    using status = records::status;
    using time_point = records::time_point;

    // Longer limits would overflow the clock's ticks.
    static constexpr std::chrono::seconds longest = std::chrono::hours(24 * 365 * 100);

    [[nodiscard]] time_point now() const {
        return options_.clock ? options_.clock() : detail::coarse_steady_now();
    }

    [[nodiscard]] bool is_over(std::uint32_t slot, time_point now) const noexcept {
        return now - records_.since(slot) >=
               (records_.status_of(slot) == status::committed ? max_age_ : claim_timeout_);
    }

    /// True if the oldest handled id is at least `min_age` old. Precondition: there is a handled id.
    [[nodiscard]] bool may_evict_oldest(time_point now) const noexcept {
        return now - records_.since(records_.oldest(status::committed)) >= min_age_;
    }

    /// True if the ticket's claim is still in progress: not committed, released, evicted or taken over. Compares the
    /// id too, because the slot may have been reused for another id within the same clock tick.
    [[nodiscard]] bool stands(std::string_view id, const ticket& claimed) const {
        return claimed.slot_ != records::nil && records_.status_of(claimed.slot_) == status::in_progress &&
               records_.since(claimed.slot_) == claimed.since_ && records_.has_id(claimed.slot_, id);
    }

    /// Evicts at most two ids of each status per claim, to bound latency. A claim adds one id, so expired ids still
    /// become fewer.
    void forget_some(time_point now) noexcept {
        for (const status each : {status::committed, status::in_progress})
            for (int times = 0; times < 2; ++times) {
                const std::uint32_t oldest = records_.oldest(each);
                if (oldest == records::nil || !is_over(oldest, now))
                    break;
                records_.forget_oldest(each);
            }
    }

    replay_options options_;
    std::chrono::nanoseconds max_age_;
    std::chrono::nanoseconds min_age_;
    std::chrono::nanoseconds claim_timeout_;
    alignas(64) mutable std::mutex mutex_; // a cache line of its own, away from the read-only members
    records records_;
};

} // namespace webhooks
