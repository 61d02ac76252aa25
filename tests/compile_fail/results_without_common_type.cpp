#include <scaivault/events/catalog.hpp>

using namespace scaivault;

struct answer {};

void react(const any_event& e) {
    const auto f = [](const auto&) { return 1; };
    [[maybe_unused]] const auto g = [](const auto&) { return answer{}; };
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), otherwise(f));
#else
    match(e, on<"secret.rotated">(f), otherwise(g));
    // error: no_common_result_type<handler_result<"otherwise", answer>, handler_result<"secret.rotated",
    //     int>>
#endif
}
