// Reported at the call, because the same handlers are correct if they are not const.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    auto f = [count = 0](const auto&) mutable { return ++count; };
#ifdef CORRECTED
    auto hs = handlers{on<"secret.rotated">(f), ignore_rest};
    hs(e);
#else
    const auto hs = handlers{on<"secret.rotated">(f), ignore_rest};
    hs(e);
    // error: handler_cannot_take_event<"secret.rotated", "secret.rotated">
#endif
}
