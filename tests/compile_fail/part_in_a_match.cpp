#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
    handler_list part{on<"secret.*">(f)};
#ifdef CORRECTED
    handlers{part, ignore_rest}(e);
#else
    match(e, part, ignore_rest);
    // error: argument_is_no_handler<handler_list<
#endif
}
