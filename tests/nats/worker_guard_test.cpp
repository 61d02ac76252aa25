#include "worker_fixture.hpp"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace nats_worker_guard_test {

using namespace scaivault;
using namespace nats_support;

TEST_CASE("an event is handled once behind a guard that workers share, however often it is in the stream") {
    if (!has_server())
        return;
    fixture at;
    // As if the server's duplicate window had passed between two deliveries of the event.
    nats::stream_options stream;
    stream.duplicate_window = 1s;
    nats::ensure_streams(at.connection, stream);
    memory_replay_guard guard;
    journal effects;
    const handlers taking{on<"secret.*">([&](const auto& e) { effects(e); }), ignore_rest};
    nats::worker first{at.connection, taking, quick("one"), guard};
    nats::worker second{at.connection, taking, quick("two"), guard};
    for (int i = 0; i != 20; ++i)
        at.send("secret.rotated", "evt_" + std::to_string(i));
    const running one(first), two(second);
    CHECK(eventually([&] {
        const auto a = first.counts(), b = second.counts();
        return a.handled + a.duplicates + b.handled + b.duplicates == 40;
    }));
    CHECK(effects.size() == 20);
    CHECK(effects.all_once());
    CHECK(first.counts().handled + second.counts().handled == 20);
}

TEST_CASE("an event that another worker has claimed waits for it, and costs no try") {
    if (!has_server())
        return;
    fixture at;
    memory_replay_guard guard;
    REQUIRE(guard.claim("evt_1") == claim_result::claimed); // by an owner that dies
    journal effects;
    auto options = quick();
    options.max_tries = 1;
    nats::worker worker{at.connection,
                        handlers{on<"secret.*">([&](const auto& e) { effects(e); }), ignore_rest}, options,
                        guard};
    at.send("secret.rotated", "evt_1");
    at.send("secret.rotated", "evt_2");
    const running started(worker);
    CHECK(eventually([&] { return effects.calls("evt_2") == 1; }));
    std::this_thread::sleep_for(200ms); // many times the delay
    CHECK(effects.calls("evt_1") == 0);
    guard.release("evt_1");
    CHECK(eventually([&] { return effects.calls("evt_1") == 1; }));
    CHECK(at.dead_letters() == 0);
}

TEST_CASE("an event for which the guard has no room waits for it, and costs no try") {
    if (!has_server())
        return;
    fixture at;
    struct crowded {
        std::atomic<int> claims{0};
        std::atomic<bool> has_room{false};
        claim_result claim(std::string_view) {
            ++claims;
            return has_room ? claim_result::claimed : claim_result::full;
        }
        void commit(std::string_view) {}
        void release(std::string_view) {}
    } guard;
    journal effects;
    auto options = quick();
    options.max_tries = 1;
    nats::worker worker{at.connection,
                        handlers{on<"secret.*">([&](const auto& e) { effects(e); }), ignore_rest}, options,
                        guard};
    at.send("secret.rotated", "evt_1");
    const running started(worker);
    CHECK(eventually([&] { return guard.claims >= 3; }));
    CHECK(effects.size() == 0);
    guard.has_room = true;
    CHECK(eventually([&] { return worker.counts().handled == 1; }));
    CHECK(effects.calls("evt_1") == 1);
    CHECK(at.dead_letters() == 0);
}

TEST_CASE("a worker tells on_outcome of each delivery of an event: the failure, and then the success") {
    if (!has_server())
        return;
    fixture at;
    std::mutex mutex;
    std::vector<std::string> seen;
    auto options = quick();
    options.on_outcome = [&](const outcome& of) {
        const std::lock_guard lock(mutex);
        seen.push_back(of.message());
        throw std::runtime_error("the log is full"); // swallowed
    };
    std::atomic<bool> fails = true;
    nats::worker worker{at.connection,
                        handlers{on<"secret.*">([&](const auto&) {
                                     if (fails.exchange(false))
                                         throw std::runtime_error("disk full");
                                 }),
                                 ignore_rest},
                        options};
    at.send("secret.rotated", "evt_1");
    const running started(worker);
    CHECK(eventually([&] { return worker.counts().handled == 1; }));
    const std::lock_guard lock(mutex);
    CHECK(seen == std::vector<std::string>{"handler_failed secret.rotated evt_1: disk full",
                                           "handled secret.rotated evt_1"});
}

} // namespace nats_worker_guard_test
