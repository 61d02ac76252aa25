#include <scaivault/events/catalog.hpp>

#include <string>

using namespace scaivault;

void react([[maybe_unused]] const std::string& body, [[maybe_unused]] const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), otherwise(f));
#else
    match(body, on<"secret.rotated">(f), otherwise(f));
    // error: argument_is_no_variant_of_events<std::basic_string<char
#endif
}
