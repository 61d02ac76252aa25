// A tap takes nothing.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, tap<"**">(f), on<"**">(f), on_unknown(f));
#else
    match(e, tap<"**">(f), on_unknown(f));
    // error: events_without_handler<types<"secret.created", "secret.updated", "secret.deleted", "secret.rotated",
    //     "secret.expiring">, and_more<25>, add_otherwise_on_unknown_or_ignore_rest>
#endif
}
