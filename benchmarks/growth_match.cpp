// The cost of a dispatch in larger catalogs. It is constant if the dispatch is a jump.

#include "growth_match.hpp"

void benchmarks::add_growth_match() {
    growth::add_match_types<10>();
    growth::add_match_types<30>();
    growth::add_match_types<100>();
    growth::add_match_types<300>();
    growth::add_match_types<1000>();
}
