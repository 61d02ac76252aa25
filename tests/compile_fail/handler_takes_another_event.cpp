#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
#ifdef CORRECTED
    match(e, on<"secret.rotated">([](const event<"secret.rotated">&) {}), ignore_rest);
#else
    match(e, on<"secret.rotated">([](const event<"secret.created">&) {}), ignore_rest);
    // error: explained<handler_cannot_take_event<"secret.rotated", "secret.rotated">, it_takes<"secret.created">>
#endif
}
