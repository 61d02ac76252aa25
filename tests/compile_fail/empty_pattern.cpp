#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"**">(f), ignore_rest);
#else
    match(e, on<"">(f), ignore_rest);
    // error: malformed_pattern<"", a_pattern_has_at_least_one_segment>
#endif
}
