#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    auto hs = handlers_for<catalog>(on<"secret.rotated">(f), otherwise(f));
    hs(e);
#else
    handlers_for<any_event>(on<"secret.rotated">(f), otherwise(f));
    // error: type_is_no_catalog<std::variant<basic_event<"secret.created"
    static_cast<void>(e);
#endif
}
