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
    match(e, on<"order.placed">(f), on<"order.paid">(f));
#else
    match(e, on<"order.placed">(f));
    // error: events_without_handler<types<"order.paid">, and_more<0>,
    //     add_otherwise_on_unknown_or_ignore_rest>
#endif
}
