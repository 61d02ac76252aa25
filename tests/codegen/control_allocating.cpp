// violation: operator new
#include <scaivault/dispatch.hpp>
#include <scaivault/events/catalog.hpp>

#include <cstdint>

std::int64_t* kept = nullptr;

extern "C" void matched(const scaivault::any_event& event, std::int64_t& total) {
    using namespace scaivault;
    match(event,
          on<"secret.rotated">([&](const auto& e) { kept = new auto(e.data.new_version + 0x5ca10001); }),
          on<"policy.**">([&](const auto&) { total += 0x5ca10002; }),
          otherwise([&](const auto&) { total += 0x5ca10003; }));
}
