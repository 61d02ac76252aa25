// A match has no delivery.
#include <scaivault/any_handlers.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&, const delivery_context&) {};
#ifdef CORRECTED
    handlers{on<"secret.*">(f), ignore_rest}(e, delivery_context{});
#else
    match(e, on<"secret.*">(f), ignore_rest);
    // error: handler_needs_a_delivery_context<"secret.*">
#endif
}
