#include <scaivault/events/layout.hpp>
#include <scaivault/json/decode.hpp>

#include <cstdint>
#include <string>
#include <string_view>

struct notice {
    std::string id;
};
template <>
struct scaivault::fields<notice> {
#ifdef CORRECTED
    using list = field_list<id_in_header<&notice::id>, type_joined<"action">, payload_is_body<>>;
#else
    using list = field_list<id_in_header<&notice::id>, type_joined<"action">>;
#endif
};

struct order_placed {
    std::int64_t number = 0;
};
template <>
struct scaivault::fields<order_placed> {
    using list = field_list<field<"number", &order_placed::number>>;
};

struct shop
    : scaivault::basic_catalog<scaivault::enveloped<notice>, scaivault::entry<"order.placed", order_placed>> {
};

scaivault::result<shop::variant> read(std::string_view json) {
    return scaivault::decode_as<shop>(json);
#ifndef CORRECTED
    // error: the field list of an envelope has one item for the type and one for the payload
#endif
}
