#include <scaivault/json/decode.hpp>

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>

struct order_placed {
    std::string number{};
#ifndef CORRECTED
    std::string coupon{};
#endif
};
BOOST_DESCRIBE_STRUCT(order_placed, (), (number))

struct shop : scaivault::basic_catalog<scaivault::enveloped<scaivault::envelope, scaivault::unknown_event>,
                                       scaivault::entry<"order.placed", order_placed>> {};

scaivault::result<shop::variant> read(std::string_view json) {
    return scaivault::decode_as<shop>(json);
#ifndef CORRECTED
    // error: order_placed
#endif
}
