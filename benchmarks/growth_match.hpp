#pragma once

#include "benchmarks.hpp"
#include "bodies.hpp"
#include "growth_catalog.hpp"

#include <scaivault/dispatch.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace growth {

/// The first ten types, and twenty others that lie evenly in the catalog, each once. Up to thirty, so that the processor has
/// no more jumps to remember in a larger catalog.
template <class Catalog>
std::vector<typename Catalog::variant> some_events() {
    constexpr std::size_t others = std::min<std::size_t>(Catalog::size - 10, 20);
    constexpr std::size_t step = others == 0 ? 1 : (Catalog::size - 10) / others;
    return [&]<std::size_t... Ten, std::size_t... Other>(std::index_sequence<Ten...>,
                                                         std::index_sequence<Other...>) {
        std::vector<typename Catalog::variant> made(10 + others);
        (made[Ten].template emplace<Ten>(), ...);
        (made[10 + Other].template emplace<10 + Other * step>(), ...);
        return made;
    }
    (std::make_index_sequence<10>{}, std::make_index_sequence<others>{});
}

/// A handler for each of the first ten types, which are one of each family, and `ignore_rest`. Events in random order.
template <std::size_t Types>
void match_types(benchmark::State& state) {
    using namespace scaivault;
    using catalog = growth::catalog<Types>;
    const auto events = some_events<catalog>();
    bodies::endless<typename catalog::variant> order(events);
    std::array<std::int64_t, 10> sums{};
    const auto add = [&](std::size_t family) {
        return [&sum = sums[family], by = static_cast<std::int64_t>(family)](const auto& event) {
            sum += event.data.version + by;
        };
    };
    const auto hs =
        handlers_for<catalog>(on<"f0.g0000.*">(add(0)), on<"f1.g0001.*">(add(1)), on<"f2.g0002.*">(add(2)),
                              on<"f3.g0003.*">(add(3)), on<"f4.g0004.*">(add(4)), on<"f5.g0005.*">(add(5)),
                              on<"f6.g0006.*">(add(6)), on<"f7.g0007.*">(add(7)), on<"f8.g0008.*">(add(8)),
                              on<"f9.g0009.*">(add(9)), ignore_rest);
    for (auto _ : state) {
        hs(order.next());
        benchmark::DoNotOptimize(sums);
    }
}

template <std::size_t Types>
void add_match_types() {
    benchmarks::add("growth: match, types/" + std::to_string(Types), match_types<Types>);
}

} // namespace growth
