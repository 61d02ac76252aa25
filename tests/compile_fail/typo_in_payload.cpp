#include <scaivault/events/catalog.hpp>

using namespace scaivault;

#ifdef CORRECTED
payload_t<"rotation.completed"> last;
#else
payload_t<"rotation.complete"> last;
// error: no_event_type_matches<"rotation.complete", did_you_mean<"rotation.completed">>
#endif
