#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    [[maybe_unused]] const auto f = [](const auto&) { return 1; };
    const auto g = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated">(g), otherwise(g));
#else
    match(e, on<"secret.rotated">(f), otherwise(g));
    // error: no_common_result_type<handler_result<"otherwise", void>, handler_result<"secret.rotated", int>>
#endif
}
