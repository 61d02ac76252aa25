// They are called as const.
#include <scaivault/any_handlers.hpp>

using namespace scaivault;

any_handlers make() {
#ifdef CORRECTED
    return handlers{on<"secret.rotated">([count = 0](const auto&) { static_cast<void>(count); }),
                    ignore_rest};
#else
    return handlers{on<"secret.rotated">([count = 0](const auto&) mutable { ++count; }), ignore_rest};
    // error: handler_cannot_take_event<"secret.rotated", "secret.rotated">
#endif
}
