#include <scaivault/json/decode.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <string_view>

enum class paint { oil, water };

enum class colour { red, green };
BOOST_DESCRIBE_ENUM(colour, red, green)

struct order_placed {
#ifdef CORRECTED
    colour to{};
#else
    paint to{};
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
