#pragma once

#include <scaivault/webhook.hpp>

#include <cstdint>

/// Ten handlers for thirty types. Their work is enough to tell them apart, and small compared with the dispatch.
struct totals {
    std::int64_t versions = 0, accesses = 0, policies = 0, violations = 0, overdue = 0;
    std::int64_t rotations = 0, certificates = 0, leases = 0, federation = 0, rest = 0;
};

/// The handlers for scaivault: `use(on<...>(...), ...)`, where `use` is `match` or `handlers`.
template <class Use>
auto with_ten_handlers(totals& sum, Use use) {
    using scaivault::on;
    return use(
        on<"secret.accessed">([&](const auto& e) { sum.accesses += e.data.version; }),
        on<"secret.rotated", "secret.updated">([&](const auto& e) { sum.versions += e.data.new_version; }),
        on<"policy.violation">([&](const auto& e) { sum.violations += e.data.reason.known() ? 1 : 2; }),
        on<"policy.**">([&](const auto&) { ++sum.policies; }),
        on<"rotation.overdue">([&](const auto& e) { sum.overdue += e.data.overdue_hours; }),
        on<"rotation.*">([&](const auto&) { ++sum.rotations; }),
        on<"certificate.*">([&](const auto&) { ++sum.certificates; }),
        on<"dynamic.**">([&](const auto&) { ++sum.leases; }),
        on<"federation.**">([&](const auto&) { ++sum.federation; }),
        scaivault::otherwise([&](const auto&) { ++sum.rest; }));
}

/// The same ten handlers as one overload set, for the peers.
struct ten_handlers {
    template <scaivault::fixed_string Name>
    using event = scaivault::event<Name>;

    totals& sum;

    void operator()(const event<"secret.accessed">& e) const { sum.accesses += e.data.version; }
    void operator()(const event<"secret.rotated">& e) const { sum.versions += e.data.new_version; }
    void operator()(const event<"secret.updated">& e) const { sum.versions += e.data.new_version; }
    void operator()(const event<"policy.violation">& e) const {
        sum.violations += e.data.reason.known() ? 1 : 2;
    }
    void operator()(const event<"policy.created">&) const { ++sum.policies; }
    void operator()(const event<"policy.updated">&) const { ++sum.policies; }
    void operator()(const event<"policy.deleted">&) const { ++sum.policies; }
    void operator()(const event<"policy.binding.created">&) const { ++sum.policies; }
    void operator()(const event<"policy.binding.deleted">&) const { ++sum.policies; }
    void operator()(const event<"rotation.overdue">& e) const { sum.overdue += e.data.overdue_hours; }
    void operator()(const event<"rotation.due">&) const { ++sum.rotations; }
    void operator()(const event<"rotation.completed">&) const { ++sum.rotations; }
    void operator()(const event<"rotation.failed">&) const { ++sum.rotations; }
    void operator()(const event<"certificate.issued">&) const { ++sum.certificates; }
    void operator()(const event<"certificate.renewed">&) const { ++sum.certificates; }
    void operator()(const event<"certificate.revoked">&) const { ++sum.certificates; }
    void operator()(const event<"certificate.expiring">&) const { ++sum.certificates; }
    void operator()(const event<"certificate.renewal_failed">&) const { ++sum.certificates; }
    void operator()(const event<"dynamic.lease.created">&) const { ++sum.leases; }
    void operator()(const event<"dynamic.lease.renewed">&) const { ++sum.leases; }
    void operator()(const event<"dynamic.lease.revoked">&) const { ++sum.leases; }
    void operator()(const event<"dynamic.lease.expired">&) const { ++sum.leases; }
    void operator()(const event<"federation.sync.completed">&) const { ++sum.federation; }
    void operator()(const event<"federation.sync.failed">&) const { ++sum.federation; }
    void operator()(const event<"federation.backend.unreachable">&) const { ++sum.federation; }
    void operator()(const auto&) const { ++sum.rest; }
};
