// What a dispatch to ten handlers costs in larger catalogs: nothing more, or it is no jump.

#include "growth_match.hpp"

void benchmarks::add_growth_match() {
    growth::add_match_types<10>();
    growth::add_match_types<30>();
    growth::add_match_types<100>();
    growth::add_match_types<300>();
    growth::add_match_types<1000>();
}
