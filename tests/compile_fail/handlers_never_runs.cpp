#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    auto hs = handlers{on<"secret.rotated">(f), on<"secret.*">(f), ignore_rest};
    hs(e);
#else
    auto hs = handlers{on<"secret.*">(f), on<"secret.rotated">(f), ignore_rest};
    // error: handler_never_runs<"secret.rotated", already_taken_by<"secret.*">>
    hs(e);
#endif
}
