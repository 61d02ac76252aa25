#include <scaivault/receiver.hpp>

using namespace scaivault;

struct counter {
    void operator()(const any_event&) const;
};

outcome take(receiver& by, const delivery& received) {
#ifdef CORRECTED
    return by.receive(received, handlers{otherwise([](const auto&) {})});
#else
    return by.receive(received, counter{});
    // error: argument_is_no_handler<counter, put_it_into_handlers_with_a_pattern>
#endif
}
