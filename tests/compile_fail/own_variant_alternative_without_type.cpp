#include <scaivault/dispatch.hpp>

#include <string_view>
#include <variant>

using namespace scaivault;

struct order_lost {};
struct order_placed {
    static constexpr std::string_view type = "order.placed";
};
struct order_paid {
    static constexpr std::string_view type = "order.paid";
};

#ifdef CORRECTED
using any_order = std::variant<order_placed, order_paid, order_lost>; // only the last may lack a type
#else
using any_order = std::variant<order_lost, order_placed, order_paid>;
#endif

void react(const any_order& e) {
    match(e, on<"order.placed">([](const auto&) {}), ignore_rest);
#ifndef CORRECTED
    // error: alternative_without_type<order_lost>
#endif
}
