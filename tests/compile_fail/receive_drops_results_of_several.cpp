// One error for each handler; a tap's result counts too.
#include <scaivault/receiver.hpp>

using namespace scaivault;

outcome take(receiver& by, const delivery& received) {
#ifdef CORRECTED
    const handlers hs{tap<"secret.*">([](const auto&) {}), on<"policy.**">([](const auto&) {}), ignore_rest};
    return by.receive(received, hs);
#else
    const handlers hs{tap<"secret.*">([](const auto&) { return true; }),
                      on<"policy.**">([](const auto&) { return 1; }), ignore_rest};
    return by.receive(received, hs);
    // error: handler_result_would_be_dropped<"secret.*", bool>
    // error: handler_result_would_be_dropped<"policy.**", int>
#endif
}
