#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    const auto predicate = [](const auto& rotated) { return rotated.path.has_value(); };
    match(e, on<"secret.rotated">(when(predicate), f), ignore_rest);
#else
    const auto predicate = [](const auto& rotated) { return rotated.event_id; };
    match(e, on<"secret.rotated">(when(predicate), f), ignore_rest);
    // error: guard_cannot_judge_event<"secret.rotated", "secret.rotated">
#endif
}
