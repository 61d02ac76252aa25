// A receiver with three handlers; the other types are ignored. Compiled as it is, and with SCAIVAULT_SEPARATE.
#include <scaivault/webhook.hpp>

#include <cstdint>

std::int64_t total = 0;

int receive(scaivault::receiver& receiver, const scaivault::delivery& delivery) {
    using namespace scaivault;
    const auto hs = handlers{
        on<"secret.rotated">([](const auto& e) { total += e.data.new_version; }),
        on<"policy.violation">([](const auto& e) { total += e.data.reason.known() ? 1 : 0; }),
        on<"rotation.overdue">([](const auto& e) { total += e.data.overdue_hours; }),
        ignore_rest,
    };
    return http_status(receiver.receive(delivery, hs));
}
