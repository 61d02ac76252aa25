// A receiver with ten handlers. This translation unit compiles the verifier, the decoder and the replay guard.
#include <scaivault/webhook.hpp>

#include <cstdint>

std::int64_t total = 0;

int receive(scaivault::receiver& receiver, const scaivault::delivery& delivery) {
    using namespace scaivault;
    const auto hs = handlers{
        on<"secret.rotated">([](const auto& e) { total += e.data.new_version; }),
        on<"secret.expiring", "secret.expired">([](const auto&) { ++total; }),
        on<"secret.*">([](const auto&) { ++total; }),
        on<"policy.violation">([](const auto& e) { total += e.data.reason.known() ? 1 : 0; }),
        on<"policy.**">([](const auto&) { ++total; }),
        on<"rotation.overdue">([](const auto& e) { total += e.data.overdue_hours; }),
        on<"rotation.*">([](const auto&) { ++total; }),
        on<"certificate.*">([](const auto&) { ++total; }),
        on<"dynamic.**">([](const auto&) { ++total; }),
        otherwise([](const auto&) { ++total; }),
    };
    return http_status(receiver.receive(delivery, hs));
}
