#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
#ifdef CORRECTED
    match(e, ignore_rest);
#else
    match(e);
    // error: events_without_handler<types<"secret.created", "secret.updated", "secret.deleted",
    //     "secret.rotated", "secret.expiring">, and_more<26>, add_otherwise_on_unknown_or_ignore_rest>
#endif
}
