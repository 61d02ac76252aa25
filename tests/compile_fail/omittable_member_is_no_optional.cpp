#include <scaivault/json/decode.hpp>

#include <optional>
#include <string>
#include <string_view>

struct order_placed {
#ifdef CORRECTED
    std::optional<std::string> coupon;
#else
    std::string coupon;
#endif
};

template <>
struct scaivault::fields<order_placed> {
    using list = field_list<field<"coupon", &order_placed::coupon, presence::omittable>>;
};

struct shop : scaivault::basic_catalog<scaivault::enveloped<scaivault::envelope, scaivault::unknown_event>,
                                       scaivault::entry<"order.placed", order_placed>> {};

scaivault::result<shop::variant> read(std::string_view json) {
    return scaivault::decode_as<shop>(json);
#ifndef CORRECTED
    // error: &order_placed::coupon
#endif
}
