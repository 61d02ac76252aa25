// A match with three handlers. Each adds a unique number, which shows where its code is in the assembly.
#include <scaivault/dispatch.hpp>
#include <scaivault/events/catalog.hpp>

#include <cstdint>

extern "C" void matched(const scaivault::any_event& event, std::int64_t& total) {
    using namespace scaivault;
    match(event, on<"secret.rotated">([&](const auto& e) { total += e.data.new_version + 0x5ca10001; }),
          on<"policy.**">([&](const auto&) { total += 0x5ca10002; }),
          otherwise([&](const auto&) { total += 0x5ca10003; }));
}
