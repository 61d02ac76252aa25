// Only the dispatch core: a catalog of ten events and ten handlers.
#include <scaivault/dispatch.hpp>

#include <cstdint>

namespace {

struct item {
    std::int64_t amount = 0;
};

using namespace scaivault;

struct shop
    : basic_catalog<entry<"order.placed", item>, entry<"order.paid", item>, entry<"order.shipped", item>,
                    entry<"order.cancelled", item>, entry<"order.item.added", item>,
                    entry<"order.item.removed", item>, entry<"stock.low", item>, entry<"stock.out", item>,
                    entry<"user.created", item>, entry<"user.deleted", item>> {};

} // namespace

std::int64_t total = 0;

void take(std::size_t kind) {
    const auto hs = handlers_for<shop>(
        on<"order.placed">([](const auto& e) { total += e.data.amount; }),
        on<"order.paid">([](const auto& e) { total -= e.data.amount; }),
        on<"order.shipped">([](const auto&) { ++total; }), on<"order.*">([](const auto&) { ++total; }),
        on<"order.item.added">([](const auto&) { ++total; }), on<"order.**">([](const auto&) { ++total; }),
        on<"stock.low">([](const auto&) { ++total; }), on<"stock.*">([](const auto&) { ++total; }),
        on<"user.*">([](const auto&) { ++total; }), otherwise([](const auto&) {}));
    shop::variant event;
    if (kind == 1)
        event.emplace<1>();
    hs(event);
}
