#include <scaivault/dispatch.hpp>

using namespace scaivault;

struct order_placed {};
struct order_paid {};
struct order_lost {};

struct shop : basic_catalog<entry<"order.placed", order_placed>, //
                            entry<"order.paid", order_paid>,     //
                            entry<"order.lost", order_lost>> {};

#ifdef CORRECTED
void placed(const shop::event<"order.placed">& e);
#else
void placed(const shop::event<"order.plced">& e);
// error: no_event_type_matches<"order.plced", did_you_mean<"order.placed">>
#endif
