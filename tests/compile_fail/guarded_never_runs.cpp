#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
    const auto guarded = on<"secret.rotated">(when(under("production")), f);
#ifdef CORRECTED
    match(e, guarded, on<"secret.*">(f), ignore_rest);
#else
    match(e, tap<"**">(f), guarded, on<"secret.*">(f), guarded, ignore_rest);
    // error: handler_never_runs<"secret.rotated", already_taken_by<"secret.*">>
#endif
}
