// The cost of a lookup in larger catalogs. It is constant as long as they fit into the processor's caches.

#include "benchmarks.hpp"
#include "bodies.hpp"
#include "growth_catalog.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

template <std::size_t Types>
void add_lookup_among() {
    using catalog = growth::catalog<Types>;
    for (std::size_t i = 0; i != Types; ++i)
        if (catalog::find(catalog::names[i]) != i)
            throw std::runtime_error("a name is not found in a catalog of " + std::to_string(Types));
    benchmarks::add("growth: lookup, types/" + std::to_string(Types), [](benchmark::State& state) {
        const std::vector<std::string> names(catalog::names.begin(), catalog::names.end());
        bodies::endless<std::string> order(names);
        for (auto _ : state)
            benchmark::DoNotOptimize(catalog::find(order.next()));
    });
}

} // namespace

void benchmarks::add_growth_lookup() {
    add_lookup_among<10>();
    add_lookup_among<30>();
    add_lookup_among<100>();
    add_lookup_among<300>();
    add_lookup_among<1000>();
}
