// The earlier handlers together take every type; none does alone.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"policy.*">(f), on<"policy.**">(f), ignore_rest);
#else
    match(e, on<"policy.*">(f), on<"policy.binding.*">(f), on<"policy.**">(f), ignore_rest);
    // error: handler_never_runs<"policy.**", already_taken_by<"policy.*", "policy.binding.*">>
#endif
}
