#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.*">(f), otherwise(f));
#else
    match(e, on<"secret.*">(f));
    // error: events_without_handler<types<"policy.created", "policy.updated", "policy.deleted",
    //     "policy.binding.created", "policy.binding.deleted">, and_more<19>,
    //     add_otherwise_on_unknown_or_ignore_rest>
#endif
}
