#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.*">(f), ignore_rest);
#else
    match(e, on<"sec*">(f), ignore_rest);
    // error: malformed_pattern<"sec*", a_wildcard_stands_for_a_whole_segment>
#endif
}
