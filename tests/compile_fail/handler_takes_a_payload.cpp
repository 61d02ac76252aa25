#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
#ifdef CORRECTED
    match(e, on<"secret.rotated">([](const event<"secret.rotated">& taken) {
              const secret_rotated& f = taken.data;
              (void)f;
          }),
          ignore_rest);
#else
    match(e, on<"secret.rotated">([](const secret_rotated&) {}), ignore_rest);
    // error: handler_cannot_take_event<"secret.rotated", "secret.rotated">,
    //        it_takes_the_payload_instead_of_the_event<secret_rotated>>
#endif
}
