// Name -> index, beside std::unordered_map: the thirty names in random order, and names that miss.

#include "bodies.hpp"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

using namespace scaivault;

namespace {

/// Names at addresses of their own, as a parser hands them over.
const std::vector<std::string>& hits() {
    static const std::vector<std::string> list(catalog::names.begin(), catalog::names.end());
    return list;
}

/// The same names with their last character changed.
const std::vector<std::string>& misses() {
    static const auto list = [] {
        auto changed = hits();
        for (auto& name : changed)
            name.back() = 'x';
        return changed;
    }();
    return list;
}

template <class Find>
void run(benchmark::State& state, const std::vector<std::string>& names, Find find) {
    std::vector<std::string_view> order;
    for (const auto kind : bodies::random_order(names.size()))
        order.push_back(names[kind]);
    std::size_t next = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(find(order[next++ & (order.size() - 1)]));
}

std::size_t find_catalog(std::string_view name) {
    return catalog::find(name).value_or(catalog::size);
}

std::size_t find_map(std::string_view name) {
    static const auto map = [] {
        std::unordered_map<std::string_view, std::size_t> made;
        for (std::size_t i = 0; i != catalog::size; ++i)
            made.emplace(catalog::names[i], i);
        return made;
    }();
    const auto found = map.find(name);
    return found == map.end() ? catalog::size : found->second;
}

BENCHMARK_CAPTURE(run, hits_catalog, hits(), find_catalog)->Name("lookup hit/scaivault");
BENCHMARK_CAPTURE(run, hits_map, hits(), find_map)->Name("lookup hit/std::unordered_map");
BENCHMARK_CAPTURE(run, misses_catalog, misses(), find_catalog)->Name("lookup miss/scaivault");
BENCHMARK_CAPTURE(run, misses_map, misses(), find_map)->Name("lookup miss/std::unordered_map");

} // namespace
