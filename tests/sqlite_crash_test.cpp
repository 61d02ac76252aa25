// The guarantees if a receiver's process dies: no committed event is handled again, and no acknowledged event is
// lost. SCAIVAULT_TEST_KILLS sets the number of kills, SCAIVAULT_TEST_SEED their times.
#include "support/catch.hpp"
#include "support/crash_journal.hpp"
#include "support/deliveries.hpp"
#include "support/numbered_events.hpp"
#include "support/scratch_directory.hpp"
#include "support/size_from_environment.hpp"

#include <scaivault/receiver.hpp>
#include <scaivault/sqlite_replay_guard.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace sqlite_crash_test {

using namespace std::chrono_literals;
using namespace scaivault;
using crash_support::journal;

namespace {

/// One run of the receiver's process, with its deliveries.
struct life {
    unsigned generation = 0; ///< number of the run; each starts when the claims of the last one are over
    std::vector<std::uint32_t> pending; ///< delivered before, but not acknowledged
    std::uint32_t first_new = 0;
    std::uint32_t end = 0; ///< end of the events
    std::uint32_t seed = 0;
};

std::uint32_t number_of(std::string_view id) {
    return static_cast<std::uint32_t>(deliveries::numbered_events::number_of(id));
}

/// Receives on two threads until it is killed or done. Writes every effect and every acknowledgement to the
/// journal, in order.
template <class Guard>
void receive_all(Guard& guard, const journal& to, const life& this_life,
                 const deliveries::numbered_events& event) {
    basic_receiver r{signing_secrets{deliveries::secret}, {.clock = [] { return deliveries::now; }}, guard};
    const auto hs = handlers{
        on<"secret.rotated">([&](const auto& e) { to.append(journal::effect, number_of(e.event_id)); }),
        ignore_rest};
    const auto deliver = [&](std::uint32_t number) {
        const auto request = event(number);
        for (;;) { // retries as the vendor does
            const auto result = r.receive(request.view(), hs);
            if (http_status(result) == 200) {
                to.append(journal::acknowledgement, number);
                return;
            }
            std::this_thread::yield();
        }
    };
    std::atomic<std::uint32_t> next = 0;
    const auto work = [&](std::uint32_t thread) {
        std::mt19937 random(this_life.seed + thread);
        for (;;) {
            const std::uint32_t place = next++;
            const auto waiting = static_cast<std::uint32_t>(this_life.pending.size());
            const std::uint32_t number =
                place < waiting ? this_life.pending[place] : this_life.first_new + (place - waiting);
            if (number >= this_life.end)
                return;
            deliver(number);
            if (random() % 4 == 0 && number != 0)
                deliver(static_cast<std::uint32_t>(random() % number));
        }
    };
    std::jthread other(work, 1U);
    work(0);
}

/// The knowledge of the vendor and the operator.
struct ledger {
    std::vector<std::uint32_t> effects;
    std::vector<bool> committed;
    std::vector<bool> acknowledged;
    std::size_t handled_after_commit = 0;
    std::size_t known_without_effect = 0; ///< committed or acknowledged, and lost

    void note(const journal::entry& entry) {
        fit(entry.number);
        if (entry.kind == journal::effect) {
            handled_after_commit += committed[entry.number] ? 1 : 0;
            ++effects[entry.number];
        } else {
            note_commit(entry.number);
            acknowledged[entry.number] = true;
        }
    }

    void note_commit(std::uint32_t number) {
        fit(number);
        known_without_effect += effects[number] == 0 ? 1 : 0;
        committed[number] = true;
    }

    [[nodiscard]] std::vector<std::uint32_t> pending() const {
        std::vector<std::uint32_t> numbers;
        for (std::uint32_t i = 0; i < acknowledged.size(); ++i)
            if (!acknowledged[i])
                numbers.push_back(i);
        return numbers;
    }

    [[nodiscard]] std::size_t repeated_effects() const {
        std::size_t count = 0;
        for (const std::uint32_t times : effects)
            count += times > 1 ? times - 1 : 0;
        return count;
    }

private:
    void fit(std::uint32_t number) {
        if (number < effects.size())
            return;
        effects.resize(number + 1);
        committed.resize(number + 1);
        acknowledged.resize(number + 1);
    }
};

/// Kills a receiver `kills` times at random points, and lets the last one finish.
/// \param run               called in a separate process, with the run's data
/// \param committed_since   returns the numbers committed after a place, and advances the place
template <class Run, class Committed>
ledger kill_and_restart(std::size_t kills, std::uint32_t seed, journal& log, Run run,
                        Committed committed_since) {
    std::mt19937 random(seed);
    ledger known;
    for (std::size_t generation = 0; generation <= kills; ++generation) {
        const bool is_last = generation == kills;
        life next{.generation = static_cast<unsigned>(generation), .pending = known.pending()};
        next.first_new = static_cast<std::uint32_t>(known.effects.size());
        next.end = is_last ? next.first_new : next.first_new + 10'000'000;
        next.seed = static_cast<std::uint32_t>(random());

        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            try {
                run(next);
            } catch (const std::exception& error) {
                std::fprintf(stderr, "%s\n", error.what());
                ::_exit(1);
            }
            ::_exit(0);
        }
        if (!is_last) {
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 120'000));
            REQUIRE(::kill(child, SIGKILL) == 0);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        if (is_last) {
            REQUIRE(WIFEXITED(status));
            REQUIRE(WEXITSTATUS(status) == 0);
        } else {
            REQUIRE(WIFSIGNALED(status));
        }
        for (const auto& entry : log.read_on())
            known.note(entry);
        // In every other run, the next process finds the write-ahead log as the dead process left it.
        if (is_last || random() % 2 == 0)
            for (const std::uint32_t number : committed_since())
                known.note_commit(number);
    }
    return known;
}

/// Reads the numbers of new commits straight from the guard's table.
class commit_reader {
public:
    explicit commit_reader(std::string file) : file_(std::move(file)) {}

    std::vector<std::uint32_t> operator()() {
        sqlite3* opened = nullptr;
        REQUIRE(::sqlite3_open(file_.c_str(), &opened) == SQLITE_OK);
        const webhooks::detail::sqlite_database database(opened);
        std::vector<std::uint32_t> numbers;
        sqlite3_stmt* made = nullptr;
        const int code = ::sqlite3_prepare_v2(
            opened, "SELECT id, place FROM scaivault_replay WHERE place > ?1 ORDER BY place", -1, &made,
            nullptr);
        if (code != SQLITE_OK)
            return numbers; // killed before the table was created
        const std::unique_ptr<sqlite3_stmt, webhooks::detail::sqlite_finalize> statement(made);
        ::sqlite3_bind_int64(made, 1, last_place_);
        while (::sqlite3_step(made) == SQLITE_ROW) {
            numbers.push_back(number_of({static_cast<const char*>(::sqlite3_column_blob(made, 0)),
                                         static_cast<std::size_t>(::sqlite3_column_bytes(made, 0))}));
            last_place_ = ::sqlite3_column_int64(made, 1);
        }
        return numbers;
    }

private:
    std::string file_;
    std::int64_t last_place_ = 0;
};

std::uint32_t seed_of_this_run() {
    const auto seed = static_cast<std::uint32_t>(
        test_support::size_from_environment("SCAIVAULT_TEST_SEED", std::random_device{}()));
    std::cout << "SCAIVAULT_TEST_SEED=" << seed << '\n';
    return seed;
}

} // namespace

TEST_CASE("of a receiver that is killed at random no committed event is handled again and no acknowledged "
          "one lost") {
    const std::size_t kills = test_support::size_from_environment("SCAIVAULT_TEST_KILLS", 40);
    const test_support::scratch_directory directory;
    journal log(directory.file("journal"));
    const deliveries::numbered_events event;
    const auto run = [&](const life& next) {
        sqlite_replay_options options{.max_ids = 100'000'000, .max_age = 24h * 365, .claim_timeout = 1min};
        options.durability = next.seed % 2 == 0 ? sqlite_durability::full : sqlite_durability::normal;
        options.clock = [at = std::chrono::sys_seconds(deliveries::now) + next.generation * 2min] {
            return at;
        };
        sqlite_replay_guard guard(directory.file("guard.db"), options);
        receive_all(guard, log, next, event);
    };
    const ledger known =
        kill_and_restart(kills, seed_of_this_run(), log, run, commit_reader(directory.file("guard.db")));
    CHECK(known.effects.size() > kills);
    CHECK(known.pending().empty());
    CHECK(known.handled_after_commit == 0);
    CHECK(known.known_without_effect == 0);
    bool all_are_handled = true;
    for (std::uint32_t i = 0; i < known.effects.size(); ++i)
        all_are_handled &= known.effects[i] != 0 && known.committed[i];
    CHECK(all_are_handled);
    // At least once: if a process dies between an effect and its commit, the effect is repeated, once per thread.
    CHECK(known.repeated_effects() <= 2 * kills);
    std::cout << kills << " kills, " << known.effects.size() << " events, " << known.repeated_effects()
              << " handled again that were not committed\n";
}

TEST_CASE("the same with a guard that forgets when it dies shows events that are handled again: the test can "
          "fail") {
    const test_support::scratch_directory directory;
    journal log(directory.file("journal"));
    const deliveries::numbered_events event;
    const auto run = [&](const life& next) {
        memory_replay_guard guard;
        receive_all(guard, log, next, event);
    };
    const auto none = [] { return std::vector<std::uint32_t>{}; };
    const ledger known = kill_and_restart(10, 1, log, run, none);
    CHECK(known.handled_after_commit > 0);
    CHECK(known.known_without_effect == 0);
}

} // namespace sqlite_crash_test
