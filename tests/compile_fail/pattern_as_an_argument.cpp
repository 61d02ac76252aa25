#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), ignore_rest);
#else
    match(e, on("secret.rotated", f), ignore_rest);
    // error: argument_is_no_pattern<char
#endif
}
