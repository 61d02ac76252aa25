#include <scaivault/events/catalog.hpp>

using namespace scaivault;

void react(const any_event& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    auto hs = handlers{on<"**">(f), on_unknown(f)};
    hs(e);
#else
    auto hs = handlers{on<"**">(f)};
    // error: events_without_handler<types<"unknown_event">, and_more<0>,
    //     add_otherwise_on_unknown_or_ignore_rest>
    hs(e);
#endif
}
