#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, tap<"secret.*">(f), ignore_rest);
#else
    match(e, tap<"secrets.*">(f), ignore_rest);
    // error: no_event_type_matches<"secrets.*", did_you_mean<"secret.*">>
#endif
}
