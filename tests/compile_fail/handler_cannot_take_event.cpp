#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const event<"secret.rotated">&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), ignore_rest);
#else
    match(e, on<"secret.rotated", "secret.created">(f), ignore_rest);
    // error: handler_cannot_take_event<"secret.created", "secret.created">
#endif
}
