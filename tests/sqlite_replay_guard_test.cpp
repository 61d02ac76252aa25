#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"
#include "support/guard_promises.hpp"
#include "support/scratch_directory.hpp"
#include "support/sqlite_calls.hpp"

#include <scaivault/receiver.hpp>
#include <scaivault/sqlite_replay_guard.hpp>
#include <webhooks/detail/scoped_claim.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace sqlite_replay_guard_test {

using namespace std::chrono_literals;
using scaivault::claim_result;
using scaivault::sqlite_durability;
using scaivault::sqlite_error;
using scaivault::sqlite_replay_guard;
using scaivault::sqlite_replay_options;
using sqlite_support::error_of;
using sqlite_support::run_sql;
using test_support::scratch_directory;

namespace {

struct sqlite_clock {
    std::chrono::system_clock::time_point now{std::chrono::seconds(1'777'000'000)};

    sqlite_replay_options options(guard_promises::bounds of = {}) {
        return {.max_ids = of.max_ids,
                .max_age = of.max_age,
                .min_age = of.min_age,
                .claim_timeout = of.claim_timeout,
                .durability = sqlite_durability::normal,
                .clock = [this] { return now; }};
    }
};

struct sqlite_fixture : sqlite_clock {
    explicit sqlite_fixture(guard_promises::bounds of) : guard(directory.file("guard.db"), options(of)) {}

    scratch_directory directory;
    sqlite_replay_guard guard;
};

} // namespace

static_assert(scaivault::ticketed_replay_guard<sqlite_replay_guard>);
static_assert(!std::is_copy_constructible_v<sqlite_replay_guard>);

TEST_CASE("the guard in SQLite keeps what both guards promise") {
    guard_promises::check<sqlite_fixture>();
}

TEST_CASE("an id is claimed, in progress, and then a duplicate, after a restart too") {
    const scratch_directory directory;
    {
        sqlite_replay_guard guard(directory.file("guard.db"));
        CHECK(guard.claim("evt_1") == claim_result::claimed);
        CHECK(guard.claim("evt_1") == claim_result::in_progress);
        CHECK(guard.claim("evt_2") == claim_result::claimed);
        guard.commit("evt_1");
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
    }
    sqlite_replay_guard guard(directory.file("guard.db"));
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
    CHECK(guard.claim("evt_2") == claim_result::in_progress);
    CHECK(guard.claim("evt_3") == claim_result::claimed);
    CHECK(guard.size() == 3);
}

TEST_CASE("a smaller bound after a restart holds from the next commit on") {
    const scratch_directory directory;
    sqlite_clock clock;
    {
        sqlite_replay_guard guard(directory.file("guard.db"), clock.options({.max_ids = 50}));
        for (int i = 0; i < 50; ++i)
            guard_promises::handle(guard, std::to_string(i));
    }
    clock.now += 601s;
    sqlite_replay_guard guard(directory.file("guard.db"), clock.options({.max_ids = 10}));
    guard_promises::handle(guard, "new");
    CHECK(guard.size() == 10);
    CHECK(guard.claim("41") == claim_result::duplicate);
    CHECK(guard.claim("40") == claim_result::claimed);
}

TEST_CASE("a claim is taken over when its owner was silent for the time limit, after a restart too") {
    const scratch_directory directory;
    sqlite_clock clock;
    sqlite_replay_guard::ticket late;
    auto first = std::make_unique<sqlite_replay_guard>(directory.file("guard.db"), clock.options());
    REQUIRE(first->claim("evt_1", late) == claim_result::claimed);
    sqlite_replay_guard second(directory.file("guard.db"), clock.options());
    clock.now += 60s - 1ms;
    CHECK(second.claim("evt_1") == claim_result::in_progress);
    clock.now += 1ms;
    sqlite_replay_guard::ticket in_time;
    CHECK(second.claim("evt_1", in_time) == claim_result::claimed);
    CHECK(first->claim("evt_1") == claim_result::in_progress);
    SECTION("a late owner that gives up leaves the claim to the new one") {
        first->release("evt_1", late);
        CHECK(first->claim("evt_1") == claim_result::in_progress);
        second.release("evt_1", in_time);
        CHECK(first->claim("evt_1") == claim_result::claimed);
    }
    SECTION("what a late owner commits stays handled") {
        first->commit("evt_1", late);
        second.release("evt_1", in_time);
        CHECK(second.claim("evt_1") == claim_result::duplicate);
    }
}

TEST_CASE("a clock that is set back makes nobody forget") {
    const scratch_directory directory;
    sqlite_clock clock;
    sqlite_replay_guard guard(directory.file("guard.db"), clock.options());
    guard_promises::handle(guard, "evt_1");
    clock.now -= 24h;
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
    guard_promises::handle(guard, "evt_2");
    CHECK(guard.claim("evt_2") == claim_result::duplicate);
}

TEST_CASE("bounds that bound nothing are refused, and those beyond what a clock can count do not overflow") {
    const scratch_directory directory;
    const auto is_refused = [&](const sqlite_replay_options& options) {
        try {
            const sqlite_replay_guard guard(directory.file("guard.db"), options);
        } catch (const std::invalid_argument&) {
            return true;
        }
        return false;
    };
    CHECK(is_refused({.max_ids = 0}));
    CHECK(is_refused({.max_age = 0ms}));
    CHECK(is_refused({.min_age = -1ms}));
    CHECK(is_refused({.claim_timeout = 0ms}));
    CHECK(is_refused({.busy_timeout = -1ms}));
    constexpr auto longest = std::chrono::milliseconds::max();
    sqlite_replay_guard guard(
        directory.file("guard.db"),
        {.max_age = longest, .min_age = longest, .claim_timeout = longest, .busy_timeout = longest});
    CHECK(guard.claim("a") == claim_result::claimed);
    CHECK(guard.claim("a") == claim_result::in_progress);
}

TEST_CASE("a database that others hold locked is waited for, and then it is an error") {
    const scratch_directory directory;
    sqlite_replay_guard guard(directory.file("guard.db"), {.busy_timeout = 20ms});
    REQUIRE(guard.claim("evt_1") == claim_result::claimed);
    sqlite3* opened = nullptr;
    REQUIRE(::sqlite3_open(directory.file("guard.db").c_str(), &opened) == SQLITE_OK);
    const webhooks::detail::sqlite_database other(opened);
    REQUIRE(::sqlite3_exec(opened, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
    CHECK(error_of([&] { (void)guard.claim("evt_2"); }) == SQLITE_BUSY);
    CHECK(error_of([&] { guard.commit("evt_1"); }) == SQLITE_BUSY);
    CHECK(error_of([&] { guard.release("evt_1"); }) == SQLITE_BUSY);
    REQUIRE(::sqlite3_exec(opened, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK);
    guard.commit("evt_1");
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
}

TEST_CASE("a commit that fails in the middle leaves the claim as it was") {
    const scratch_directory directory;
    const std::string file = directory.file("guard.db");
    sqlite_clock clock;
    sqlite_replay_guard guard(file, clock.options({.max_ids = 1}));
    guard_promises::handle(guard, "evt_0");
    clock.now += 601s; // from now on it can be evicted
    REQUIRE(guard.claim("evt_1") == claim_result::claimed);
    // A trigger simulates a full disk when the oldest id is evicted.
    run_sql(file, "CREATE TRIGGER full BEFORE DELETE ON scaivault_replay"
                  " BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    CHECK(error_of([&] { guard.commit("evt_1"); }) == SQLITE_CONSTRAINT_TRIGGER);
    CHECK(guard.claim("evt_1") == claim_result::in_progress);
    CHECK(guard.claim("evt_0") == claim_result::duplicate);
    run_sql(file, "DROP TRIGGER full");
    guard.commit("evt_1");
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
    clock.now += 601s;
    CHECK(guard.claim("evt_0") == claim_result::claimed);
}

TEST_CASE(
    "a receiver whose database is gone handles nothing, and answers 500 so that the vendor tries again") {
    using namespace scaivault;
    const scratch_directory directory;
    const std::string file = directory.file("guard.db");
    sqlite_replay_guard guard(file, {.busy_timeout = 0ms});
    basic_receiver r{signing_secrets{deliveries::secret}, {.clock = [] { return deliveries::now; }}, guard};
    int calls = 0;
    const auto count = handlers{otherwise([&](const auto&) { ++calls; })};
    const auto request = deliveries::signed_request(examples::text("secret.rotated"));
    const auto receive = [&] { return r.receive(request.view(), count); };
    const auto fails = [&] {
        const auto result = receive();
        CHECK(http_status(result) == 500);
        CHECK(result == outcome::handler_failed);
        return error_of([&] { std::rethrow_exception(result.exception()); }) != 0;
    };
    run_sql(file, "ALTER TABLE scaivault_replay RENAME TO gone");
    CHECK(fails());
    CHECK(calls == 0);
    run_sql(file, "ALTER TABLE gone RENAME TO scaivault_replay");
    SECTION("the event is handled when the database is back") {
        CHECK(receive() == outcome::handled);
        CHECK(receive() == outcome::duplicate);
        CHECK(calls == 1);
    }
    SECTION("a commit that fails is no acknowledgement, and the event is handled again") {
        run_sql(file, "CREATE TRIGGER full BEFORE UPDATE ON scaivault_replay"
                      " BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        CHECK(fails());
        CHECK(calls == 1);
        run_sql(file, "DROP TRIGGER full");
        CHECK(receive() == outcome::handled);
        CHECK(receive() == outcome::duplicate);
        CHECK(calls == 2);
    }
}

TEST_CASE("of many threads on two guards of one file exactly one gets each id") {
    const scratch_directory directory;
    const sqlite_replay_options options{.durability = sqlite_durability::normal};
    sqlite_replay_guard first(directory.file("guard.db"), options);
    sqlite_replay_guard second(directory.file("guard.db"), options);
    constexpr std::size_t ids = 200;
    std::vector<std::atomic<int>> handled(ids);
    std::atomic<int> errors = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 6; ++t)
            threads.emplace_back([&, t] {
                auto& guard = t % 2 == 0 ? first : second;
                for (std::size_t i = 0; i < ids; ++i) {
                    const std::size_t n = (i + static_cast<std::size_t>(t) * 7) % ids;
                    const std::string id = "evt_" + std::to_string(n);
                    try {
                        webhooks::detail::scoped_claim claim(guard, id);
                        if (claim.result() != claim_result::claimed)
                            continue;
                        ++handled[n];
                        claim.commit();
                    } catch (const sqlite_error&) {
                        ++errors;
                    }
                }
            });
    }
    CHECK(errors == 0);
    for (const auto& count : handled)
        CHECK(count == 1);
}

TEST_CASE("several processes may make the file at once, and share it") {
    const scratch_directory directory;
    constexpr int processes = 6;
    constexpr int ids = 50;
    std::vector<pid_t> children;
    for (int p = 0; p < processes; ++p) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            int got = 0;
            try {
                sqlite_replay_guard guard(directory.file("guard.db"),
                                          {.durability = sqlite_durability::normal});
                for (int i = 0; i < ids; ++i) {
                    const std::string id = "evt_" + std::to_string(i);
                    if (guard.claim(id) != claim_result::claimed)
                        continue;
                    ++got;
                    guard.commit(id);
                }
            } catch (...) {
                got = 200;
            }
            ::_exit(got);
        }
        children.push_back(child);
    }
    int total = 0;
    for (const pid_t child : children) {
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WIFEXITED(status));
        total += WEXITSTATUS(status);
    }
    CHECK(total == ids);
}

} // namespace sqlite_replay_guard_test
