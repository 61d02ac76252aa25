#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    [[maybe_unused]] const auto f = [](const auto&) { return 1; };
    const auto g = [](const auto&) {};
#ifdef CORRECTED
    auto hs = handlers{on<"secret.rotated">(g), otherwise(g)};
    hs(e);
#else
    auto hs = handlers{on<"secret.rotated">(f), otherwise(g)};
    // error: no_common_result_type<handler_result<"otherwise", void>, handler_result<"secret.rotated", int>>
    hs(e);
#endif
}
