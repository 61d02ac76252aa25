#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated", "rotation.completed">(f), ignore_rest);
#else
    match(e, on<"secret.rotated", "rotation.complete">(f), ignore_rest);
    // error: no_event_type_matches<"rotation.complete", did_you_mean<"rotation.completed">>
#endif
}
