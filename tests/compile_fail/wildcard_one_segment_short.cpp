// The vendor says that one level of nesting covers everything; ten of the thirty types have two.
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
