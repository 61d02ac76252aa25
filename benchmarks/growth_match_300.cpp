// By itself, for what it costs to compile: see SCAIVAULT_BENCHMARK_300.

#include "growth_match.hpp"

void benchmarks::add_growth_match_300() {
    growth::add_match_types<300>();
}
