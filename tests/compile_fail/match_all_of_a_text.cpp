#include <scaivault/events/catalog.hpp>

#include <string_view>

using namespace scaivault;

void react([[maybe_unused]] std::string_view body, [[maybe_unused]] const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match_all(e, on<"secret.rotated">(f), otherwise(f));
#else
    match_all(body, on<"secret.rotated">(f), otherwise(f));
    // error: argument_is_no_variant_of_events<std::basic_string_view<char
#endif
}
