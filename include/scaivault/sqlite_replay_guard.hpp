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

namespace scaivault {

/// When a `sqlite_replay_guard` waits for the disk. The end of a process, by whichever signal, loses nothing
/// either way; this is about power cuts and crashes of the operating system.
enum class sqlite_durability : std::uint8_t {
    full,   ///< each claim and each commit is on the disk before it returns: nothing is lost
    normal, ///< the last seconds' may be lost, the file stays whole: an event that was handled and acknowledged
            ///< then would be handled again if it came again. Many times faster on a disk that is honest
};

/// The bounds of a `sqlite_replay_guard`.
struct sqlite_replay_options {
    /// How many handled ids are remembered. Beyond it, the oldest are evicted if they are at least `min_age` old;
    /// while they are younger, new ids are refused (`claim_result::full`). One takes some 100 bytes of disk.
    std::int64_t max_ids = 1'000'000;
    /// For how long a handled id is remembered where there is room. At least `replay_window` of the signature's tolerance.
    std::chrono::milliseconds max_age = std::chrono::hours(24);
    /// For how long a handled id is never evicted; at most `max_age` counts. A receiver refuses a guard with less than
    /// the `replay_window` of its tolerance. The default is for 300 s.
    std::chrono::milliseconds min_age = replay_window(std::chrono::seconds(300));
    /// When a claim that was neither committed nor released may be taken over: its owner is taken for dead. After a
    /// crash, an event that was being handled is in progress (409) for this long. Longer than the slowest handler.
    std::chrono::milliseconds claim_timeout = std::chrono::minutes(10);
    /// How long a call waits while other processes write; after that it throws.
    std::chrono::milliseconds busy_timeout = std::chrono::seconds(5);
    /// What a loss of power may take with it.
    sqlite_durability durability = sqlite_durability::full;
    /// The time, for tests; the system's clock when empty. It may be set back: what is known stays known for as
    /// much longer. Called under the guard's lock, so it must not call the guard.
    std::function<std::chrono::system_clock::time_point()> clock{};
};

/// A replay guard that survives restarts, and that several processes of one machine share: a table in an SQLite
/// file. Not for network file systems, where SQLite's write-ahead log does not work.
///
/// What a crash can do: a handler that had its effect, and died before the commit, runs again when the event comes
/// again. So each event is handled at least once, and after its commit never again; one that was acknowledged
/// was handled. A handler whose effect must come exactly once writes the event's id along with it, in one
/// transaction.
///
/// A guard whose file, or one of the two beside it, was deleted or replaced while it was open throws from then on: it
/// no longer shares anything with those that open the path anew. Restart the process.
///
/// Bounded in count and age like `memory_replay_guard`; ids are forgotten in the order of their commits, and none before
/// it is `min_age` old. Safe to call from many threads, which take turns; a process that runs in parallel opens its
/// own. Not to be used across a `fork`. Needs SQLite 3.35 and links `sqlite3`. Every call is O(log ids), and reads the
/// state of three files.
class sqlite_replay_guard {
public:
    /// A claim of one caller.
    class ticket {
        friend class sqlite_replay_guard;
        std::int64_t owner_ = 0;
    };

    /// Opens the database, and makes it where there is none. It has the application_id 0x53635652 ("ScVR") and the
    /// user_version 1; one that version 0.1 made gets them.
    /// \param file     for this guard alone, in a directory that stays; SQLite puts `-wal` and `-shm` beside it
    /// \param options  the bounds
    /// \throws std::invalid_argument if a bound is zero (`min_age` may be) or negative; `sqlite_error` if the file cannot
    ///         be opened, or is another program's database
    explicit sqlite_replay_guard(const std::string& file, sqlite_replay_options options = {})
        : options_(checked(std::move(options))),
          file_(file, options_.busy_timeout, options_.durability == sqlite_durability::full),
          statements_(prepared()) {}

    sqlite_replay_guard(const sqlite_replay_guard&) = delete;
    sqlite_replay_guard& operator=(const sqlite_replay_guard&) = delete;

    /// Makes the caller the one who handles `id`, if nobody did within `max_age` or does at present, and there is room.
    /// \throws sqlite_error, what the clock throws
    claim_result claim(std::string_view id) {
        ticket unused;
        return claim(id, unused);
    }

    /// The same, for a caller that commits and releases by its ticket.
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
            file_.require_in_place("claim an id"); // it may have waited for other processes
            claimed.owner_ = owner;
            return claim_result::claimed;
        }
        return static_cast<claim_result>(
            statements_->obstacle.bind(1, id)
                .bind(3, now - options_.max_age.count())
                .bind(4, now - options_.claim_timeout.count())
                .bind(5, options_.max_ids)
                .bind(6, now - options_.min_age.count())
                // Released in between, by another process: whoever asks again gets it.
                .run("look an id up", static_cast<std::int64_t>(claim_result::in_progress)));
    }

    /// Marks `id` as handled, from now on; also one that was not claimed, and where there is no room. A second commit
    /// changes nothing.
    /// \throws sqlite_error, what the clock throws; and then nothing is marked
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

    /// The same: what was handled is handled, even if the ticket's claim was taken over.
    void commit(std::string_view id, const ticket&) { commit(id); }

    /// Gives `id` back unhandled. Does nothing for one that is not in progress.
    /// \throws sqlite_error
    void release(std::string_view id) {
        const std::lock_guard lock(mutex_);
        file_.require_in_place("release an id");
        statements_->release.bind(1, id).run("release an id");
    }

    /// Gives `id` back, unless the ticket's claim was taken over, by whichever process.
    void release(std::string_view id, const ticket& claimed) {
        const std::lock_guard lock(mutex_);
        file_.require_in_place("release an id");
        statements_->release_own.bind(1, id).bind(2, claimed.owner_).run("release an id");
    }

    /// How many ids are known, handled or in progress. Linear in their number.
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
        /// Whether there are ?5 handled ids, of which the first was handled after ?6.
        [[nodiscard]] static std::string is_full() {
            return "EXISTS (SELECT 1 FROM (SELECT place, since FROM scaivault_replay WHERE place IS NOT NULL"
                   " ORDER BY place LIMIT 1) AS oldest WHERE oldest.since > ?6 AND ?5 <= 1 - oldest.place +"
                   " (SELECT max(place) FROM scaivault_replay WHERE place IS NOT NULL))";
        }

        [[nodiscard]] static std::string number(claim_result of) {
            return std::to_string(static_cast<int>(of));
        }

        explicit statements(sqlite3* on)
            : claim(on,
                    // One statement, so that of two processes one gets it. The owner: any number but 0.
                    "INSERT INTO scaivault_replay (id, since, owner) SELECT ?1, ?2, random() | 1 WHERE NOT " +
                        is_full() +
                        " ON CONFLICT (id) DO UPDATE SET since = excluded.since, owner = excluded.owner,"
                        " place = NULL WHERE since <= iif(place IS NULL, ?4, ?3) RETURNING owner"),
              obstacle(on, "SELECT iif(place IS NULL, " + number(claim_result::in_progress) + ", " +
                               number(claim_result::duplicate) +
                               ") FROM scaivault_replay WHERE id = ?1 AND since > iif(place IS NULL, ?4, ?3)"
                               " UNION ALL SELECT " +
                               number(claim_result::full) + " WHERE " + is_full() + " LIMIT 1"),
              commit(
                  on,
                  "INSERT INTO scaivault_replay (id, since, owner, place) VALUES (?1, ?2, 0,"
                  " (SELECT coalesce(max(place), 0) + 1 FROM scaivault_replay WHERE place IS NOT NULL))"
                  " ON CONFLICT (id) DO UPDATE SET since = excluded.since, owner = 0, place = excluded.place"
                  " WHERE place IS NULL OR since <= ?3 RETURNING place"),
              forget_many(on, "DELETE FROM scaivault_replay WHERE place <= ?1 AND since <= ?2"),
              // A few each time, so that no commit pays for all that a quiet night has left.
              forget_old(on, "DELETE FROM scaivault_replay WHERE since <= ?1 AND place IN (SELECT place FROM"
                             " scaivault_replay WHERE place IS NOT NULL ORDER BY place LIMIT 2)"),
              forget_abandoned(on, "DELETE FROM scaivault_replay WHERE id IN (SELECT id FROM scaivault_replay"
                                   " WHERE place IS NULL AND since <= ?1 ORDER BY since LIMIT 2)"),
              release(on, "DELETE FROM scaivault_replay WHERE id = ?1 AND place IS NULL"),
              release_own(on, "DELETE FROM scaivault_replay WHERE id = ?1 AND place IS NULL AND owner = ?2"),
              count(on, "SELECT count(*) FROM scaivault_replay"), begin(on, "BEGIN IMMEDIATE"),
              end(on, "COMMIT"), roll_back(on, "ROLLBACK") {}

        detail::sqlite_statement claim, obstacle, commit, forget_many, forget_old, forget_abandoned, release,
            release_own, count, begin, end, roll_back;
    };

    [[nodiscard]] static sqlite_replay_options checked(sqlite_replay_options options) {
        constexpr std::chrono::milliseconds none{0};
        if (options.max_ids <= 0 || options.max_age <= none || options.claim_timeout <= none ||
            options.min_age < none || options.busy_timeout < none)
            throw std::invalid_argument("scaivault: the bounds of a replay guard must be above zero");
        // Centuries would not fit the clock's ticks.
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
            // The database is out of reach; the next call says so.
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

} // namespace scaivault
