#pragma once

#include "catch.hpp"

#include <scaivault/replay.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

/// The common guarantees of `memory_replay_guard` and `sqlite_replay_guard`.
namespace guard_promises {

using namespace std::chrono_literals;
using scaivault::claim_result;

struct bounds {
    int max_ids = 100;
    std::chrono::seconds max_age = 1h;
    std::chrono::seconds min_age = 601s;
    std::chrono::seconds claim_timeout = 60s;
};

template <class Guard>
void handle(Guard& guard, std::string_view id) {
    REQUIRE(guard.claim(id) == claim_result::claimed);
    guard.commit(id);
}

/// \tparam Fixture  constructed from `bounds`; has `guard`, and `now`, the guard's time
template <class Fixture>
void check() {
    using ticket = typename decltype(Fixture::guard)::ticket;
    const auto numbered = [](std::string_view name, int number) {
        return std::string(name) + std::to_string(number);
    };

    SECTION("an id is claimed, in progress, and then a duplicate") {
        Fixture with(bounds{});
        auto& guard = with.guard;
        CHECK(guard.claim("evt_1") == claim_result::claimed);
        CHECK(guard.claim("evt_1") == claim_result::in_progress);
        CHECK(guard.claim("evt_2") == claim_result::claimed);
        guard.commit("evt_1");
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
        CHECK(guard.size() == 2);
    }

    SECTION("ids are compared whole, byte by byte") {
        Fixture with(bounds{});
        auto& guard = with.guard;
        handle(guard, std::string_view("a\0b", 3));
        for (const std::string_view other :
             {std::string_view("a\0c", 3), std::string_view("a"), std::string_view("A"),
              std::string_view("a "), std::string_view("\xFF\xFE"),
              std::string_view("'; DROP TABLE scaivault_replay; --")})
            CHECK(guard.claim(other) == claim_result::claimed);
        CHECK(guard.claim("") == claim_result::claimed);
        CHECK(guard.claim({}) == claim_result::in_progress);
        CHECK(guard.claim(std::string(100'000, 'x')) == claim_result::claimed);
        CHECK(guard.claim(std::string(100'000, 'x')) == claim_result::in_progress);
        CHECK(guard.claim(std::string(99'999, 'x') + 'y') == claim_result::claimed);
    }

    SECTION("a released id can be claimed again, and only what is in progress can be released") {
        Fixture with(bounds{});
        auto& guard = with.guard;
        REQUIRE(guard.claim("evt_1") == claim_result::claimed);
        guard.release("evt_1");
        CHECK(guard.size() == 0);
        handle(guard, "evt_1");
        guard.release("evt_1");
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
        guard.release("never seen");
        CHECK(guard.claim("never seen") == claim_result::claimed);
    }

    SECTION("an id that was not claimed can be committed") {
        Fixture with(bounds{});
        with.guard.commit("evt_1");
        CHECK(with.guard.claim("evt_1") == claim_result::duplicate);
    }

    SECTION("a handled id is forgotten when it is as old as the limit, and not before") {
        Fixture with(bounds{});
        auto& guard = with.guard;
        REQUIRE(guard.claim("evt_1") == claim_result::claimed);
        with.now += 30s;
        guard.commit("evt_1"); // the age starts here
        with.now += 40min;
        guard.commit("evt_1"); // and not here
        with.now += 20min - 1ms;
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
        with.now += 1ms;
        CHECK(guard.claim("evt_1") == claim_result::claimed);
        CHECK(guard.claim("evt_1") == claim_result::in_progress);
    }

    SECTION("a commit after the age limit counts anew") {
        Fixture with(bounds{});
        handle(with.guard, "evt_1");
        with.now += 1h;
        with.guard.commit("evt_1");
        with.now += 59min;
        CHECK(with.guard.claim("evt_1") == claim_result::duplicate);
    }

    SECTION("the oldest handled ids are evicted first, in the order of their commits") {
        Fixture with({.max_ids = 3});
        auto& guard = with.guard;
        for (const char* id : {"a", "b", "c"})
            REQUIRE(guard.claim(id) == claim_result::claimed);
        for (const char* id : {"c", "a", "b"})
            guard.commit(id);
        with.now += 601s;
        handle(guard, "d"); // evicts c
        CHECK(guard.size() == 3);
        for (const char* id : {"a", "b", "d"})
            CHECK(guard.claim(id) == claim_result::duplicate);
        handle(guard, "e"); // evicts a
        CHECK(guard.claim("b") == claim_result::duplicate);
        handle(guard, "c"); // evicts b
        CHECK(guard.claim("a") == claim_result::full);
    }

    SECTION("a handled id is not evicted before it is as old as its delivery can be fresh") {
        Fixture with({.max_ids = 3});
        auto& guard = with.guard;
        handle(guard, "victim");
        with.now += 10s;
        handle(guard, "b");
        handle(guard, "c");
        for (int i = 0; i < 100; ++i)
            REQUIRE(guard.claim(numbered("flood ", i)) == claim_result::full);
        CHECK(guard.claim("victim") == claim_result::duplicate);
        CHECK(guard.size() == 3);
        with.now += 591s - 1ms;
        CHECK(guard.claim("flood") == claim_result::full);
        CHECK(guard.claim("victim") == claim_result::duplicate);
        with.now += 1ms;
        handle(guard, "d");
        CHECK(guard.claim("e") == claim_result::full); // the others are still fresh
        CHECK(guard.size() == 3);
    }

    SECTION("a guard without room knows what it knew") {
        Fixture with({.max_ids = 2});
        auto& guard = with.guard;
        ticket slow;
        ticket abandoned;
        REQUIRE(guard.claim("slow", slow) == claim_result::claimed);
        REQUIRE(guard.claim("abandoned", abandoned) == claim_result::claimed);
        handle(guard, "a");
        handle(guard, "b");
        CHECK(guard.claim("slow") == claim_result::in_progress);
        CHECK(guard.claim("c") == claim_result::full);
        guard.commit("slow", slow); // claimed in time, so it is handled and remembered
        CHECK(guard.claim("slow") == claim_result::duplicate);
        CHECK(guard.claim("a") == claim_result::duplicate);
        with.now += 60s;
        CHECK(guard.claim("abandoned") == claim_result::full); // taken over, it would be one id more
        with.now += 541s;
        handle(guard, "c");
        CHECK(guard.claim("slow") == claim_result::duplicate);
        CHECK(guard.claim("c") == claim_result::duplicate);
        guard.release("abandoned", abandoned);
        CHECK(guard.size() == 2);
    }

    SECTION("the age limit counts where it is shorter than the time that no id is evicted in") {
        Fixture with({.max_ids = 1, .max_age = 10s});
        handle(with.guard, "a");
        CHECK(with.guard.claim("b") == claim_result::full);
        with.now += 10s;
        handle(with.guard, "b");
        CHECK(with.guard.claim("a") == claim_result::full);
    }

    SECTION("without a time that no id is evicted in, there is always room") {
        Fixture with({.max_ids = 50, .min_age = 0s});
        for (int i = 0; i < 500; ++i)
            handle(with.guard, numbered("evt_", i));
        CHECK(with.guard.size() == 50);
        for (int i = 450; i < 500; ++i)
            CHECK(with.guard.claim(numbered("evt_", i)) == claim_result::duplicate);
    }

    SECTION("claims in progress are not evicted by handled ids") {
        Fixture with({.max_ids = 2, .min_age = 0s});
        auto& guard = with.guard;
        for (const char* id : {"slow 1", "slow 2", "slow 3"})
            REQUIRE(guard.claim(id) == claim_result::claimed);
        for (int i = 0; i < 100; ++i)
            handle(guard, std::to_string(i));
        CHECK(guard.size() == 5);
        for (const char* id : {"slow 1", "slow 2", "slow 3"})
            CHECK(guard.claim(id) == claim_result::in_progress);
    }

    SECTION("what is past its time goes as others come") {
        Fixture with(bounds{});
        auto& guard = with.guard;
        for (int i = 0; i < 40; ++i) // each new id evicts two
            handle(guard, numbered("handled ", i));
        for (int i = 0; i < 40; ++i)
            REQUIRE(guard.claim(numbered("abandoned ", i)) == claim_result::claimed);
        with.now += 2h;
        for (int i = 0; i < 20; ++i)
            handle(guard, numbered("new ", i));
        CHECK(guard.size() == 20);
    }

    SECTION("a claim is taken over when its owner was silent for the time limit") {
        Fixture with(bounds{});
        auto& guard = with.guard;
        ticket late;
        ticket in_time;
        REQUIRE(guard.claim("evt_1", late) == claim_result::claimed);
        with.now += 60s - 1ms;
        CHECK(guard.claim("evt_1") == claim_result::in_progress);
        with.now += 1ms;
        CHECK(guard.claim("evt_1", in_time) == claim_result::claimed);
        with.now += 59s;
        CHECK(guard.claim("evt_1") == claim_result::in_progress); // for the full timeout again
        SECTION("and a late owner that gives up leaves it to the new one") {
            guard.release("evt_1", late);
            CHECK(guard.claim("evt_1") == claim_result::in_progress);
            guard.commit("evt_1", in_time);
            guard.release("evt_1", in_time); // a handled id stays handled
            CHECK(guard.claim("evt_1") == claim_result::duplicate);
        }
        SECTION("and what a late owner commits stays handled") {
            guard.commit("evt_1", late);
            CHECK(guard.claim("evt_1") == claim_result::duplicate);
            guard.release("evt_1", in_time);
            CHECK(guard.claim("evt_1") == claim_result::duplicate);
            guard.commit("evt_1", in_time);
            CHECK(guard.size() == 1);
        }
        SECTION("and what was committed without a ticket stays handled too") {
            guard.commit("evt_1");
            guard.release("evt_1");
            CHECK(guard.claim("evt_1") == claim_result::duplicate);
        }
    }
}

} // namespace guard_promises
