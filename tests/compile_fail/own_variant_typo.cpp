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

void react(const std::variant<order_placed, order_paid>& e) {
    const auto f = [](const auto&) {};
#ifdef CORRECTED
    match(e, on<"order.placed">(f), ignore_rest);
#else
    match(e, on<"order.palced">(f), ignore_rest);
    // error: no_event_type_matches<"order.palced", did_you_mean<"order.placed">>
#endif
}
