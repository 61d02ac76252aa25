#include <scaivault/json/decode.hpp>

#include <boost/describe/class.hpp>

#include <map>
#include <string>
#include <string_view>

struct order_placed {
#ifdef CORRECTED
    std::map<std::string, std::string> to{};
#else
    std::map<int, std::string> to{};
#endif
};
BOOST_DESCRIBE_STRUCT(order_placed, (), (to))

struct shop : scaivault::basic_catalog<scaivault::enveloped<scaivault::envelope, scaivault::unknown_event>,
                                       scaivault::entry<"order.placed", order_placed>> {};

scaivault::result<shop::variant> read(std::string_view json) {
    return scaivault::decode_as<shop>(json);
#ifndef CORRECTED
    // error: order_placed::to
#endif
}
