#include <scaivault/receiver.hpp>

#include <string>

struct notice {
#ifdef CORRECTED
    std::string event_id;
#else
    std::string number;
#endif
};

template <>
struct scaivault::fields<notice> {
#ifdef CORRECTED
    using list = field_list<field<"event_id", &notice::event_id>>;
#else
    using list = field_list<field<"number", &notice::number>>;
#endif
};

struct order_placed {};

template <>
struct scaivault::fields<order_placed> {
    using list = field_list<>;
};

struct shop
    : scaivault::basic_catalog<scaivault::enveloped<notice>, scaivault::entry<"order.placed", order_placed>> {
};

scaivault::outcome receive(scaivault::receiver& receiver, const scaivault::delivery& delivery) {
    return receiver.receive(delivery, scaivault::handlers_for<shop>(scaivault::ignore_rest));
#ifndef CORRECTED
    // error: notice
#endif
}
