#include <scaivault/receiver.hpp>

using namespace scaivault;

struct task {
    bool await_ready();
    template <class Handle>
    void await_suspend(Handle);
    void await_resume();
};

outcome take(receiver& by, const delivery& received) {
#ifdef CORRECTED
    const handlers hs{on<"secret.rotated">([](const auto&) {}), ignore_rest};
    return by.receive(received, hs);
#else
    const handlers hs{on<"secret.rotated">([](const auto&) { return task{}; }), ignore_rest};
    return by.receive(received, hs);
    // error: handler_result_would_be_dropped<"secret.rotated", use_async_receive_for<task>>
#endif
}
