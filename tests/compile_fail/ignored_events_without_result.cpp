#include <scaivault/events/catalog.hpp>

using namespace scaivault;

struct answer {
    explicit answer(int) {}
};

void react(const any_event& e) {
    const auto f = [](const auto&) { return answer{1}; };
#ifdef CORRECTED
    match(e, on<"secret.rotated">(f), otherwise(f));
#else
    match(e, on<"secret.rotated">(f), ignore_rest);
    // error: ignore_rest_cannot_make_result<answer>
#endif
}
