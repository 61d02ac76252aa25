// One mistake gives one error, even if the result is used.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void report(int lines);

void react(const any_event& e) {
#ifdef CORRECTED
    const int lines = match(e, on<"secret.rotated">([](const auto&) { return 1; }), ignore_rest);
    report(lines);
#else
    const int lines = match(e, on<"secret.roated">([](const auto&) { return 1; }), ignore_rest);
    // error: no_event_type_matches<"secret.roated", did_you_mean<"secret.rotated">>
    report(lines);
#endif
}
