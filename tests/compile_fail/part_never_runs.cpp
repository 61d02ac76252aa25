// Parts are spliced in the order written.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

auto billing() {
    return handler_list{on<"secret.rotated">([](const auto&) {})};
}
auto audit() {
    return handler_list{on<"secret.*">([](const auto&) {})};
}

void react(const any_event& e) {
#ifdef CORRECTED
    const handlers hs{billing(), audit(), ignore_rest};
    hs(e);
#else
    const handlers hs{audit(), billing(), ignore_rest};
    // error: handler_never_runs<"secret.rotated", already_taken_by<"secret.*">>
    hs(e);
#endif
}
