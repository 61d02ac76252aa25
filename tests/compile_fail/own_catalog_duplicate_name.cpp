#include <scaivault/dispatch.hpp>

using namespace scaivault;

struct order_placed {};
struct order_paid {};
struct order_lost {};

#ifdef CORRECTED
struct shop : basic_catalog<entry<"order.placed", order_placed>, entry<"order.lost", order_lost>> {};
#else
struct shop : basic_catalog<entry<"order.placed", order_placed>, entry<"order.placed", order_lost>> {};
// error: duplicate_event_type<"order.placed">
#endif
