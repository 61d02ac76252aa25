#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](event<"secret.rotated">& rotated) { rotated.path.reset(); };
#ifdef CORRECTED
    any_event copy = e;
    match(copy, on<"secret.rotated">(f), ignore_rest);
#else
    match(e, on<"secret.rotated">(f), ignore_rest);
    // error: handler_cannot_take_event<"secret.rotated", "secret.rotated">
#endif
}
