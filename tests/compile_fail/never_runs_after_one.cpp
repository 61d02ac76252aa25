#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), on<"secret.*">(f), ignore_rest);
#else
    match(e, on<"secret.*">(f), on<"secret.rotated">(f), ignore_rest);
    // error: handler_never_runs<"secret.rotated", already_taken_by<"secret.*">>
#endif
}
