#include <scaivault/json/decode.hpp>

scaivault::decode_options reading() {
    scaivault::decode_options options;
#ifdef CORRECTED
    options.lenient = scaivault::lenient<"tenant_id", "request_id">;
#else
    options.lenient = scaivault::lenient<"tenant_id", "event_id">;
    // error: lenient_names_a_required_member<envelope, "event_id">
#endif
    return options;
}
