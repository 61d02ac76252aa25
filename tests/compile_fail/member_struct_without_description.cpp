#include <scaivault/json/decode.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>

struct card {
    std::string number{};
};

struct order_placed {
#ifdef CORRECTED
    std::optional<std::string> to{};
#else
    std::optional<card> to{};
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
