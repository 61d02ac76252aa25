#include <scaivault/events/catalog.hpp>

using namespace scaivault;

namespace {
void log(int) {}
} // namespace

void react(const any_event& e) {
#ifdef CORRECTED
    match(e, on<"secret.rotated">([](const auto& taken) { log(static_cast<int>(taken.data.new_version)); }),
          ignore_rest);
#else
    log(0);
    match(e, on<"secret.rotated">(log), ignore_rest);
    // error: handler_cannot_take_event<"secret.rotated", "secret.rotated">, its_parameter_is<int>>
#endif
}
