#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
#ifdef CORRECTED
    match(e, on<"secret.rotated">([](const event<"secret.rotated">&) {}), ignore_rest);
#else
    match(e, on<"secret.rotated">([](const event<"secret.roated">&) {}), ignore_rest);
    // error: no_event_type_matches<"secret.roated", did_you_mean<"secret.rotated">>
    // error: handler_cannot_take_event<"secret.rotated", "secret.rotated">
#endif
}
