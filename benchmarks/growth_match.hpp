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

/// At most thirty different types, evenly spread over a catalog and all ten families. So the processor has no more
/// jumps to predict in a larger catalog.
template <class Catalog>
std::vector<typename Catalog::variant> some_of_each_family() {
    constexpr std::size_t count = std::min<std::size_t>(Catalog::size, 30);
    return [&]<std::size_t... Nth>(std::index_sequence<Nth...>) {
        std::vector<typename Catalog::variant> made(count);
        (made[Nth].template emplace<Nth / 10 * (Catalog::size / count) * 10 + Nth % 10>(), ...);
        return made;
    }
    (std::make_index_sequence<count>{});
}

/// Ten handlers, each for a tenth of the types. Events are in random order.
template <std::size_t Types>
void match_types(benchmark::State& state) {
    using namespace scaivault;
    using catalog = growth::catalog<Types>;
    const auto events = some_of_each_family<catalog>();
    bodies::endless<typename catalog::variant> order(events);
    std::array<std::int64_t, 10> sums{};
    const auto add = [&](std::size_t family) {
        return [&sum = sums[family], by = static_cast<std::int64_t>(family)](const auto& event) {
            sum += event.data.version + by;
        };
    };
    const auto hs = handlers_for<catalog>(on<"f0.**">(add(0)), on<"f1.**">(add(1)), on<"f2.**">(add(2)),
                                          on<"f3.**">(add(3)), on<"f4.**">(add(4)), on<"f5.**">(add(5)),
                                          on<"f6.**">(add(6)), on<"f7.**">(add(7)), on<"f8.**">(add(8)),
                                          on<"f9.**">(add(9)), ignore_rest);
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
