#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    auto hs = handlers{on<"secret.rotated">(f), otherwise(f)};
    hs(e);
#else
    auto hs = handlers{on<"secret.rotated">(f), f};
    // error: write_on_otherwise_or_on_unknown_around_it
    hs(e);
#endif
}
