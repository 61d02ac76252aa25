#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), on<"secret.*">(f), on<"policy.**", "rotation.*">(f), otherwise(f));
#else
    match(e, on<"secret.*">(f), on<"secret.rotated">(f), on<"policy.**", "rotation.*">(f), on_unknown(f));
    // error: handler_never_runs<"secret.rotated", already_taken_by<"secret.*">>
    // error: events_without_handler<types<"certificate.issued", "certificate.renewed",
    //     "certificate.revoked", "certificate.expiring", "certificate.renewal_failed">, and_more<8>,
    //     add_otherwise_on_unknown_or_ignore_rest>
#endif
}
