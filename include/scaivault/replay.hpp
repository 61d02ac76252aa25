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

namespace scaivault {

/// What became of the attempt to be the one who handles an event id.
enum class claim_result {
    claimed,     ///< the caller handles the event, and then commits or releases the id
    duplicate,   ///< the event was handled before
    in_progress, ///< another caller is handling it
    full,        ///< the guard has no room, and would have to forget an id whose delivery may still be fresh
};

/// For how long after it was handled a delivery may still be accepted: one that is stamped 300 s in the future is
/// accepted for 600 s with a tolerance of 300 s, and clocks of whole seconds add one. A guard that forgets an id
/// earlier lets the same bytes be handled twice.
[[nodiscard]] constexpr std::chrono::seconds replay_window(std::chrono::seconds tolerance) noexcept {
    return 2 * tolerance + std::chrono::seconds(1);
}

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

/// A guard that tells one claim from another: what it writes into a ticket with the claim, `commit` and `release`
/// get back. So an owner that was taken for dead and comes back late cannot release the claim of the one that took
/// over, and a guard need not look the id up again. `scoped_claim`, and with it a receiver, prefers these calls.
template <class G>
concept ticketed_replay_guard = replay_guard<G> &&
    requires(G& guard, std::string_view id, typename G::ticket& claim, const typename G::ticket& claimed) {
    { guard.claim(id, claim) } -> std::same_as<claim_result>;
    guard.commit(id, claimed);
    guard.release(id, claimed);
};

/// The bounds of a `memory_replay_guard`.
struct replay_options {
    /// How many handled ids are remembered. Beyond it, the oldest is evicted if it is at least `min_age` old; while
    /// it is younger, new ids are refused (`claim_result::full`). An id takes some 105 bytes, so a guard with the
    /// default some 105 MB once it is full. The default refuses nothing up to 1,600 events a second.
    std::size_t max_ids = 1'000'000;

    /// For how long a handled id is remembered where there is room. At least `replay_window` of the signature's
    /// tolerance. The default is much longer because the vendor's retries, which are signed anew, need not fall
    /// into that window; their schedule is unknown.
    std::chrono::seconds max_age = std::chrono::hours(24);

    /// For how long a handled id is never evicted; at most `max_age` counts. A receiver raises it, for its own guard,
    /// to the `replay_window` of its tolerance, and refuses a guard of yours with less. The default is for 300 s.
    std::chrono::seconds min_age = replay_window(std::chrono::seconds(300));

    /// When a claim that was neither committed nor released may be taken over, since its owner is taken for
    /// dead. Longer than the slowest handler: an owner that comes back late does not notice, and both handle
    /// the event.
    std::chrono::seconds claim_timeout = std::chrono::minutes(10);

    /// The time, for tests; the system's steady clock, to some milliseconds, when empty. Called under the guard's
    /// lock, so it must not call the guard; it must not go back.
    std::function<std::chrono::steady_clock::time_point()> clock{};
};

/// A replay guard for one process: bounded in count and age, and safe to call from many threads at once.
/// What it knows is lost when the process ends.
///
/// Handled ids stand in one order, that of their commits: none is forgotten before an older one, and none before it
/// is `min_age` old. Claims in progress come on top of `max_ids`, as many as there are handlers at work, and are
/// never evicted; so are ids that were handled while the guard was full.
/// One mutex, because one order needs one; every call is O(1), amortised over growth, and none forgets more than a
/// few ids. Memory is kept for ids to come, and nothing is allocated once it holds as many as it ever will; but an
/// id of more than 42 bytes is.
class memory_replay_guard {
public:
    /// A claim of one caller.
    class ticket {
        friend class memory_replay_guard;
        std::uint32_t slot_ = detail::id_records::nil;
        std::chrono::steady_clock::time_point since_{};
    };

    /// \throws std::invalid_argument if a bound is zero (`min_age` may be) or negative, or `max_ids` is beyond a
    ///         thousand million
    explicit memory_replay_guard(replay_options options = {})
        : options_(std::move(options)), max_age_(std::min(options_.max_age, longest)),
          min_age_(std::min({options_.min_age, options_.max_age, longest})),
          claim_timeout_(std::min(options_.claim_timeout, longest)) {
        constexpr std::chrono::seconds none{0};
        if (options_.max_ids == 0 || options_.max_age <= none || options_.claim_timeout <= none ||
            options_.min_age < none)
            throw std::invalid_argument("scaivault: the bounds of a replay guard must be above zero");
        if (options_.max_ids > 1'000'000'000)
            throw std::invalid_argument("scaivault: a replay guard holds at most a thousand million ids");
        options_.min_age = std::min(options_.min_age, options_.max_age);
    }

    memory_replay_guard(const memory_replay_guard&) = delete;
    memory_replay_guard& operator=(const memory_replay_guard&) = delete;

    /// Makes the caller the one who handles `id`, if nobody did within `max_age` or does at present, and there is room.
    /// \throws std::bad_alloc, what the clock throws
    claim_result claim(std::string_view id) {
        ticket unused;
        return claim(id, unused);
    }

    /// The same, for a caller that commits and releases by its ticket.
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

    /// Marks `id` as handled, from now on; also one that was not claimed, and where there is no room. A second commit
    /// changes nothing.
    /// \throws std::bad_alloc for an id that was not claimed, what the clock throws
    void commit(std::string_view id) { commit(id, ticket{}); }

    /// The same, without a search while the ticket's claim stands.
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
        // Two, so that what was committed beyond the bound goes again.
        for (int times = 0;
             times < 2 && records_.size(status::committed) > options_.max_ids && may_evict_oldest(now);
             ++times)
            records_.forget_oldest(status::committed);
    }

    /// Gives `id` back unhandled. Does nothing for one that is not in progress.
    void release(std::string_view id) {
        const std::lock_guard lock(mutex_);
        const std::uint32_t slot = records_.find(id, records::hash_of(id));
        if (slot != records::nil && records_.status_of(slot) == status::in_progress)
            records_.forget(slot);
    }

    /// Gives `id` back, unless the ticket's claim was taken over.
    void release(std::string_view id, const ticket& claimed) {
        const std::lock_guard lock(mutex_);
        if (stands(id, claimed))
            records_.forget(claimed.slot_);
    }

    /// How many ids are known, handled or in progress. Some may be past their time: they are forgotten as
    /// others come, a few by each claim.
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

    // A limit of centuries would not fit the clock's ticks.
    static constexpr std::chrono::seconds longest = std::chrono::hours(24 * 365 * 100);

    [[nodiscard]] time_point now() const {
        return options_.clock ? options_.clock() : detail::coarse_steady_now();
    }

    [[nodiscard]] bool is_over(std::uint32_t slot, time_point now) const noexcept {
        return now - records_.since(slot) >=
               (records_.status_of(slot) == status::committed ? max_age_ : claim_timeout_);
    }

    /// Whether the delivery of the id that was handled first is no longer fresh. There is one: `max_ids` is not 0.
    [[nodiscard]] bool may_evict_oldest(time_point now) const noexcept {
        return now - records_.since(records_.oldest(status::committed)) >= min_age_;
    }

    /// Whether the claim that the ticket was given for is neither committed nor released, forgotten or taken over.
    /// The slot may have been given to another id at the same tick of the clock.
    [[nodiscard]] bool stands(std::string_view id, const ticket& claimed) const {
        return claimed.slot_ != records::nil && records_.status_of(claimed.slot_) == status::in_progress &&
               records_.since(claimed.slot_) == claimed.since_ && records_.has_id(claimed.slot_, id);
    }

    /// More than the one that a claim adds, so that fewer are kept in the end, but no more, so that no claim
    /// pays for all that a quiet night has left.
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
    alignas(64) mutable std::mutex mutex_; // apart from what is only read
    records records_;
};

/// A claim that is given back when it goes out of scope uncommitted, as when a handler throws.
template <replay_guard G>
class scoped_claim {
public:
    /// \param guard  must outlive the claim
    /// \param id     must outlive the claim
    /// \throws what `guard.claim` throws
    scoped_claim(G& guard, std::string_view id) : guard_(guard), id_(id), result_(claim()) {}

    scoped_claim(const scoped_claim&) = delete;
    scoped_claim& operator=(const scoped_claim&) = delete;

    /// Releases the id if it was claimed and not committed. What `guard.release` throws is swallowed: a guard
    /// that cannot be reached takes the claim back by its own time limit.
    ~scoped_claim() {
        if (result_ != claim_result::claimed || is_committed_)
            return;
        try {
            if constexpr (has_ticket)
                guard_.release(id_, ticket_);
            else
                guard_.release(id_);
        } catch (...) { // NOLINT(bugprone-empty-catch): see above
        }
    }

    /// What the claim came to. The event is the caller's to handle only if this is `claimed`.
    [[nodiscard]] claim_result result() const noexcept { return result_; }

    /// Marks the id as handled. Does nothing if it was not claimed.
    /// \throws what `guard.commit` throws; the id is then released at the end of the scope
    void commit() {
        if (result_ != claim_result::claimed || is_committed_)
            return;
        if constexpr (has_ticket)
            guard_.commit(id_, ticket_);
        else
            guard_.commit(id_);
        is_committed_ = true;
    }

private:
    static constexpr bool has_ticket = ticketed_replay_guard<G>;

    struct no_ticket {};
    template <class Guard>
    struct ticket_of {
        using type = no_ticket;
    };
    template <ticketed_replay_guard Guard>
    struct ticket_of<Guard> {
        using type = typename Guard::ticket;
    };

    [[nodiscard]] claim_result claim() {
        if constexpr (has_ticket)
            return guard_.claim(id_, ticket_);
        else
            return guard_.claim(id_);
    }

    G& guard_;
    std::string_view id_;
    [[no_unique_address]] typename ticket_of<G>::type ticket_{};
    claim_result result_;
    bool is_committed_ = false;
};

} // namespace scaivault
