#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
    const auto g = [](const event<"secret.rotated">&) {};
#ifdef CORRECTED
    match_all(e, on<"secret.*">(f), on<"secret.rotated">(g), ignore_rest);
#else
    match_all(e, on<"secret.*">(f), on<"secret.created">(g), ignore_rest);
    // error: handler_cannot_take_event<"secret.created", "secret.created">
#endif
}
