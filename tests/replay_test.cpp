#include "support/catch.hpp"

#include <scaivault/replay.hpp>

#include <atomic>
#include <chrono>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <vector>

namespace replay_test {

using namespace std::chrono_literals;
using scaivault::claim_result;
using scaivault::memory_replay_guard;
using scaivault::replay_guard;
using scaivault::replay_options;
using scaivault::scoped_claim;

namespace {

/// A user's own guard, and one whose failures can be chosen.
struct set_guard {
    std::set<std::string, std::less<>> claimed{};
    std::set<std::string, std::less<>> committed{};
    bool fails = false;

    claim_result claim(std::string_view id) {
        if (committed.contains(id))
            return claim_result::duplicate;
        return claimed.emplace(id).second ? claim_result::claimed : claim_result::in_progress;
    }
    void commit(std::string_view id) {
        if (fails)
            throw std::runtime_error("out of reach");
        committed.emplace(id);
        claimed.erase(std::string(id));
    }
    void release(std::string_view id) {
        if (fails)
            throw std::runtime_error("out of reach");
        claimed.erase(std::string(id));
    }
};

struct clock_at_will {
    std::chrono::steady_clock::time_point now{};

    replay_options options(std::size_t max_ids = 100) {
        return {.max_ids = max_ids, .max_age = 1h, .claim_timeout = 60s, .clock = [this] { return now; }};
    }
};

bool is_refused(const replay_options& options) {
    try {
        const memory_replay_guard guard(options);
    } catch (const std::invalid_argument&) {
        return true;
    }
    return false;
}

void handle(memory_replay_guard& guard, std::string_view id) {
    REQUIRE(guard.claim(id) == claim_result::claimed);
    guard.commit(id);
}

} // namespace

static_assert(replay_guard<memory_replay_guard>);
static_assert(replay_guard<set_guard>);
static_assert(scaivault::ticketed_replay_guard<memory_replay_guard>);
static_assert(!scaivault::ticketed_replay_guard<set_guard>);
static_assert(!replay_guard<int>);
static_assert(!replay_guard<const memory_replay_guard>);
static_assert(!std::is_copy_constructible_v<memory_replay_guard>);
static_assert(!std::is_copy_constructible_v<scoped_claim<set_guard>>);
static_assert(!std::is_move_constructible_v<scoped_claim<set_guard>>);

TEST_CASE("an id is claimed, in progress, and then a duplicate") {
    memory_replay_guard guard;
    CHECK(guard.claim("evt_1") == claim_result::claimed);
    CHECK(guard.claim("evt_1") == claim_result::in_progress);
    CHECK(guard.claim("evt_2") == claim_result::claimed);
    guard.commit("evt_1");
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
    CHECK(guard.size() == 2);
}

TEST_CASE("ids are compared whole, byte by byte") {
    memory_replay_guard guard;
    handle(guard, std::string_view("a\0b", 3));
    CHECK(guard.claim(std::string_view("a\0c", 3)) == claim_result::claimed);
    CHECK(guard.claim("a") == claim_result::claimed);
    CHECK(guard.claim("A") == claim_result::claimed);
    CHECK(guard.claim("") == claim_result::claimed);
    CHECK(guard.claim(std::string(100'000, 'x')) == claim_result::claimed);
    CHECK(guard.claim(std::string(100'000, 'x')) == claim_result::in_progress);
}

TEST_CASE("a released id can be claimed again") {
    memory_replay_guard guard;
    REQUIRE(guard.claim("evt_1") == claim_result::claimed);
    guard.release("evt_1");
    CHECK(guard.size() == 0);
    CHECK(guard.claim("evt_1") == claim_result::claimed);
}

TEST_CASE("only what is in progress can be released") {
    memory_replay_guard guard;
    guard.release("never seen");
    CHECK(guard.claim("never seen") == claim_result::claimed);
    guard.commit("never seen");
    guard.release("never seen");
    CHECK(guard.claim("never seen") == claim_result::duplicate);
}

TEST_CASE("an id that was not claimed can be committed") {
    memory_replay_guard guard;
    guard.commit("evt_1");
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
}

TEST_CASE("a handled id is forgotten when it is as old as the limit, and not before") {
    clock_at_will clock;
    memory_replay_guard guard(clock.options());
    REQUIRE(guard.claim("evt_1") == claim_result::claimed);
    clock.now += 30s;
    guard.commit("evt_1"); // the age counts from here
    clock.now += 1h - 1ns;
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
    clock.now += 1ns;
    CHECK(guard.claim("evt_1") == claim_result::claimed);
}

TEST_CASE("that an id is expected changes nothing, and may be said while the guard grows") {
    memory_replay_guard guard;
    guard.expect("evt_1");
    guard.expect("");
    guard.expect(std::string(1000, 'x'));
    CHECK(guard.size() == 0);
    CHECK(guard.claim("evt_1") == claim_result::claimed);

    std::atomic<bool> is_full = false;
    std::thread expecting([&] {
        while (!is_full)
            guard.expect("evt_1");
    });
    for (int i = 0; i != 10'000; ++i)
        guard.commit(std::to_string(i));
    is_full = true;
    expecting.join();
    CHECK(guard.size() == 10'001);
    CHECK(guard.claim("evt_1") == claim_result::in_progress);
}

TEST_CASE("a second commit does not make an id younger") {
    clock_at_will clock;
    memory_replay_guard guard(clock.options());
    handle(guard, "evt_1");
    clock.now += 40min;
    guard.commit("evt_1");
    clock.now += 20min;
    CHECK(guard.claim("evt_1") == claim_result::claimed);
}

TEST_CASE("a commit after the age limit counts anew") {
    clock_at_will clock;
    memory_replay_guard guard(clock.options());
    handle(guard, "evt_1");
    clock.now += 1h;
    guard.commit("evt_1");
    clock.now += 59min;
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
}

TEST_CASE("the oldest handled ids are forgotten first, in the order of their commits") {
    clock_at_will clock;
    memory_replay_guard guard(clock.options(3));
    for (const char* id : {"a", "b", "c"})
        REQUIRE(guard.claim(id) == claim_result::claimed);
    for (const char* id : {"c", "a", "b"})
        guard.commit(id);
    CHECK(guard.size() == 3);

    handle(guard, "d"); // forgets c
    CHECK(guard.size() == 3);
    CHECK(guard.claim("a") == claim_result::duplicate);
    CHECK(guard.claim("b") == claim_result::duplicate);
    CHECK(guard.claim("d") == claim_result::duplicate);
    handle(guard, "e"); // forgets a
    CHECK(guard.claim("b") == claim_result::duplicate);
    CHECK(guard.claim("c") == claim_result::claimed);
    CHECK(guard.claim("a") == claim_result::claimed);
}

TEST_CASE("an endless stream of events takes no more memory than the bound") {
    memory_replay_guard guard({.max_ids = 50});
    for (int i = 0; i < 5'000; ++i) {
        handle(guard, "evt_" + std::to_string(i));
        REQUIRE(guard.size() <= 50);
        if (i >= 49)
            REQUIRE(guard.claim("evt_" + std::to_string(i - 49)) == claim_result::duplicate);
    }
}

TEST_CASE("claims in progress are not pushed out by handled ids") {
    memory_replay_guard guard({.max_ids = 2});
    for (const char* id : {"slow 1", "slow 2", "slow 3"})
        REQUIRE(guard.claim(id) == claim_result::claimed);
    for (int i = 0; i < 100; ++i)
        handle(guard, std::to_string(i));
    CHECK(guard.size() == 5);
    for (const char* id : {"slow 1", "slow 2", "slow 3"})
        CHECK(guard.claim(id) == claim_result::in_progress);
}

TEST_CASE("what is past its time leaves memory as others come") {
    clock_at_will clock;
    memory_replay_guard guard(clock.options());
    for (int i = 0; i < 40; ++i) // two go for each that comes
        handle(guard, "handled " + std::to_string(i));
    for (int i = 0; i < 40; ++i)
        REQUIRE(guard.claim("abandoned " + std::to_string(i)) == claim_result::claimed);
    clock.now += 2h;
    for (int i = 0; i < 20; ++i)
        handle(guard, "new " + std::to_string(i));
    CHECK(guard.size() == 20);
}

TEST_CASE("a claim is taken over when its owner was silent for the time limit") {
    clock_at_will clock;
    memory_replay_guard guard(clock.options());
    REQUIRE(guard.claim("evt_1") == claim_result::claimed);
    clock.now += 60s - 1ns;
    CHECK(guard.claim("evt_1") == claim_result::in_progress);
    clock.now += 1ns;
    CHECK(guard.claim("evt_1") == claim_result::claimed);
    CHECK(guard.claim("evt_1") == claim_result::in_progress); // by the new owner, for as long again
    clock.now += 59s;
    CHECK(guard.claim("evt_1") == claim_result::in_progress);

    SECTION("and what the late owner committed stays handled") {
        guard.commit("evt_1");
        guard.release("evt_1"); // the new owner failed
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
    }
}

TEST_CASE("an owner that comes back late with its ticket leaves the claim of the one that took over") {
    clock_at_will clock;
    memory_replay_guard guard(clock.options());
    memory_replay_guard::ticket late;
    memory_replay_guard::ticket in_time;
    REQUIRE(guard.claim("evt_1", late) == claim_result::claimed);
    clock.now += 60s;
    REQUIRE(guard.claim("evt_1", in_time) == claim_result::claimed);
    SECTION("when it gives up") {
        guard.release("evt_1", late);
        CHECK(guard.claim("evt_1") == claim_result::in_progress);
        guard.commit("evt_1", in_time);
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
        guard.release("evt_1", in_time); // what is handled stays handled
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
    }
    SECTION("and when it has handled the event after all, the event is handled") {
        guard.commit("evt_1", late);
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
        guard.release("evt_1", in_time);
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
        guard.commit("evt_1", in_time);
        CHECK(guard.size() == 1);
    }
}

TEST_CASE("a ticket is good for its own id alone, even when its place was given to another") {
    clock_at_will clock;
    memory_replay_guard guard(clock.options());
    memory_replay_guard::ticket stale;
    memory_replay_guard::ticket other;
    REQUIRE(guard.claim("evt_1", stale) == claim_result::claimed);
    guard.release("evt_1");                                        // by somebody else
    REQUIRE(guard.claim("evt_2", other) == claim_result::claimed); // in the same place, at the same time
    guard.release("evt_1", stale);
    CHECK(guard.claim("evt_2") == claim_result::in_progress);
    guard.commit("evt_1", stale);
    CHECK(guard.claim("evt_2") == claim_result::in_progress);
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
    const memory_replay_guard::ticket never_given;
    guard.release("evt_2", never_given);
    CHECK(guard.claim("evt_2") == claim_result::in_progress);
}

TEST_CASE("long ids are known as well as short ones") {
    memory_replay_guard guard({.max_ids = 2});
    const auto id = [](std::size_t size, char last) { return std::string(size - 1, 'x') + last; };
    for (const std::size_t size : {1U, 2U, 41U, 42U, 43U, 44U, 254U, 255U, 256U, 1000U}) {
        handle(guard, id(size, 'a'));
        CHECK(guard.claim(id(size, 'a')) == claim_result::duplicate);
        CHECK(guard.claim(id(size, 'b')) == claim_result::claimed);
        guard.release(id(size, 'b'));
        handle(guard, id(size, 'c'));
        CHECK(guard.claim(id(size, 'a')) == claim_result::duplicate);
        CHECK(guard.size() == 2);
    }
}

TEST_CASE("without a clock of one's own, the machine's is used") {
    memory_replay_guard guard({.max_age = 1s});
    handle(guard, "evt_1");
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
    std::this_thread::sleep_for(1100ms); // the coarse clock may be some milliseconds late
    CHECK(guard.claim("evt_1") == claim_result::claimed);
}

TEST_CASE("by default an id is remembered for at least twice the signature's tolerance") {
    CHECK(replay_options{}.max_age >= 2 * 300s);
}

TEST_CASE("bounds that bound nothing, or remember nothing, are refused") {
    CHECK(is_refused({.max_ids = 0}));
    CHECK(is_refused({.max_ids = std::numeric_limits<std::size_t>::max()}));
    CHECK(is_refused({.max_age = 0s}));
    CHECK(is_refused({.max_age = -1s}));
    CHECK(is_refused({.claim_timeout = 0s}));
}

TEST_CASE("limits beyond what the clock can count do not overflow") {
    memory_replay_guard guard(
        {.max_age = std::chrono::seconds::max(), .claim_timeout = std::chrono::seconds::max()});
    REQUIRE(guard.claim("a") == claim_result::claimed);
    CHECK(guard.claim("a") == claim_result::in_progress);
    guard.commit("a");
    CHECK(guard.claim("a") == claim_result::duplicate);
}

TEST_CASE("of many threads exactly one gets each id, and all ids are handled") {
    constexpr int ids = 2'000;
    constexpr std::size_t threads = 8;
    memory_replay_guard guard({.max_ids = ids});
    std::vector<std::atomic<int>> handled(ids);
    std::vector<std::thread> workers;
    for (std::size_t t = 0; t < threads; ++t)
        workers.emplace_back([&, t] {
            for (int i = 0; i < ids; ++i) {
                // Half of the threads start elsewhere, and the first attempt at every third id fails.
                const int n = t % 2 == 0 ? i : (i + ids / 2) % ids;
                const std::string id = "evt_" + std::to_string(n);
                for (auto result = guard.claim(id); result != claim_result::duplicate;
                     result = guard.claim(id)) {
                    if (result != claim_result::claimed) {
                        std::this_thread::yield();
                        continue;
                    }
                    if (handled[static_cast<std::size_t>(n)].fetch_add(1) == 0 && n % 3 == 0)
                        guard.release(id);
                    else
                        guard.commit(id);
                }
            }
        });
    for (std::thread& worker : workers)
        worker.join();
    bool as_expected = true;
    for (int n = 0; n < ids; ++n)
        as_expected &= handled[static_cast<std::size_t>(n)] == (n % 3 == 0 ? 2 : 1);
    CHECK(as_expected);
    CHECK(guard.size() == ids);
}

TEST_CASE("a scoped claim is released when the handler throws") {
    memory_replay_guard guard;
    try {
        scoped_claim claim(guard, "evt_1");
        REQUIRE(claim.result() == claim_result::claimed);
        throw std::runtime_error("the handler failed");
    } catch (const std::runtime_error&) {
        CHECK(guard.claim("evt_1") == claim_result::claimed);
    }
}

TEST_CASE("a scoped claim that was committed stays committed") {
    memory_replay_guard guard;
    {
        scoped_claim claim(guard, "evt_1");
        claim.commit();
        claim.commit();
    }
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
}

TEST_CASE("a scoped claim that did not get the id leaves it to its owner") {
    memory_replay_guard guard;
    REQUIRE(guard.claim("evt_1") == claim_result::claimed);
    {
        scoped_claim claim(guard, "evt_1");
        CHECK(claim.result() == claim_result::in_progress);
        claim.commit();
    }
    CHECK(guard.claim("evt_1") == claim_result::in_progress);
}

TEST_CASE("a guard that fails does not bring the program down") {
    set_guard guard;
    SECTION("a commit that throws leaves the claim to be released") {
        {
            scoped_claim claim(guard, "evt_1");
            guard.fails = true;
            bool thrown = false;
            try {
                claim.commit();
            } catch (const std::runtime_error&) {
                thrown = true;
            }
            CHECK(thrown);
            guard.fails = false;
        }
        CHECK(guard.claim("evt_1") == claim_result::claimed);
    }
    SECTION("a release that throws is swallowed") {
        {
            scoped_claim claim(guard, "evt_1");
            guard.fails = true;
        }
        guard.fails = false;
        CHECK(guard.claim("evt_1") == claim_result::in_progress);
    }
}

} // namespace replay_test
