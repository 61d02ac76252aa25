#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

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
    /// How many handled ids are remembered; the oldest are forgotten first. One takes some 150 bytes, so the
    /// default some 15 MB. A guard that gets more than `max_ids` events within `max_age` remembers for a
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
    std::function<std::chrono::steady_clock::time_point()> clock = &std::chrono::steady_clock::now;
};

/// A replay guard for one process: bounded in count and age, and safe to call from many threads at once.
/// What it knows is lost when the process ends.
///
/// Handled ids stand in one order, that of their commits: none is forgotten before an older one. Claims in
/// progress come on top of `max_ids`, as many as there are handlers at work, and are never pushed out.
/// One mutex; every call is O(1) on average, as none forgets more than a few ids.
class memory_replay_guard {
public:
    /// \throws std::invalid_argument if a bound is zero or negative, or there is no clock
    explicit memory_replay_guard(replay_options options = {}) : options_(std::move(options)) {
        constexpr std::chrono::seconds none{0};
        if (options_.max_ids == 0 || options_.max_age <= none || options_.claim_timeout <= none)
            throw std::invalid_argument("scaivault: the bounds of a replay guard must be above zero");
        if (!options_.clock)
            throw std::invalid_argument("scaivault: a replay guard needs a clock");
    }

    memory_replay_guard(const memory_replay_guard&) = delete;
    memory_replay_guard& operator=(const memory_replay_guard&) = delete;

    /// Makes the caller the one who handles `id`, if nobody did within `max_age` or does at present.
    /// \throws std::bad_alloc
    claim_result claim(std::string_view id) {
        const std::lock_guard lock(mutex_);
        const time_point now = options_.clock();
        forget_some(now);
        const auto [place, is_new] = ids_.try_emplace(std::string(id));
        record& found = place->second;
        if (is_new)
            found.id = &place->first;
        else if (!is_over(found, now))
            return found.is_committed ? claim_result::duplicate : claim_result::in_progress;
        put_last(found, false, now);
        return claim_result::claimed;
    }

    /// Marks `id` as handled, from now on; also one that was not claimed. A second commit changes nothing.
    /// \throws std::bad_alloc for an id that was not claimed
    void commit(std::string_view id) {
        const std::lock_guard lock(mutex_);
        auto place = ids_.find(id);
        if (place == ids_.end()) {
            place = ids_.try_emplace(std::string(id)).first;
            place->second.id = &place->first;
        }
        const time_point now = options_.clock();
        if (place->second.is_committed && !is_over(place->second, now))
            return;
        put_last(place->second, true, now);
        if (committed_.size > options_.max_ids)
            forget(*committed_.oldest);
    }

    /// Gives `id` back unhandled. Does nothing for one that is not in progress.
    void release(std::string_view id) {
        const std::lock_guard lock(mutex_);
        if (const auto place = ids_.find(id); place != ids_.end() && !place->second.is_committed)
            forget(place->second);
    }

    /// How many ids are in memory, handled or in progress. Some may be past their time: they are forgotten
    /// as new ones come, a few by each claim.
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return ids_.size();
    }

    /// The bounds in force.
    [[nodiscard]] const replay_options& options() const noexcept { return options_; }

private:
    using time_point = std::chrono::steady_clock::time_point;

    struct record {
        record* older = nullptr;
        record* newer = nullptr;
        const std::string* id = nullptr;
        time_point since{}; // the claim, or the commit
        bool is_committed = false;
        bool is_listed = false;
    };

    /// Records in the order of `since`, linked through themselves.
    struct list {
        record* oldest = nullptr;
        record* newest = nullptr;
        std::size_t size = 0;

        void push(record& added) noexcept {
            added.older = newest;
            added.newer = nullptr;
            (newest != nullptr ? newest->newer : oldest) = &added;
            newest = &added;
            ++size;
        }

        void remove(record& removed) noexcept {
            (removed.older != nullptr ? removed.older->newer : oldest) = removed.newer;
            (removed.newer != nullptr ? removed.newer->older : newest) = removed.older;
            --size;
        }
    };

    struct hash {
        using is_transparent = void;
        // Not noexcept: libstdc++ then keeps the value in the node and does not compute it again.
        std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
    };

    [[nodiscard]] bool is_over(const record& known, time_point now) const noexcept {
        // A limit of centuries would not fit the clock's ticks.
        constexpr std::chrono::seconds longest = std::chrono::hours(24 * 365 * 100);
        return now - known.since >=
               std::min(known.is_committed ? options_.max_age : options_.claim_timeout, longest);
    }

    [[nodiscard]] list& list_of(const record& known) noexcept {
        return known.is_committed ? committed_ : in_progress_;
    }

    void put_last(record& moved, bool is_committed, time_point now) noexcept {
        if (moved.is_listed)
            list_of(moved).remove(moved);
        moved.is_committed = is_committed;
        moved.is_listed = true;
        moved.since = now;
        list_of(moved).push(moved);
    }

    void forget(record& known) {
        list_of(known).remove(known);
        ids_.erase(ids_.find(*known.id));
    }

    /// More than the one that a claim adds, so that memory shrinks, but no more, so that no claim pays for
    /// all that a quiet night has left.
    void forget_some(time_point now) {
        for (int times = 0; times < 2; ++times)
            for (list* each : {&committed_, &in_progress_})
                if (each->oldest != nullptr && is_over(*each->oldest, now))
                    forget(*each->oldest);
    }

    replay_options options_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, record, hash, std::equal_to<>> ids_;
    list committed_;
    list in_progress_;
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
