// The error names the pattern of the part.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

#ifdef CORRECTED
auto billing() {
    return handler_list{on<"secret.rotated">([](const auto&) {}), on<"policy.*">([](const auto&) {})};
}
#else
auto billing() {
    return handler_list{on<"secret.rotated">([](const auto&) {}), on<"policies.*">([](const auto&) {})};
}
#endif

void react(const any_event& e) {
    const handlers hs{billing(), ignore_rest};
    // error: no_event_type_matches<"policies.*", did_you_mean<"policy.*">>
    hs(e);
}
