// A type that only guarded handlers take needs another handler for what they leave.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
    const auto rest = on<"secret.created", "secret.updated", "secret.deleted", "secret.expiring",
                         "secret.expired", "secret.accessed", "policy.**", "rotation.*", "certificate.*",
                         "dynamic.**", "federation.**", "identity.**">(f);
#ifdef CORRECTED
    match(e, on<"secret.rotated">(when(under("production")), f), on<"secret.rotated">(f), rest,
          on_unknown(f));
#else
    match(e, on<"secret.rotated">(when(under("production")), f), rest, on_unknown(f));
    // error: events_without_handler<types<"secret.rotated">, and_more<0>, only_guarded<"secret.rotated">,
    //     add_otherwise_on_unknown_or_ignore_rest>
#endif
}
