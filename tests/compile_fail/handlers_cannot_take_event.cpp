#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const event<"secret.rotated">&) {};
#ifdef CORRECTED
    auto hs = handlers{on<"secret.rotated">(f), ignore_rest};
    hs(e);
#else
    auto hs = handlers{on<"secret.*">(f), ignore_rest};
    // error: handler_cannot_take_event<"secret.created", "secret.*">
    hs(e);
#endif
}
