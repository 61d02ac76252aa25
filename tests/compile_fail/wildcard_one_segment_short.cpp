// Ten of the thirty types have three segments, so `*` after the first matches none of them.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"dynamic.**">(f), ignore_rest);
#else
    match(e, on<"dynamic.*">(f), ignore_rest);
    // error: no_event_type_matches<"dynamic.*", did_you_mean<"dynamic.**">>
#endif
}
