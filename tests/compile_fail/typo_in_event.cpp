#include <scaivault/events/catalog.hpp>

using namespace scaivault;

#ifdef CORRECTED
void rotated(const event<"secret.rotated">& e);
#else
void rotated(const event<"secret.roated">& e);
// error: no_event_type_matches<"secret.roated", did_you_mean<"secret.rotated">>
#endif
