#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const event<"rotation.overdue">&) {};
#ifdef CORRECTED
    match(e, on<"rotation.overdue">(f), ignore_rest);
#else
    match(e, on<"rotation.*">(f), ignore_rest);
    // error: handler_cannot_take_event<"rotation.due", "rotation.*">
#endif
}
