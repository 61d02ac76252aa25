// There is no hint if every name is too far away.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), ignore_rest);
#else
    match(e, on<"inventory.low">(f), ignore_rest);
    // error: no_event_type_matches<"inventory.low", did_you_mean<>>
#endif
}
