// The whole way from headers and body to a handler that has returned, with the replay guard and a new id for each
// event. Compared with SHA-256 alone over the same bytes.

#include "benchmarks.hpp"
#include "deliveries.hpp"
#include "sha256.hpp"
#include "ten_handlers.hpp"

#include <string>
#include <vector>

using namespace scaivault;

namespace {

void receive(benchmark::State& state, const bodies::set& set) {
    const auto list = deliveries::fresh(set);
    receiver receiver{signing_secrets{deliveries::secret}, deliveries::options()};
    totals sum;
    with_ten_handlers(sum, [&](auto... each) {
        const auto hs = handlers{each...};
        std::size_t next = 0;
        for (auto _ : state) {
            const auto outcome = receiver.receive(list[next++ & (list.size() - 1)].received(), hs);
            if (!(outcome == outcome::handled))
                state.SkipWithError("an event was not handled");
        }
    });
    benchmark::DoNotOptimize(sum);
}

void hash(benchmark::State& state, const bodies::set& set) {
    std::vector<std::string> texts;
    for (const auto& made : deliveries::fresh(set))
        texts.push_back(made.signed_text());
    sha256 sha256;
    std::size_t next = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(sha256(texts[next++ & (texts.size() - 1)]));
}

} // namespace

void benchmarks::add_receive() {
    for (const auto& set : bodies::sets()) {
        add("receive, " + set.name + "/scaivault", [&set](benchmark::State& state) { receive(state, set); });
        add("receive, " + set.name + "/SHA-256 alone", [&set](benchmark::State& state) { hash(state, set); });
    }
}
