#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const event<"secret.rotated">& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(any_event{e}, on<"secret.rotated">(f), otherwise(f));
#else
    match(e, on<"secret.rotated">(f), otherwise(f));
    // error: pass_any_event_or_another_variant_of_events
#endif
}
