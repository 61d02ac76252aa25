// Unknown events need a handler, because the vendor will add types.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"**">(f), on_unknown(f));
#else
    match(e, on<"**">(f));
    // error: events_without_handler<types<"unknown_event">, and_more<0>,
    //     add_otherwise_on_unknown_or_ignore_rest>
#endif
}
