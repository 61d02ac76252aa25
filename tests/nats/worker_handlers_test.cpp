#include "worker_fixture.hpp"

#include "scaivault/any_handlers.hpp"

#include <atomic>
#include <string>
#include <system_error>
#include <utility>

namespace nats_worker_handlers_test {

using namespace scaivault;
using namespace nats_support;

TEST_CASE("a worker tries an event again if its handler returns a failure") {
    if (!has_server())
        return;
    fixture at;
    std::atomic<int> tries{0};
    nats::worker worker{at.connection,
                        handlers{on<"secret.rotated">([&](const auto&) {
                                     return ++tries == 1 ? std::make_error_code(std::errc::io_error)
                                                         : std::error_code();
                                 }),
                                 ignore_rest},
                        quick()};
    at.send("secret.rotated", "evt_1");
    const running started(worker);
    CHECK(eventually([&] { return worker.counts().handled == 1; }));
    CHECK(tries == 2);
    CHECK(worker.counts().retried == 1);
}

TEST_CASE("a worker takes any_handlers, and is sent the types of their subscription") {
    if (!has_server())
        return;
    fixture at;
    journal policies;
    std::atomic<int> with_id{0};
    any_handlers any = handlers{on<"policy.**">([&](const auto& e, const delivery_context& about) {
                                    policies(e);
                                    with_id += about.event_id == e.event_id ? 1 : 0;
                                }),
                                ignore_rest};
    nats::worker worker{at.connection, std::move(any), quick()};
    for (const auto type : catalog::names)
        at.send(type, "evt_" + std::string(type));
    {
        const running started(worker);
        CHECK(eventually([&] { return worker.counts().handled == 6; }));
    }
    CHECK(worker.counts().unhandled == 0);
    CHECK(policies.calls("evt_policy.binding.deleted") == 1);
    CHECK(with_id == 6);
}

} // namespace nats_worker_handlers_test
