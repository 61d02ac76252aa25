#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), ignore_rest);
#else
    match(e, ignore_rest, on<"secret.rotated">(f));
    // error: handler_never_runs<"secret.rotated", already_taken_by<"ignore_rest">>
#endif
}
