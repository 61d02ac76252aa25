#include <scaivault/json/decode.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

struct order_placed {
#ifdef CORRECTED
    std::vector<std::string> to;
#else
    std::set<std::string> to;
#endif
};

template <>
struct scaivault::fields<order_placed> {
    using list = field_list<field<"to", &order_placed::to>>;
};

struct shop : scaivault::basic_catalog<scaivault::enveloped<scaivault::envelope, scaivault::unknown_event>,
                                       scaivault::entry<"order.placed", order_placed>> {};

scaivault::result<shop::variant> read(std::string_view json) {
    return scaivault::decode_as<shop>(json);
#ifndef CORRECTED
    // error: order_placed::to
#endif
}
