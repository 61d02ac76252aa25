#pragma once

#include "detail/slot_index.hpp"

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scaivault {

/// What became of the attempt to be the one who handles an event id.
enum class claim_result {
    claimed,     ///< the caller handles the event, and then commits or releases the id
    duplicate,   ///< the event was handled before
    in_progress, ///< another caller is handling it
};

/// Remembers which event ids were handled. Whatever is shared between processes (a database table with a
/// unique key, Redis `SET NX`) can be made one. Safe to call from many threads at once.
///
/// - `claim(id)` makes the caller the only one to handle `id`, or says why it is not.
/// - `commit(id)` marks it handled: later claims are duplicates.
/// - `release(id)` gives it back unhandled: the next claim succeeds.
template <class G>
concept replay_guard = requires(G& guard, std::string_view id) {
    { guard.claim(id) } -> std::same_as<claim_result>;
    guard.commit(id);
    guard.release(id);
};

/// The bounds of a `memory_replay_guard`.
struct replay_options {
    /// How many handled ids are remembered; the oldest are forgotten first. One takes some 130 bytes, so the
    /// default some 13 MB. A guard that gets more than `max_ids` events within `max_age` remembers for a
    /// shorter time than that: 100,000 suffice for the vendor's window up to 160 events a second.
    std::size_t max_ids = 100'000;

    /// For how long a handled id is remembered. At least twice the signature's tolerance: a delivery that is
    /// stamped 300 s ahead is accepted now, and still in 600 s. The default is much longer because the
    /// vendor's retries, which are signed anew, need not fall into that window; their schedule is unknown.
    std::chrono::seconds max_age = std::chrono::hours(24);

    /// When a claim that was neither committed nor released may be taken over, since its owner is taken for
    /// dead. Longer than the slowest handler: an owner that comes back late does not notice, and both handle
    /// the event.
    std::chrono::seconds claim_timeout = std::chrono::minutes(10);

    /// The time, for tests. Called under the guard's lock, so it must not call the guard; it must not go back.
    std::function<std::chrono::steady_clock::time_point()> clock = [] {
        return std::chrono::steady_clock::now();
    };
};

/// A replay guard for one process: bounded in count and age, and safe to call from many threads at once.
/// What it knows is lost when the process ends.
///
/// Handled ids stand in one order, that of their commits: none is forgotten before an older one. Claims in
/// progress come on top of `max_ids`, as many as there are handlers at work, and are never pushed out.
/// One mutex; every call is O(1), amortised over growth, and none forgets more than a few ids. Memory is
/// kept for ids to come.
class memory_replay_guard {
public:
    /// \throws std::invalid_argument if a bound is zero or negative, `max_ids` is beyond a thousand million, or
    ///         there is no clock
    explicit memory_replay_guard(replay_options options = {}) : options_(std::move(options)) {
        constexpr std::chrono::seconds none{0};
        if (options_.max_ids == 0 || options_.max_age <= none || options_.claim_timeout <= none)
            throw std::invalid_argument("scaivault: the bounds of a replay guard must be above zero");
        if (options_.max_ids > 1'000'000'000)
            throw std::invalid_argument("scaivault: a replay guard holds at most a thousand million ids");
        if (!options_.clock)
            throw std::invalid_argument("scaivault: a replay guard needs a clock");
    }

    memory_replay_guard(const memory_replay_guard&) = delete;
    memory_replay_guard& operator=(const memory_replay_guard&) = delete;

    /// Makes the caller the one who handles `id`, if nobody did within `max_age` or does at present.
    /// \throws std::bad_alloc, what the clock throws
    claim_result claim(std::string_view id) {
        const std::uint32_t hash = hash_of(id);
        const std::lock_guard lock(mutex_);
        const time_point now = options_.clock();
        forget_some(now);
        std::uint32_t slot = find(id, hash);
        if (slot == nil)
            slot = add(id, hash);
        else if (!is_over(slot, now))
            return records_[slot].is == status::committed ? claim_result::duplicate
                                                          : claim_result::in_progress;
        put_last(slot, status::in_progress, now);
        return claim_result::claimed;
    }

    /// Marks `id` as handled, from now on; also one that was not claimed. A second commit changes nothing.
    /// \throws std::bad_alloc for an id that was not claimed, what the clock throws
    void commit(std::string_view id) {
        const std::uint32_t hash = hash_of(id);
        const std::lock_guard lock(mutex_);
        const time_point now = options_.clock();
        std::uint32_t slot = find(id, hash);
        if (slot == nil)
            slot = add(id, hash);
        else if (records_[slot].is == status::committed && !is_over(slot, now))
            return;
        put_last(slot, status::committed, now);
        if (committed_.size > options_.max_ids)
            forget(committed_.oldest);
    }

    /// Gives `id` back unhandled. Does nothing for one that is not in progress.
    void release(std::string_view id) {
        const std::uint32_t hash = hash_of(id);
        const std::lock_guard lock(mutex_);
        const std::uint32_t slot = find(id, hash);
        if (slot != nil && records_[slot].is == status::in_progress)
            forget(slot);
    }

    /// How many ids are known, handled or in progress. Some may be past their time: they are forgotten as
    /// others come, a few by each claim.
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return index_.size();
    }

    /// The bounds in force.
    [[nodiscard]] const replay_options& options() const noexcept { return options_; }

private:
    using time_point = std::chrono::steady_clock::time_point;
    static constexpr std::uint32_t nil = detail::slot_index::none;

    enum class status : std::uint8_t { unused, in_progress, committed };

    struct record {
        std::string id{};
        time_point since{}; // the claim, or the commit
        std::uint32_t hash = 0;
        std::uint32_t older = nil;
        std::uint32_t newer = nil;
        status is = status::unused;
    };

    /// Slots in the order of `record::since`, linked through the records.
    struct list {
        std::uint32_t oldest = nil;
        std::uint32_t newest = nil;
        std::size_t size = 0;
    };

    [[nodiscard]] static std::uint32_t hash_of(std::string_view id) noexcept {
        return static_cast<std::uint32_t>(std::hash<std::string_view>{}(id));
    }

    [[nodiscard]] std::uint32_t find(std::string_view id, std::uint32_t hash) const {
        return index_.find(hash, [&](std::uint32_t slot) { return records_[slot].id == id; });
    }

    [[nodiscard]] bool is_over(std::uint32_t slot, time_point now) const noexcept {
        // A limit of centuries would not fit the clock's ticks.
        constexpr std::chrono::seconds longest = std::chrono::hours(24 * 365 * 100);
        const record& known = records_[slot];
        return now - known.since >=
               std::min(known.is == status::committed ? options_.max_age : options_.claim_timeout, longest);
    }

    /// Gives `id` a slot, one that was used before if there is any: its string has room already.
    [[nodiscard]] std::uint32_t add(std::string_view id, std::uint32_t hash) {
        index_.reserve_one();
        if (unused_.oldest == nil) {
            records_.emplace_back();
            link(unused_, static_cast<std::uint32_t>(records_.size() - 1));
        }
        const std::uint32_t slot = unused_.oldest;
        records_[slot].id.assign(id);
        records_[slot].hash = hash;
        index_.insert(hash, slot);
        return slot;
    }

    void forget(std::uint32_t slot) noexcept {
        index_.erase(records_[slot].hash, slot);
        put_last(slot, status::unused, {});
    }

    /// More than the one that a claim adds, so that fewer are kept in the end, but no more, so that no claim
    /// pays for all that a quiet night has left.
    void forget_some(time_point now) noexcept {
        for (int times = 0; times < 2; ++times)
            for (const list* each : {&committed_, &in_progress_})
                if (each->oldest != nil && is_over(each->oldest, now))
                    forget(each->oldest);
    }

    void put_last(std::uint32_t slot, status is, time_point now) noexcept {
        unlink(list_of(records_[slot].is), slot);
        records_[slot].is = is;
        records_[slot].since = now;
        link(list_of(is), slot);
    }

    [[nodiscard]] list& list_of(status is) noexcept {
        return is == status::unused ? unused_ : is == status::committed ? committed_ : in_progress_;
    }

    void link(list& to, std::uint32_t slot) noexcept {
        records_[slot].older = to.newest;
        records_[slot].newer = nil;
        (to.newest != nil ? records_[to.newest].newer : to.oldest) = slot;
        to.newest = slot;
        ++to.size;
    }

    void unlink(list& from, std::uint32_t slot) noexcept {
        const record& gone = records_[slot];
        (gone.older != nil ? records_[gone.older].newer : from.oldest) = gone.newer;
        (gone.newer != nil ? records_[gone.newer].older : from.newest) = gone.older;
        --from.size;
    }

    replay_options options_;
    mutable std::mutex mutex_;
    std::vector<record> records_;
    detail::slot_index index_;
    list unused_;
    list in_progress_;
    list committed_;
};

/// A claim that is given back when it goes out of scope uncommitted, as when a handler throws.
template <replay_guard G>
class scoped_claim {
public:
    /// \param guard  must outlive the claim
    /// \param id     must outlive the claim
    /// \throws what `guard.claim` throws
    scoped_claim(G& guard, std::string_view id) : guard_(guard), id_(id), result_(guard.claim(id)) {}

    scoped_claim(const scoped_claim&) = delete;
    scoped_claim& operator=(const scoped_claim&) = delete;

    /// Releases the id if it was claimed and not committed. What `guard.release` throws is swallowed: a guard
    /// that cannot be reached takes the claim back by its own time limit.
    ~scoped_claim() {
        if (result_ != claim_result::claimed || is_committed_)
            return;
        try {
            guard_.release(id_);
        } catch (...) {
        }
    }

    /// What the claim came to. The event is the caller's to handle only if this is `claimed`.
    [[nodiscard]] claim_result result() const noexcept { return result_; }

    /// Marks the id as handled. Does nothing if it was not claimed.
    /// \throws what `guard.commit` throws; the id is then released at the end of the scope
    void commit() {
        if (result_ != claim_result::claimed || is_committed_)
            return;
        guard_.commit(id_);
        is_committed_ = true;
    }

private:
    G& guard_;
    std::string_view id_;
    claim_result result_;
    bool is_committed_ = false;
};

} // namespace scaivault
