// One receiver or verifier that several threads share, compared with threads that share nothing, which show what
// the machine's cores can gain.

#include "benchmarks.hpp"
#include "deliveries.hpp"
#include "sha256.hpp"
#include "ten_handlers.hpp"

#include <barrier>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace scaivault;

namespace {

using work = std::function<void()>;

/// Runs all `works`, one per thread, repeatedly, and counts events per second. The measuring thread runs the first
/// one itself; otherwise Google Benchmark would see no processor time pass.
void run_at_once(benchmark::State& state, const std::vector<work>& works, std::size_t events_each) {
    std::barrier line(static_cast<std::ptrdiff_t>(works.size()));
    bool done = false; // written before a barrier, and read after it
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < works.size(); ++i)
        others.emplace_back([&, i] {
            for (;;) {
                line.arrive_and_wait();
                if (done)
                    return;
                works[i]();
                line.arrive_and_wait();
            }
        });

    double seconds = 0, events = 0;
    for (auto _ : state) {
        line.arrive_and_wait();
        const auto begin = std::chrono::steady_clock::now();
        works[0]();
        line.arrive_and_wait();
        seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        events += static_cast<double>(works.size() * events_each);
    }
    done = true;
    line.arrive_and_wait();
    for (auto& thread : others)
        thread.join();
    state.counters["events/s"] = events / seconds;
}

/// Deliveries for each thread, with disjoint ids. As few texts as suffice for fresh ids.
std::vector<std::vector<deliveries::signed_body>> lists_for(std::size_t threads) {
    std::vector<std::vector<deliveries::signed_body>> made;
    for (unsigned i = 0; i != threads; ++i)
        made.push_back(deliveries::fresh(bodies::sets().front(), i));
    return made;
}

void expect(bool good) {
    if (!good)
        throw std::runtime_error("a delivery was refused");
}

void receive(benchmark::State& state, std::size_t threads) {
    const auto lists = lists_for(threads);
    receiver receiver{signing_secrets{deliveries::secret}, deliveries::options()};
    std::vector<work> works;
    for (const auto& list : lists)
        works.emplace_back([&] {
            totals sum;
            with_ten_handlers(sum, [&](auto... each) {
                const auto hs = handlers{each...};
                for (const auto& made : list)
                    expect(receiver.receive(made.received(), hs) == outcome::handled);
            });
            benchmark::DoNotOptimize(sum);
        });
    run_at_once(state, works, deliveries::distinct);
}

void verify(benchmark::State& state, std::size_t threads) {
    const auto lists = lists_for(threads);
    const verifier verifier{signing_secrets{deliveries::secret}};
    std::vector<work> works;
    for (const auto& list : lists)
        works.emplace_back([&] {
            for (const auto& made : list)
                expect(verifier.verify(made.received(), deliveries::now).has_value());
        });
    run_at_once(state, works, deliveries::distinct);
}

void hash(benchmark::State& state, std::size_t threads) {
    std::vector<work> works;
    for (const auto& list : lists_for(threads))
        works.emplace_back([texts =
                                [&] {
                                    std::vector<std::string> made;
                                    for (const auto& each : list)
                                        made.push_back(each.signed_text());
                                    return made;
                                }(),
                            own = std::make_shared<sha256>()] {
            for (const auto& text : texts)
                benchmark::DoNotOptimize((*own)(text));
        });
    run_at_once(state, works, deliveries::distinct);
}

} // namespace

void benchmarks::add_threads() {
    for (const std::size_t threads : {1U, 2U}) {
        const auto count = std::to_string(threads);
        add("threads: receive/" + count, [=](benchmark::State& state) { receive(state, threads); });
        add("threads: verify/" + count, [=](benchmark::State& state) { verify(state, threads); });
        add("threads: SHA-256/" + count, [=](benchmark::State& state) { hash(state, threads); });
    }
}
