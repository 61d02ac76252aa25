#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), on<"identity.**">(f), ignore_rest);
#else
    match(e, on<"secret.roated">(f), on<"identity.*">(f), ignore_rest);
    // error: no_event_type_matches<"secret.roated", did_you_mean<"secret.rotated">>
    // error: no_event_type_matches<"identity.*", did_you_mean<"identity.**">>
#endif
}
