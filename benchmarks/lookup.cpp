// Name -> index, of names that are in the catalog, in random order, and of names that are not.

#include "benchmarks.hpp"
#include "bodies.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

using namespace scaivault;

namespace {

// Made by gperf from event_types.gperf. Here, in a nameless namespace, it can be inlined as the others can.
#include <event_types_table.hpp>

static_assert(TOTAL_KEYWORDS == catalog::size,
              "event_types.gperf lacks a name of the catalog, or has one more");

/// Names at addresses of their own, as a parser hands them over.
std::vector<std::string> hits() {
    return {catalog::names.begin(), catalog::names.end()};
}

/// Of the same length as a name, and other than it in one character at a random place.
std::vector<std::string> near_misses() {
    std::mt19937 random(20260423);
    auto made = hits();
    for (auto& name : made)
        name[random() % name.size()] = '~';
    return made;
}

/// Words and dots of a name's length, with nothing else in common.
std::vector<std::string> random_misses() {
    std::mt19937 random(20260423);
    auto made = hits();
    for (auto& name : made)
        for (auto& c : name)
            c = c == '.' ? c : static_cast<char>('a' + random() % 26);
    return made;
}

const auto index_of_name = [] {
    std::unordered_map<std::string_view, std::size_t> made;
    for (std::size_t i = 0; i != catalog::size; ++i)
        made.emplace(catalog::names[i], i);
    return made;
}();

std::size_t find_in_map(std::string_view name) {
    const auto found = index_of_name.find(name);
    return found == index_of_name.end() ? catalog::size : found->second;
}

/// `if (name == "secret.created") return 0; if (name == ...`: the texts and their lengths are constants.
std::size_t find_by_if_chain(std::string_view name) {
    return [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        std::size_t found = catalog::size;
        (void)((name == catalog::names[Index] && (found = Index, true)) || ...);
        return found;
    }
    (std::make_index_sequence<catalog::size>{});
}

std::size_t find_by_halves(std::string_view name) {
    using entry = std::pair<std::string_view, std::size_t>;
    static constexpr auto sorted = [] {
        std::array<entry, catalog::size> made;
        for (std::size_t i = 0; i != catalog::size; ++i)
            made[i] = {catalog::names[i], i};
        std::ranges::sort(made);
        return made;
    }();
    const auto found =
        std::lower_bound(sorted.begin(), sorted.end(), name,
                         [](const entry& left, std::string_view right) { return left.first < right; });
    return found == sorted.end() || found->first != name ? catalog::size : found->second;
}

std::size_t find_by_gperf(std::string_view name) {
    const auto* const found = event_types_table::find(name.data(), name.size());
    return found == nullptr ? catalog::size : found->index;
}

template <class Find>
void add_lookup_of(const std::string& stage, const std::string& who, const std::vector<std::string>& names,
                   Find find) {
    for (const auto& name : names)
        if (find(name) != catalog::find(name).value_or(catalog::size))
            throw std::runtime_error(who + " finds " + name + " elsewhere");
    benchmarks::add(stage + "/" + who, [=](benchmark::State& state) {
        std::vector<std::string_view> order;
        for (const auto kind : bodies::random_order(names.size()))
            order.push_back(names[kind]);
        const std::string_view* const first = order.data();
        std::size_t next = 0;
        for (auto _ : state)
            benchmark::DoNotOptimize(find(first[next++ % bodies::order_size]));
    });
}

/// Lambdas, so that each way can be inlined as well as any other.
void add_lookups(const std::string& stage, const std::vector<std::string>& names) {
    add_lookup_of(stage, "scaivault", names,
                  [](std::string_view name) { return catalog::find(name).value_or(catalog::size); });
    add_lookup_of(stage, "std::unordered_map", names,
                  [](std::string_view name) { return find_in_map(name); });
    add_lookup_of(stage, "if-chain", names, [](std::string_view name) { return find_by_if_chain(name); });
    add_lookup_of(stage, "std::lower_bound", names,
                  [](std::string_view name) { return find_by_halves(name); });
    add_lookup_of(stage, "gperf", names, [](std::string_view name) { return find_by_gperf(name); });
}

} // namespace

void benchmarks::add_lookup() {
    for (std::size_t i = 0; const auto& name : hits())
        if (find_by_gperf(name) != i++)
            throw std::runtime_error("event_types.gperf has another order than the catalog");
    add_lookups("lookup hit", hits());
    add_lookups("lookup miss, near", near_misses());
    add_lookups("lookup miss, random", random_misses());
}
