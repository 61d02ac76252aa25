#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = []<fixed_string Name>(const event<Name>&) {};
#ifdef CORRECTED
    match(e, on<"**">(f), on_unknown([](const unknown_event&) {}));
#else
    match(e, on<"**">(f), otherwise(f));
    // error: handler_cannot_take_event<"unknown_event", "otherwise">
#endif
}
