// The cost of a flood of fresh ids. SCAIVAULT_TEST_IDS sets their number; 10,000,000 is the full campaign.
#include "support/catch.hpp"
#include "support/size_from_environment.hpp"

#include <scaivault/replay.hpp>
#include <webhooks/detail/scoped_claim.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <iostream>
#include <string_view>

#include <malloc.h>
#include <sys/resource.h>

namespace replay_flood_test {

using namespace std::chrono_literals;
using scaivault::claim_result;
using scaivault::memory_replay_guard;
using webhooks::detail::scoped_claim;

namespace {

/// The nth id, as long as ScaiVault's ids.
class id_text {
public:
    explicit id_text(std::size_t n) { std::snprintf(text_, sizeof text_, "evt_01HK7X9Z3M8Q%014zu", n); }
    operator std::string_view() const { return {text_, 30}; }

private:
    char text_[40];
};

std::size_t heap_in_use() {
    const auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

long peak_kilobytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

TEST_CASE("a flood of fresh ids takes no more memory than the bound, and evicts the oldest first") {
    constexpr std::size_t max_ids = 100'000;
    const std::size_t flood = test_support::size_from_environment("SCAIVAULT_TEST_IDS", 1'000'000);
    REQUIRE(flood > 2 * max_ids);
    const long peak_before = peak_kilobytes();
    const std::size_t heap_before = heap_in_use();
    std::chrono::steady_clock::time_point now{};
    memory_replay_guard guard(
        {.max_ids = max_ids, .max_age = 24h, .claim_timeout = 24h * 365, .clock = [&] { return now; }});
    REQUIRE(guard.claim("slow") == claim_result::claimed);
    std::size_t heap_when_full = 0;
    bool as_expected = true;
    for (std::size_t i = 0; i < flood; ++i) {
        now += 10ms; // 100,000 ids take 1,000 s, longer than a delivery can be fresh
        {
            const id_text id(i); // must outlive the claim
            scoped_claim claim(guard, id);
            as_expected &= claim.result() == claim_result::claimed;
            claim.commit();
        }
        if (i + 1 == 2 * max_ids)
            heap_when_full = heap_in_use();
        // The oldest id that must be remembered, and the newest that must not.
        if (i % 1'000 == 0 && i >= max_ids) {
            as_expected &= guard.claim(id_text(i - max_ids + 1)) == claim_result::duplicate;
            as_expected &= guard.claim(id_text(i - max_ids)) == claim_result::claimed;
            guard.release(id_text(i - max_ids));
        }
    }
    CHECK(as_expected);
    CHECK(guard.size() == max_ids + 1);
    CHECK(guard.claim("slow") == claim_result::in_progress);
    CHECK(heap_in_use() == heap_when_full); // no further allocations
    CHECK(heap_when_full - heap_before < 16 * 1024 * 1024);
    std::cout << flood << " ids, " << max_ids << " remembered: " << (heap_when_full - heap_before) / 1024
              << " KiB of heap; peak RSS " << peak_before << " KiB before, " << peak_kilobytes()
              << " KiB after\n";
}

TEST_CASE("a flood of fresh ids makes no guard forget one whose delivery may be fresh") {
    constexpr std::size_t max_ids = 100'000;
    std::chrono::steady_clock::time_point now{};
    memory_replay_guard guard({.max_ids = max_ids, .clock = [&] { return now; }});
    bool as_expected = true;
    for (std::size_t i = 0; i < 2 * max_ids; ++i) {
        now += 1us;
        const id_text id(i);
        scoped_claim claim(guard, id);
        as_expected &= claim.result() == (i < max_ids ? claim_result::claimed : claim_result::full);
        claim.commit();
    }
    for (std::size_t i = 0; i < max_ids; ++i)
        as_expected &= guard.claim(id_text(i)) == claim_result::duplicate;
    CHECK(as_expected);
    CHECK(guard.size() == max_ids);
    now += 601s;
    CHECK(guard.claim(id_text(max_ids)) == claim_result::claimed);
}

TEST_CASE("an id within its age limit is not forgotten before an older one") {
    constexpr std::size_t ids = 50'000;
    std::chrono::steady_clock::time_point now{};
    memory_replay_guard guard(
        {.max_ids = ids, .max_age = 1h, .claim_timeout = 1min, .clock = [&] { return now; }});
    // One second apart, so that an hour holds 3,600 ids. The owner of each fifth one dies and never commits.
    bool as_expected = true;
    for (std::size_t i = 0; i < ids; ++i) {
        now += 1s;
        as_expected &= guard.claim(id_text(i)) == claim_result::claimed;
        if (i % 5 != 0)
            guard.commit(id_text(i));
        if (i % 100 != 99 || i < 3'600)
            continue;
        // The youngest ids up to the limit are remembered, and no older ones.
        for (std::size_t age = 0; age < 3'600; age += 37) {
            const std::size_t older = i - age;
            if (older % 5 != 0)
                as_expected &= guard.claim(id_text(older)) == claim_result::duplicate;
        }
        // The last id of a dead owner is in progress for its minute. One of two minutes ago can be taken over.
        as_expected &= guard.claim(id_text(i - i % 5)) == claim_result::in_progress;
        const std::size_t abandoned = i - i % 5 - 120;
        as_expected &= guard.claim(id_text(abandoned)) == claim_result::claimed;
        guard.commit(id_text(abandoned));
    }
    CHECK(as_expected);
    CHECK(guard.size() < 3'600 + 200);
}

} // namespace replay_flood_test
