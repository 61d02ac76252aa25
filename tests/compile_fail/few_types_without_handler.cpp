// `policy.*` does not match the bindings.
#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
    const auto on_rest =
        on<"secret.*", "rotation.*", "certificate.*", "dynamic.**", "federation.**", "identity.**">(f);
#ifdef CORRECTED
    match(e, on<"policy.**">(f), on_rest, on_unknown(f));
#else
    match(e, on<"policy.*">(f), on_rest, on_unknown(f));
    // error: events_without_handler<types<"policy.binding.created", "policy.binding.deleted">, and_more<0>,
    //     add_otherwise_on_unknown_or_ignore_rest>
#endif
}
