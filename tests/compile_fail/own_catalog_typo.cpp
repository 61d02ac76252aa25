#include <scaivault/dispatch.hpp>

using namespace scaivault;

struct order_placed {};
struct order_paid {};
struct order_lost {};

struct shop : basic_catalog<entry<"order.placed", order_placed>, //
                            entry<"order.paid", order_paid>,     //
                            entry<"order.lost", order_lost>> {};

void react(const shop::variant& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    auto hs = handlers_for<shop>(on<"order.paid">(f), ignore_rest);
#else
    auto hs = handlers_for<shop>(on<"order.payd">(f), ignore_rest);
    // error: no_event_type_matches<"order.payd", did_you_mean<"order.paid">>
#endif
    hs(e);
}
