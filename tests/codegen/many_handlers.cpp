// Has HANDLERS typical handlers: 3, 10 or 20. EXTRA is additional code in all but the last.
#include <scaivault/dispatch.hpp>
#include <scaivault/events/catalog.hpp>

#include <cstdint>
#include <utility>

#ifndef EXTRA
#    define EXTRA
#endif

struct totals {
    std::int64_t versions, hours, counted[20];
};

void take(scaivault::any_event& event, totals& total) {
    using namespace scaivault;
    const handlers kept {
        on<"secret.rotated">([&](const auto& e) {
            EXTRA;
            total.versions += e.data.new_version;
        }),
            on<"rotation.overdue">([&](const auto& e) {
                EXTRA;
                total.hours += e.data.overdue_hours;
            }),
#if HANDLERS >= 10
            on<"secret.created">([&](const auto&) {
                EXTRA;
                ++total.counted[0];
            }),
            on<"secret.updated">([&](const auto&) {
                EXTRA;
                ++total.counted[1];
            }),
            on<"secret.deleted">([&](const auto&) {
                EXTRA;
                ++total.counted[2];
            }),
            on<"secret.expiring">([&](const auto&) {
                EXTRA;
                ++total.counted[3];
            }),
            on<"policy.violation">([&](const auto&) {
                EXTRA;
                ++total.counted[4];
            }),
            on<"certificate.expiring">([&](const auto&) {
                EXTRA;
                ++total.counted[5];
            }),
            on<"dynamic.lease.created">([&](const auto&) {
                EXTRA;
                ++total.counted[6];
            }),
#endif
#if HANDLERS >= 20
            on<"policy.created">([&](const auto&) {
                EXTRA;
                ++total.counted[7];
            }),
            on<"policy.updated">([&](const auto&) {
                EXTRA;
                ++total.counted[8];
            }),
            on<"policy.deleted">([&](const auto&) {
                EXTRA;
                ++total.counted[9];
            }),
            on<"rotation.due">([&](const auto&) {
                EXTRA;
                ++total.counted[10];
            }),
            on<"rotation.completed">([&](const auto&) {
                EXTRA;
                ++total.counted[11];
            }),
            on<"rotation.failed">([&](const auto&) {
                EXTRA;
                ++total.counted[12];
            }),
            on<"certificate.issued">([&](const auto&) {
                EXTRA;
                ++total.counted[13];
            }),
            on<"certificate.renewed">([&](const auto&) {
                EXTRA;
                ++total.counted[14];
            }),
            on<"federation.sync.failed">([&](const auto&) {
                EXTRA;
                ++total.counted[15];
            }),
            on<"identity.sync.completed">([&](const auto&) {
                EXTRA;
                ++total.counted[16];
            }),
#endif
            otherwise([&](const auto&) { ++total.counted[19]; }),
    };
    kept(std::move(event));
}
