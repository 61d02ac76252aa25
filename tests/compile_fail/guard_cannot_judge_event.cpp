// The events of a wildcard have different members.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    const auto is_second = [](const event<"secret.rotated">& rotated) {
        return rotated.data.new_version == 2;
    };
    match(e, on<"secret.rotated">(when(is_second), f), ignore_rest);
#else
    const auto is_second = [](const event<"secret.rotated">& rotated) {
        return rotated.data.new_version == 2;
    };
    match(e, on<"secret.*">(when(is_second), f), ignore_rest);
    // error: guard_cannot_judge_event<"secret.created", "secret.*">
#endif
}
