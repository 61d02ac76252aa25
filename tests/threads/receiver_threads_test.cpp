// One receiver, verifier and guard shared by many threads. SCAIVAULT_TEST_DELIVERIES sets the number of deliveries.
#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"
#include "support/numbered_events.hpp"
#include "support/size_from_environment.hpp"

#include <scaivault/receiver.hpp>

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace threads_receiver_threads_test {

namespace {

using namespace scaivault;
using deliveries::numbered_events;
using deliveries::request;
using deliveries::signed_request;

constexpr std::size_t thread_count = 8;

std::size_t delivery_count() {
    return test_support::size_from_environment("SCAIVAULT_TEST_DELIVERIES", 100'000);
}

receiver_options options_for(std::size_t events) {
    receiver_options options;
    options.clock = [] { return deliveries::now; };
    options.replay.max_ids = events;
    return options;
}

/// Calls `work(thread)` on all threads, as simultaneously as possible.
template <class Work>
void on_all_threads(Work work) {
    std::barrier start(static_cast<std::ptrdiff_t>(thread_count));
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < thread_count; ++t)
        threads.emplace_back([&work, &start, t] {
            start.arrive_and_wait();
            work(t);
        });
}

} // namespace

TEST_CASE(
    "of a flow of deliveries on eight threads, a tenth of them repeats, each event is handled exactly once") {
    const std::size_t total = delivery_count();
    const std::size_t events = total - total / 10;
    const numbered_events event;
    receiver r{signing_secrets{deliveries::secret}, options_for(events)};
    std::vector<std::atomic<std::uint8_t>> runs(events);
    const auto handlers = scaivault::handlers{
        on<"secret.rotated">([&](const auto& e) { ++runs[numbered_events::number_of(e.event_id)]; }),
        ignore_rest};

    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> handled = 0;
    std::atomic<std::size_t> repeated = 0;
    on_all_threads([&](std::size_t) {
        std::size_t handled_here = 0;
        std::size_t repeated_here = 0;
        for (std::size_t place = 0; (place = next++) < total;) {
            // Every tenth delivery is a duplicate of the one before, which another thread is probably handling now.
            const std::size_t round = place / 10;
            const std::size_t number = round * 9 + (place % 10 == 9 ? 8 : place % 10);
            if (number >= events)
                continue;
            const auto kind = r.receive(event(number).view(), handlers).kind();
            handled_here += kind == outcome::handled ? 1U : 0U;
            repeated_here += kind == outcome::duplicate || kind == outcome::in_progress ? 1U : 0U;
        }
        handled += handled_here;
        repeated += repeated_here;
    });
    CHECK(handled == events);
    CHECK(repeated == total / 10);
    bool exactly_once = true;
    for (const auto& count : runs)
        exactly_once &= count == 1;
    CHECK(exactly_once);
    CHECK(r.guard().size() == events);
    std::cout << total << " deliveries, " << handled << " handled, " << repeated << " repeats\n";
}

TEST_CASE("handlers that throw at random are run again until each event was handled once") {
    const std::size_t events = delivery_count() / 20;
    const numbered_events event;
    receiver r{signing_secrets{deliveries::secret}, options_for(events)};
    std::vector<std::atomic<std::uint8_t>> successes(events);
    std::atomic<std::size_t> failures = 0;
    const auto handlers =
        scaivault::handlers{on<"secret.rotated">([&](const auto& e) {
                                thread_local std::minstd_rand random(std::random_device{}());
                                if (random() % 3 == 0)
                                    throw std::runtime_error("at random");
                                ++successes[numbered_events::number_of(e.event_id)];
                            }),
                            ignore_rest};
    on_all_threads([&](std::size_t thread) {
        // Two threads for each quarter of the events. Each acts as a vendor that retries until it succeeds.
        const std::size_t begin = events * (thread / 2) / (thread_count / 2);
        const std::size_t end = events * (thread / 2 + 1) / (thread_count / 2);
        for (std::size_t number = begin; number < end; ++number) {
            const request sent = event(number);
            for (;;) {
                const auto result = r.receive(sent.view(), handlers);
                if (result == outcome::handled || result == outcome::duplicate)
                    break;
                failures += result == outcome::handler_failed ? 1U : 0U;
                if (result == outcome::in_progress)
                    std::this_thread::yield();
            }
        }
    });
    bool exactly_once = true;
    for (const auto& count : successes)
        exactly_once &= count == 1;
    CHECK(exactly_once);
    CHECK(failures > 0);
    CHECK(r.guard().size() == events);
}

TEST_CASE("one verifier serves eight threads, good and forged deliveries mixed") {
    const std::size_t count = delivery_count() / 100;
    const verifier v{signing_secrets{"an unused current secret", deliveries::secret}};
    const auto good = signed_request(examples::text("secret.rotated"));
    const auto with_body = [&](std::string body) {
        request changed = good;
        changed.body = std::move(body);
        return changed;
    };
    const std::vector<request> bad = {with_body("{}"), with_body(good.body + "\n")};
    std::atomic<std::size_t> wrong = 0;
    on_all_threads([&](std::size_t) {
        for (std::size_t i = 0; i < count; ++i) {
            const auto accepted = v.verify(good.view(), deliveries::now);
            wrong += accepted && accepted->secret_index() == 1 ? 0U : 1U;
            // The clock advances, so that some of these are diagnosed.
            const auto now = deliveries::now + std::chrono::seconds(i % 200);
            for (const request& each : bad) {
                const auto refused = v.verify(each.view(), now);
                wrong += !refused && refused.error().code == errc::signature_mismatch ? 0U : 1U;
            }
        }
    });
    CHECK(wrong == 0);
}

TEST_CASE(
    "while the secrets are replaced a hundred times, no delivery is refused that either secret signed") {
    const std::size_t count = delivery_count() / thread_count;
    constexpr std::string_view secrets[] = {deliveries::secret, "whsec_the_next_secret_0123456789abcdef"};
    constexpr std::string_view never = "whsec_a_secret_that_was_never_in_force";
    receiver r{signing_secrets{secrets[0], secrets[1]}, options_for(1)};
    const auto& text = examples::text("secret.rotated");
    const request good[] = {signed_request(text, deliveries::now, secrets[0]),
                            signed_request(text, deliveries::now, secrets[1])};
    const request bad = signed_request(text, deliveries::now, never);
    const auto handle = handlers{ignore_rest};

    std::atomic<std::size_t> refused = 0;
    std::atomic<std::size_t> accepted_bad = 0;
    std::atomic<std::size_t> done = 0;
    on_all_threads([&](std::size_t thread) {
        if (thread == 0) {
            const std::size_t total = count * (thread_count - 1);
            for (std::size_t swap = 1; swap <= 100; ++swap) {
                while (done < total * swap / 101)
                    std::this_thread::yield();
                r.replace_secrets(signing_secrets{secrets[swap % 2], secrets[1 - swap % 2]});
            }
            return;
        }
        for (std::size_t i = 0; i < count; ++i, ++done) {
            refused += r.receive(good[i % 2].view(), handle) == outcome::unhandled ? 0U : 1U;
            if (i % 100 == 0)
                accepted_bad += r.receive(bad.view(), handle) == outcome::rejected ? 0U : 1U;
        }
    });
    CHECK(refused == 0);
    CHECK(accepted_bad == 0);
    r.replace_secrets(signing_secrets{never});
    CHECK(r.receive(good[0].view(), handle) == outcome::rejected);
    CHECK(r.receive(bad.view(), handle) == outcome::unhandled);
}

TEST_CASE("verifiers and receivers are made and let go while other threads use theirs") {
    const auto good = signed_request(examples::text("secret.rotated"));
    std::atomic<std::size_t> wrong = 0;
    on_all_threads([&](std::size_t) {
        for (int i = 0; i < 200; ++i) {
            receiver own{signing_secrets{deliveries::secret}, options_for(10)};
            const verifier other{signing_secrets{deliveries::secret}};
            wrong += own.receive(good.view(), handlers{ignore_rest}) == outcome::unhandled ? 0U : 1U;
            wrong += other.verify(good.view(), deliveries::now) ? 0U : 1U;
        }
    });
    CHECK(wrong == 0);
}

TEST_CASE("one guard serves several receivers on as many threads") {
    const std::size_t events = delivery_count() / 100;
    const numbered_events event;
    memory_replay_guard guard({.max_ids = events});
    std::atomic<std::size_t> runs = 0;
    on_all_threads([&](std::size_t) {
        basic_receiver r{signing_secrets{deliveries::secret}, options_for(events), guard};
        const auto hs = handlers{on<"secret.rotated">([&](const auto&) { ++runs; }), ignore_rest};
        for (std::size_t number = 0; number < events; ++number)
            (void)r.receive(event(number).view(), hs);
    });
    CHECK(runs == events);
}

} // namespace threads_receiver_threads_test
