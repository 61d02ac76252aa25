#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), ignore_rest);
#else
    match(e, on<"secret.key.rotated">(f), ignore_rest);
    // error: no_event_type_matches<"secret.key.rotated", did_you_mean<"secret.rotated">>
#endif
}
