#pragma once

#include "detail/sqlite_replay_file.hpp"
#include "detail/sqlite_statement.hpp"
#include "replay.hpp"
#include "sqlite_error.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace webhooks {

/// When a `sqlite_replay_guard` waits for the disk. Matters only for power failures and crashes of the operating
/// system: the end of a process, by any signal, loses nothing in either mode.
enum class sqlite_durability : std::uint8_t {
    full,   ///< each claim and each commit is on the disk before the call returns: nothing is lost
    normal, ///< a power failure can lose the last seconds, but does not corrupt the file. An event that
            ///< was handled in them is handled again if redelivered. Many times faster if the disk honours
            ///< flushes
};

/// The bounds of a `sqlite_replay_guard`.
struct sqlite_replay_options {
    /// The maximum number of handled ids. Beyond it, the oldest ids are evicted if they are at least `min_age` old.
    /// Otherwise new ids are refused (`claim_result::full`). One id takes about 100 bytes on disk.
    std::int64_t max_ids = 1'000'000;
    /// How long a handled id is remembered if there is room. Must be at least `replay_window` of the signature's
    /// tolerance.
    std::chrono::milliseconds max_age = std::chrono::hours(24);
    /// How long a handled id is protected from eviction. Values above `max_age` count as `max_age`. A receiver
    /// rejects a guard with less than the `replay_window` of its tolerance. The default fits a tolerance of 300 s.
    std::chrono::milliseconds min_age = replay_window(std::chrono::seconds(300));
    /// How long a claim may be neither committed nor released. After that its owner counts as dead, and another
    /// caller can claim the id. Must be longer than the slowest handler. After a crash, the event that was being
    /// handled is in progress (409) for this long.
    std::chrono::milliseconds claim_timeout = std::chrono::minutes(10);
    /// How long a call waits while other processes write. After that it throws.
    std::chrono::milliseconds busy_timeout = std::chrono::seconds(5);
    /// What a power failure can lose.
    sqlite_durability durability = sqlite_durability::full;
    /// The current time, for tests. If empty, the system clock. If the clock is set back, ids are remembered for
    /// longer by that much. Called while the guard's mutex is locked, so it must not call the guard.
    std::function<std::chrono::system_clock::time_point()> clock{};
};

/// A persistent replay guard in an SQLite file, which several processes of one machine can share. Not for network
/// file systems, where SQLite's write-ahead log does not work.
///
/// **Crashes.** If a handler has had its effect and the process dies before the commit, the handler runs again when
/// the event is redelivered. So each event is handled at least once, and never again after its commit. An
/// acknowledged event was handled. If an effect must happen exactly once, let the handler store the event's id in the
/// same transaction.
///
/// **Replaced files.** If the file, or the `-wal` or `-shm` file beside it, is deleted or replaced while the guard is
/// open, every later call throws, because processes that open the path anew use another file. Restart the process.
///
/// Bounded in count and age like `memory_replay_guard`: ids are evicted in the order of their commits, and never
/// before they are `min_age` old. Thread-safe; calls are serialised by a mutex, and processes open a guard each. Must
/// not be used across a `fork`. Requires SQLite 3.35, and linking with `sqlite3`. Every call is O(log ids), and calls
/// `stat` on three files.
class sqlite_replay_guard {
public:
    /// Identifies one claim.
    class ticket {
        friend class sqlite_replay_guard;
        std::int64_t owner_ = 0;
    };

    /// Opens the database, and creates it if it does not exist. Its application_id is 0x53635652 ("ScVR") and its
    /// user_version 1. A database of version 0.1, which has neither, is marked with them.
    /// \param file     path of the database, used for nothing else, in a persistent directory; SQLite creates the
    ///                 files `-wal` and `-shm` beside it
    /// \param options  the bounds
    /// \throws std::invalid_argument if a bound is negative or zero (`min_age` may be zero)
    /// \throws sqlite_error if the file cannot be opened, or is another program's database
    explicit sqlite_replay_guard(const std::string& file, sqlite_replay_options options = {})
        : options_(checked(std::move(options))),
          file_(file, options_.busy_timeout, options_.durability == sqlite_durability::full),
          statements_(prepared()) {}

    sqlite_replay_guard(const sqlite_replay_guard&) = delete;
    sqlite_replay_guard& operator=(const sqlite_replay_guard&) = delete;

    /// Claims `id` for the caller. Succeeds if `id` was not handled within `max_age`, nobody is handling it now, and
    /// there is room.
    /// \throws sqlite_error, and what the clock throws
    claim_result claim(std::string_view id) {
        ticket unused;
        return claim(id, unused);
    }

    /// The same; `claimed` then identifies the claim in `commit` and `release`.
    claim_result claim(std::string_view id, ticket& claimed) {
        const std::lock_guard lock(mutex_);
        file_.require_in_place("claim an id");
        const std::int64_t now = this->now();
        const std::int64_t owner = statements_->claim.bind(1, id)
                                       .bind(2, now)
                                       .bind(3, now - options_.max_age.count())
                                       .bind(4, now - options_.claim_timeout.count())
                                       .bind(5, options_.max_ids)
                                       .bind(6, now - options_.min_age.count())
                                       .run("claim an id", nobody);
        if (owner != nobody) {
            file_.require_in_place("claim an id"); // again: the statement may have waited for other processes
            claimed.owner_ = owner;
            return claim_result::claimed;
        }
        return static_cast<claim_result>(
            statements_->obstacle.bind(1, id)
                .bind(3, now - options_.max_age.count())
                .bind(4, now - options_.claim_timeout.count())
                .bind(5, options_.max_ids)
                .bind(6, now - options_.min_age.count())
                // Default: another process has released the id in between, and a retry gets it.
                .run("look an id up", static_cast<std::int64_t>(claim_result::in_progress)));
    }

    /// Marks `id` as handled, as of now. Works without a claim and without room. A second commit has no effect.
    /// \throws sqlite_error, and what the clock throws. Then nothing has changed
    void commit(std::string_view id) {
        const std::lock_guard lock(mutex_);
        const std::int64_t now = this->now();
        statements_->begin.run("begin a transaction");
        try {
            file_.require_in_place("commit an id");
            const std::int64_t newest = statements_->commit.bind(1, id)
                                            .bind(2, now)
                                            .bind(3, now - options_.max_age.count())
                                            .run("commit an id");
            if (newest > options_.max_ids)
                statements_->forget_many.bind(1, newest - options_.max_ids)
                    .bind(2, now - options_.min_age.count())
                    .run("forget ids");
            statements_->forget_old.bind(1, now - options_.max_age.count()).run("forget ids");
            statements_->forget_abandoned.bind(1, now - options_.claim_timeout.count()).run("forget claims");
            statements_->end.run("end a transaction");
        } catch (...) {
            roll_back();
            throw;
        }
    }

    /// The same. The id is marked even if the ticket's claim was taken over, because the event was handled.
    void commit(std::string_view id, const ticket&) { commit(id); }

    /// Returns `id` unhandled. Has no effect if `id` is not in progress.
    /// \throws sqlite_error
    void release(std::string_view id) {
        const std::lock_guard lock(mutex_);
        file_.require_in_place("release an id");
        statements_->release.bind(1, id).run("release an id");
    }

    /// Returns `id` unhandled. Has no effect if the ticket's claim was taken over, by any process.
    void release(std::string_view id, const ticket& claimed) {
        const std::lock_guard lock(mutex_);
        file_.require_in_place("release an id");
        statements_->release_own.bind(1, id).bind(2, claimed.owner_).run("release an id");
    }

    /// The number of ids, handled or in progress. Linear in their number.
    /// \throws sqlite_error
    [[nodiscard]] std::int64_t size() const {
        const std::lock_guard lock(mutex_);
        return statements_->count.run("count the ids");
    }

    /// The bounds in force.
    [[nodiscard]] const sqlite_replay_options& options() const noexcept { return options_; }

private:
    static constexpr std::int64_t nobody = 0;

    struct statements {
        /// True if there are ?5 handled ids and the oldest was handled after ?6.
        [[nodiscard]] static std::string is_full() {
            return "EXISTS (SELECT 1 FROM (SELECT place, since FROM @ WHERE place IS NOT NULL"
                   " ORDER BY place LIMIT 1) AS oldest WHERE oldest.since > ?6 AND ?5 <= 1 - oldest.place +"
                   " (SELECT max(place) FROM @ WHERE place IS NOT NULL))";
        }

        [[nodiscard]] static std::string number(claim_result of) {
            return std::to_string(static_cast<int>(of));
        }

        explicit statements(sqlite3* on)
            : claim(on,
                    // One statement, so that one of two processes succeeds. The owner is a random odd number.
                    "INSERT INTO @ (id, since, owner) SELECT ?1, ?2, random() | 1 WHERE NOT " + is_full() +
                        " ON CONFLICT (id) DO UPDATE SET since = excluded.since, owner = excluded.owner,"
                        " place = NULL WHERE since <= iif(place IS NULL, ?4, ?3) RETURNING owner"),
              obstacle(on, "SELECT iif(place IS NULL, " + number(claim_result::in_progress) + ", " +
                               number(claim_result::duplicate) +
                               ") FROM @ WHERE id = ?1 AND since > iif(place IS NULL, ?4, ?3)"
                               " UNION ALL SELECT " +
                               number(claim_result::full) + " WHERE " + is_full() + " LIMIT 1"),
              commit(
                  on,
                  "INSERT INTO @ (id, since, owner, place) VALUES (?1, ?2, 0,"
                  " (SELECT coalesce(max(place), 0) + 1 FROM @ WHERE place IS NOT NULL))"
                  " ON CONFLICT (id) DO UPDATE SET since = excluded.since, owner = 0, place = excluded.place"
                  " WHERE place IS NULL OR since <= ?3 RETURNING place"),
              forget_many(on, "DELETE FROM @ WHERE place <= ?1 AND since <= ?2"),
              // At most two per commit, to bound latency.
              forget_old(on, "DELETE FROM @ WHERE since <= ?1 AND place IN (SELECT place FROM"
                             " @ WHERE place IS NOT NULL ORDER BY place LIMIT 2)"),
              forget_abandoned(on, "DELETE FROM @ WHERE id IN (SELECT id FROM @"
                                   " WHERE place IS NULL AND since <= ?1 ORDER BY since LIMIT 2)"),
              release(on, "DELETE FROM @ WHERE id = ?1 AND place IS NULL"),
              release_own(on, "DELETE FROM @ WHERE id = ?1 AND place IS NULL AND owner = ?2"),
              count(on, "SELECT count(*) FROM @"), begin(on, "BEGIN IMMEDIATE"), end(on, "COMMIT"),
              roll_back(on, "ROLLBACK") {}

        detail::sqlite_statement claim, obstacle, commit, forget_many, forget_old, forget_abandoned, release,
            release_own, count, begin, end, roll_back;
    };

    [[nodiscard]] static sqlite_replay_options checked(sqlite_replay_options options) {
        constexpr std::chrono::milliseconds none{0};
        if (options.max_ids <= 0 || options.max_age <= none || options.claim_timeout <= none ||
            options.min_age < none || options.busy_timeout < none)
            throw std::invalid_argument("webhooks: the bounds of a replay guard must be above zero");
        // Longer limits would overflow the clock's ticks.
        constexpr std::chrono::milliseconds longest = std::chrono::hours(24 * 365 * 100);
        options.max_age = std::min(options.max_age, longest);
        options.min_age = std::min(options.min_age, options.max_age);
        options.claim_timeout = std::min(options.claim_timeout, longest);
        options.busy_timeout =
            std::min<std::chrono::milliseconds>(options.busy_timeout, std::chrono::hours(24));
        return options;
    }

    [[nodiscard]] std::unique_ptr<statements> prepared() const {
        return std::make_unique<statements>(file_.get());
    }

    void roll_back() noexcept {
        try {
            if (::sqlite3_get_autocommit(file_.get()) == 0)
                statements_->roll_back.run("roll a transaction back");
        } catch (const sqlite_error&) { // NOLINT(bugprone-empty-catch): see below
            // The database is unreachable; the next call reports it.
        }
    }

    [[nodiscard]] std::int64_t now() const {
        const auto time = options_.clock ? options_.clock() : std::chrono::system_clock::now();
        return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
    }

    sqlite_replay_options options_;
    mutable std::mutex mutex_;
    detail::sqlite_replay_file file_;
    std::unique_ptr<statements> statements_;
};

} // namespace webhooks
