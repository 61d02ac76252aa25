#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.*">(f), ignore_rest);
#else
    match(e, on<"secret.">(f), ignore_rest);
    // error: malformed_pattern<"secret.", a_pattern_does_not_end_with_a_dot>
#endif
}
