// A tap sees a const event, even where a handler could change it.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, tap<"secret.rotated">([](const event<"secret.rotated">&) {}), otherwise(f));
#else
    match(e, tap<"secret.rotated">([](event<"secret.rotated">&) {}), otherwise(f));
    // error: handler_cannot_take_event<"secret.rotated", "secret.rotated">
#endif
}
