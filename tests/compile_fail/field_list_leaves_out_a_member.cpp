#include <scaivault/json/decode.hpp>

#include <cstdint>
#include <string>

struct order_placed {
    std::string order_id;
    std::int64_t items = 0;
};

template <>
struct scaivault::fields<order_placed> {
#ifdef CORRECTED
    using list = field_list<field<"order_id", &order_placed::order_id>, field<"items", &order_placed::items>>;
#else
    using list = field_list<field<"order_id", &order_placed::order_id>>;
#endif
};

struct shop : scaivault::basic_catalog<scaivault::enveloped<scaivault::envelope, scaivault::unknown_event>,
                                       scaivault::entry<"order.placed", order_placed>> {};

scaivault::result<shop::variant> read(std::string_view json) {
    return scaivault::decode_as<shop>(json);
#ifndef CORRECTED
    // error: <order_placed>
#endif
}
