#include "support/catch.hpp"
#include "support/guard_promises.hpp"

#include <scaivault/replay.hpp>
#include <webhooks/detail/scoped_claim.hpp>

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
using webhooks::detail::scoped_claim;

namespace {

/// A user's guard whose failures can be configured.
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

struct memory_fixture {
    explicit memory_fixture(guard_promises::bounds of)
        : guard({.max_ids = static_cast<std::size_t>(of.max_ids),
                 .max_age = of.max_age,
                 .min_age = of.min_age,
                 .claim_timeout = of.claim_timeout,
                 .clock = [this] { return now; }}) {}

    std::chrono::steady_clock::time_point now{};
    memory_replay_guard guard;
};

bool is_refused(const replay_options& options) {
    try {
        const memory_replay_guard guard(options);
    } catch (const std::invalid_argument&) {
        return true;
    }
    return false;
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
static_assert(std::is_nothrow_move_constructible_v<scoped_claim<set_guard>>);

TEST_CASE("the guard in memory keeps what both guards promise") {
    guard_promises::check<memory_fixture>();
}

TEST_CASE("a ticket is good for its own id alone, even when its place was given to another") {
    memory_fixture with(guard_promises::bounds{});
    auto& guard = with.guard;
    memory_replay_guard::ticket stale;
    memory_replay_guard::ticket other;
    REQUIRE(guard.claim("evt_1", stale) == claim_result::claimed);
    guard.release("evt_1");                                        // by another caller
    REQUIRE(guard.claim("evt_2", other) == claim_result::claimed); // in the same slot, at the same time
    guard.release("evt_1", stale);
    CHECK(guard.claim("evt_2") == claim_result::in_progress);
    guard.commit("evt_1", stale);
    CHECK(guard.claim("evt_2") == claim_result::in_progress);
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
    const memory_replay_guard::ticket never_given;
    guard.release("evt_2", never_given);
    CHECK(guard.claim("evt_2") == claim_result::in_progress);
}

TEST_CASE("no id is taken for another, though some of so many have a hash of 32 bits in common") {
    constexpr int ids = 200'000; // ids^2 / 2^33: about five pairs are expected
    for (const std::string_view before : {"evt_", "evt_of_more_characters_than_a_cache_line_has_room_for_"}) {
        memory_replay_guard guard;
        bool are_claimed = true;
        for (int i = 0; i != ids; ++i)
            are_claimed &= guard.claim(std::string(before) + std::to_string(i)) == claim_result::claimed;
        CHECK(are_claimed);
        CHECK(guard.size() == ids);
    }
}

TEST_CASE("long ids are known as well as short ones") {
    memory_replay_guard guard({.max_ids = 2, .min_age = 0s});
    const auto id = [](std::size_t size, char last) { return std::string(size - 1, 'x') + last; };
    for (const std::size_t size : {1U, 2U, 41U, 42U, 43U, 44U, 254U, 255U, 256U, 1000U}) {
        guard_promises::handle(guard, id(size, 'a'));
        CHECK(guard.claim(id(size, 'a')) == claim_result::duplicate);
        CHECK(guard.claim(id(size, 'b')) == claim_result::claimed);
        guard.release(id(size, 'b'));
        guard_promises::handle(guard, id(size, 'c'));
        CHECK(guard.claim(id(size, 'a')) == claim_result::duplicate);
        CHECK(guard.size() == 2);
    }
}

TEST_CASE("without a clock of one's own, the machine's is used") {
    memory_replay_guard guard({.max_age = 1s});
    guard_promises::handle(guard, "evt_1");
    CHECK(guard.claim("evt_1") == claim_result::duplicate);
    std::this_thread::sleep_for(1100ms); // the coarse clock can lag by some milliseconds
    CHECK(guard.claim("evt_1") == claim_result::claimed);
}

TEST_CASE("by default an id is remembered for twice the signature's tolerance and the second of whole-second "
          "clocks") {
    CHECK(scaivault::replay_window(300s) == 601s);
    CHECK(scaivault::replay_window(0s) == 1s);
    CHECK(replay_options{}.min_age == 601s);
    CHECK(replay_options{}.max_age >= 601s);
    CHECK(replay_options{}.max_ids >= 1'000'000);
    CHECK(memory_replay_guard({.max_age = 10s}).options().min_age == 10s); // limited by max_age
}

TEST_CASE("bounds that bound nothing, or remember nothing, are refused") {
    CHECK(is_refused({.max_ids = 0}));
    CHECK(is_refused({.max_ids = std::numeric_limits<std::size_t>::max()}));
    CHECK(is_refused({.max_age = 0s}));
    CHECK(is_refused({.max_age = -1s}));
    CHECK(is_refused({.min_age = -1s}));
    CHECK(is_refused({.claim_timeout = 0s}));
}

TEST_CASE("limits beyond what the clock can count do not overflow") {
    constexpr auto longest = std::chrono::seconds::max();
    memory_replay_guard guard(
        {.max_ids = 1, .max_age = longest, .min_age = longest, .claim_timeout = longest});
    REQUIRE(guard.claim("a") == claim_result::claimed);
    CHECK(guard.claim("a") == claim_result::in_progress);
    guard.commit("a");
    CHECK(guard.claim("a") == claim_result::duplicate);
    CHECK(guard.claim("b") == claim_result::full);
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
                // Half of the threads start elsewhere, and the first attempt for every third id fails.
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
