#include <scaivault/dispatch.hpp>

#include <string_view>
#include <variant>

using namespace scaivault;

struct order_placed {
    static constexpr std::string_view type = "order.placed";
};
struct order_paid {
    static constexpr std::string_view type = "order.paid";
};
struct order_lost {
#ifdef CORRECTED
    static constexpr std::string_view type = "order.lost";
#else
    static constexpr std::string_view type = "order.paid";
#endif
};

void react(const std::variant<order_placed, order_paid, order_lost>& e) {
    match(e, on<"order.placed">([](const auto&) {}), ignore_rest);
#ifndef CORRECTED
    // error: duplicate_event_type<"order.paid">
#endif
}
