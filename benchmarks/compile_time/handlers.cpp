// Ten handlers for the vendor's events, as a user writes them. The receiver is in another translation unit.
#include <scaivault/webhook.hpp>

#include <cstdint>

std::int64_t total = 0;

void handle(const scaivault::any_event& event) {
    using namespace scaivault;
    match(event, on<"secret.rotated">([](const auto& e) { total += e.data.new_version; }),
          on<"secret.expiring", "secret.expired">([](const auto&) { ++total; }),
          on<"secret.*">([](const auto&) { ++total; }),
          on<"policy.violation">([](const auto& e) { total += e.data.reason.known() ? 1 : 0; }),
          on<"policy.**">([](const auto&) { ++total; }),
          on<"rotation.overdue">([](const auto& e) { total += e.data.overdue_hours; }),
          on<"rotation.*">([](const auto&) { ++total; }), on<"certificate.*">([](const auto&) { ++total; }),
          on<"dynamic.**">([](const auto&) { ++total; }), otherwise([](const auto&) { ++total; }));
}
