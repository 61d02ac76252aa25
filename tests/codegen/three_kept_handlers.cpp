// Like three_handlers.cpp, with a stored `handlers` object and an rvalue event, as in a receiver.
#include <scaivault/dispatch.hpp>
#include <scaivault/events/catalog.hpp>

#include <cstdint>
#include <utility>

extern "C" void matched(scaivault::any_event& event, std::int64_t& total) {
    using namespace scaivault;
    const handlers kept{
        on<"secret.rotated">([&](const auto& e) { total += e.data.new_version + 0x5ca10001; }),
        on<"policy.**">([&](const auto&) { total += 0x5ca10002; }),
        otherwise([&](const auto&) { total += 0x5ca10003; }),
    };
    kept(std::move(event));
}
