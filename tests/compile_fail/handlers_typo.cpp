#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    auto hs = handlers{on<"secret.rotated">(f), ignore_rest};
    hs(e);
#else
    auto hs = handlers{on<"secret.roated">(f), ignore_rest};
    // error: no_event_type_matches<"secret.roated", did_you_mean<"secret.rotated">>
    hs(e);
#endif
}
