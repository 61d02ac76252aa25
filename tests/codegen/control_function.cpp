// violation: indirect call
// violation: handler 1 is not inlined
#include <scaivault/events/catalog.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

using handler = std::function<void(const scaivault::any_event&, std::int64_t&)>;

extern const std::array<handler, 3> table;
extern const std::array<std::size_t, scaivault::catalog::size + 1> taker;

extern "C" void matched(const scaivault::any_event& event, std::int64_t& total) {
    table[taker[event.index()]](event, total);
}
