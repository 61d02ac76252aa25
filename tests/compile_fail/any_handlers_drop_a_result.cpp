#include <scaivault/any_handlers.hpp>

using namespace scaivault;

any_handlers make() {
#ifdef CORRECTED
    return handlers{on<"secret.rotated">([](const auto&) {}), ignore_rest};
#else
    return handlers{on<"secret.rotated">([](const auto&) { return 1; }), ignore_rest};
    // error: handler_result_would_be_dropped<"secret.rotated", int>
#endif
}
