// match over thirty types in random order, ten handlers, beside a hand-written switch and std::visit.

#include "bodies.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <variant>
#include <vector>

using namespace scaivault;

namespace {

// What the handlers do: enough to differ from one another, little beside the dispatch.
struct totals {
    std::int64_t versions = 0, accesses = 0, policies = 0, violations = 0, overdue = 0;
    std::int64_t rotations = 0, certificates = 0, leases = 0, federation = 0, rest = 0;
};

const std::vector<any_event>& events() {
    static const auto list = [] {
        std::vector<any_event> made;
        for (const auto& body : bodies::all())
            made.push_back(decode(body).value());
        return made;
    }();
    return list;
}

template <class Dispatch>
void run(benchmark::State& state, Dispatch dispatch) {
    const auto& list = events();
    std::vector<const any_event*> order;
    for (const auto kind : bodies::random_order(list.size()))
        order.push_back(&list[kind]);
    totals sum;
    std::size_t next = 0;
    for (auto _ : state) {
        dispatch(*order[next++ & (order.size() - 1)], sum);
        benchmark::DoNotOptimize(sum);
    }
}

void match_scaivault(benchmark::State& state) {
    run(state, [](const any_event& event, totals& sum) {
        match(event, on<"secret.accessed">([&](const auto& e) { sum.accesses += e.data.version; }),
              on<"secret.rotated", "secret.updated">(
                  [&](const auto& e) { sum.versions += e.data.new_version; }),
              on<"policy.violation">([&](const auto& e) { sum.violations += e.data.reason.known() ? 1 : 2; }),
              on<"policy.**">([&](const auto&) { ++sum.policies; }),
              on<"rotation.overdue">([&](const auto& e) { sum.overdue += e.data.overdue_hours; }),
              on<"rotation.*">([&](const auto&) { ++sum.rotations; }),
              on<"certificate.*">([&](const auto&) { ++sum.certificates; }),
              on<"dynamic.**">([&](const auto&) { ++sum.leases; }),
              on<"federation.**">([&](const auto&) { ++sum.federation; }),
              otherwise([&](const auto&) { ++sum.rest; }));
    });
}
BENCHMARK(match_scaivault)->Name("match/scaivault");

void match_switch(benchmark::State& state) {
    run(state, [](const any_event& event, totals& sum) {
        switch (event.index()) {
        case 6:
            sum.accesses += std::get_if<6>(&event)->data.version;
            break;
        case 1:
            sum.versions += std::get_if<1>(&event)->data.new_version;
            break;
        case 3:
            sum.versions += std::get_if<3>(&event)->data.new_version;
            break;
        case 12:
            sum.violations += std::get_if<12>(&event)->data.reason.known() ? 1 : 2;
            break;
        case 7:
        case 8:
        case 9:
        case 10:
        case 11:
            ++sum.policies;
            break;
        case 14:
            sum.overdue += std::get_if<14>(&event)->data.overdue_hours;
            break;
        case 13:
        case 15:
        case 16:
            ++sum.rotations;
            break;
        case 17:
        case 18:
        case 19:
        case 20:
        case 21:
            ++sum.certificates;
            break;
        case 22:
        case 23:
        case 24:
        case 25:
            ++sum.leases;
            break;
        case 26:
        case 27:
        case 28:
            ++sum.federation;
            break;
        default:
            ++sum.rest;
            break;
        }
    });
}
BENCHMARK(match_switch)->Name("match/hand-written switch");

void match_visit(benchmark::State& state) {
    run(state, [](const any_event& event, totals& sum) {
        std::visit(
            overloaded{
                [&](const scaivault::event<"secret.accessed">& e) { sum.accesses += e.data.version; },
                [&](const scaivault::event<"secret.rotated">& e) { sum.versions += e.data.new_version; },
                [&](const scaivault::event<"secret.updated">& e) { sum.versions += e.data.new_version; },
                [&](const scaivault::event<"policy.violation">& e) {
                    sum.violations += e.data.reason.known() ? 1 : 2;
                },
                [&](const scaivault::event<"policy.created">&) { ++sum.policies; },
                [&](const scaivault::event<"policy.updated">&) { ++sum.policies; },
                [&](const scaivault::event<"policy.deleted">&) { ++sum.policies; },
                [&](const scaivault::event<"policy.binding.created">&) { ++sum.policies; },
                [&](const scaivault::event<"policy.binding.deleted">&) { ++sum.policies; },
                [&](const scaivault::event<"rotation.overdue">& e) { sum.overdue += e.data.overdue_hours; },
                [&](const scaivault::event<"rotation.due">&) { ++sum.rotations; },
                [&](const scaivault::event<"rotation.completed">&) { ++sum.rotations; },
                [&](const scaivault::event<"rotation.failed">&) { ++sum.rotations; },
                [&](const scaivault::event<"certificate.issued">&) { ++sum.certificates; },
                [&](const scaivault::event<"certificate.renewed">&) { ++sum.certificates; },
                [&](const scaivault::event<"certificate.revoked">&) { ++sum.certificates; },
                [&](const scaivault::event<"certificate.expiring">&) { ++sum.certificates; },
                [&](const scaivault::event<"certificate.renewal_failed">&) { ++sum.certificates; },
                [&](const scaivault::event<"dynamic.lease.created">&) { ++sum.leases; },
                [&](const scaivault::event<"dynamic.lease.renewed">&) { ++sum.leases; },
                [&](const scaivault::event<"dynamic.lease.revoked">&) { ++sum.leases; },
                [&](const scaivault::event<"dynamic.lease.expired">&) { ++sum.leases; },
                [&](const scaivault::event<"federation.sync.completed">&) { ++sum.federation; },
                [&](const scaivault::event<"federation.sync.failed">&) { ++sum.federation; },
                [&](const scaivault::event<"federation.backend.unreachable">&) { ++sum.federation; },
                [&](const auto&) { ++sum.rest; },
            },
            event);
    });
}
BENCHMARK(match_visit)->Name("match/std::visit");

} // namespace
