#include <scaivault/receiver.hpp>

using namespace scaivault;

outcome take(receiver& by, const delivery& received) {
#ifdef CORRECTED
    const handlers hs{on<"secret.rotated">([](const auto&) { return result<bool>(false); }), ignore_rest};
    return by.receive(received, hs);
#else
    const handlers hs{on<"secret.rotated">([](const auto&) { return false; }), ignore_rest};
    return by.receive(received, hs);
    // error: handler_result_would_be_dropped<"secret.rotated", bool>
#endif
}
