#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), ignore_rest);
#else
    match(e, on<"secret..rotated">(f), ignore_rest);
    // error: malformed_pattern<"secret..rotated", two_dots_have_a_segment_between_them>
#endif
}
