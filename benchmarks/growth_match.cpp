// What a dispatch costs in larger catalogs: nothing more, or it is no jump. A thousand types are not among
// them: a std::variant of so many does not compile in bearable time, since libstdc++ instantiates its way to
// each alternative anew.

#include "growth_match.hpp"

void benchmarks::add_growth_match() {
    growth::add_match_types<10>();
    growth::add_match_types<30>();
    growth::add_match_types<100>();
    growth::add_match_types<300>();
}
