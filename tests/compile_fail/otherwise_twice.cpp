#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.*">(f), otherwise(f));
#else
    match(e, on<"secret.*">(f), otherwise(f), otherwise(f));
    // error: handler_never_runs<"otherwise", already_taken_by<"secret.*", "otherwise">>
#endif
}
