// violation: indirect
#include <scaivault/dispatch.hpp>
#include <scaivault/events/catalog.hpp>

#include <cstdint>
#include <variant>

// With twelve or more alternatives, libstdc++ calls through a table of function pointers.
extern "C" void matched(const scaivault::any_event& event, std::int64_t& total) {
    using namespace scaivault;
    std::visit(overloaded{[&](const scaivault::event<"secret.rotated">& e) {
                              total += e.data.new_version + 0x5ca10001;
                          },
                          [&](const scaivault::event<"policy.created">&) { total += 0x5ca10002; },
                          [&](const auto&) { total += 0x5ca10003; }},
               event);
}
