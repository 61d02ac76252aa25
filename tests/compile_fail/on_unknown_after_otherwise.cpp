#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.*">(f), on_unknown(f), otherwise(f));
#else
    match(e, on<"secret.*">(f), otherwise(f), on_unknown(f));
    // error: handler_never_runs<"on_unknown", already_taken_by<"otherwise">>
#endif
}
