#include "worker_fixture.hpp"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace nats_worker_test {

using namespace scaivault;
using namespace nats_support;

TEST_CASE("a worker is sent exactly the types that its handlers ask for") {
    if (!has_server())
        return;
    fixture at;
    journal rotated, policies;
    nats::worker worker{at.connection,
                        handlers{on<"secret.rotated">([&](const event<"secret.rotated">& e) { rotated(e); }),
                                 on<"policy.**">([&](const auto& e) { policies(e); }), ignore_rest},
                        quick()};
    for (const auto type : catalog::names)
        at.send(type, "evt_" + std::string(type));
    {
        const running started(worker);
        CHECK(eventually([&] { return rotated.size() == 1 && policies.size() == 6; }));
        CHECK(eventually([&] { return worker.counts().handled == 7; }));
    }
    CHECK(worker.counts().unhandled == 0);
    CHECK(rotated.calls("evt_secret.rotated") == 1);
    CHECK(policies.calls("evt_policy.binding.deleted") == 1);
}

TEST_CASE("the payload arrives as it was signed") {
    if (!has_server())
        return;
    fixture at;
    std::atomic<std::int64_t> version{0};
    nats::worker worker{
        at.connection,
        handlers{on<"secret.rotated">([&](event<"secret.rotated"> e) { version = e.data.new_version; }),
                 ignore_rest},
        quick()};
    at.send("secret.rotated", "evt_1");
    const running started(worker);
    CHECK(eventually([&] { return version == 4; }));
}

TEST_CASE(
    "a wildcard takes in types that the catalog does not know; the rest of the unknown is sent on request") {
    if (!has_server())
        return;
    fixture at;
    journal known, unknown, of_all;
    const auto make = [&](journal& takes_unknown) {
        return handlers{on<"secret.*">([&](const auto& e) { known(e); }),
                        on_unknown([&](const unknown_event& e) { takes_unknown(e); }), ignore_rest};
    };
    at.send_unknown("secret.archived", "evt_1");
    at.send_unknown("vault.sealed", "evt_2");
    at.send("secret.created", "evt_3");
    at.send("policy.created", "evt_4");

    nats::worker some{at.connection, make(unknown), quick("some")};
    auto options = quick("all");
    options.events = nats::filter::everything;
    nats::worker all{at.connection, make(of_all), options};
    options = quick("exact");
    options.events = nats::filter::exact;
    journal never;
    nats::worker exact{at.connection, make(never), options};
    {
        const running first(some), second(all), third(exact);
        CHECK(eventually([&] { return some.counts().handled == 2; }));
        CHECK(eventually([&] { return all.counts().handled == 3 && all.counts().unhandled == 1; }));
        CHECK(eventually([&] { return exact.counts().handled == 1; }));
    }
    CHECK(unknown.size() == 1);
    CHECK(unknown.calls("evt_1") == 1);
    CHECK(of_all.size() == 2);
    CHECK(never.size() == 0);
    CHECK(known.calls("evt_3") == 3);
}

TEST_CASE("handlers that ask for nothing are refused, and options that make no sense") {
    if (!has_server())
        return;
    fixture at;
    const handlers rest{otherwise([](const auto&) {})};
    const auto refusal = [&](const nats::worker_options& options) {
        try {
            nats::worker{at.connection, rest, options};
        } catch (const std::exception& refused) {
            return std::string(refused.what());
        }
        return std::string();
    };
    CHECK(refusal(quick()).find("use filter::everything") != std::string::npos);
    nats::worker_options options{.events = nats::filter::everything};
    CHECK(refusal(options).find("the worker's durable name must consist of") != std::string::npos);
    options.durable = "a.b";
    CHECK(refusal(options).find("the worker's durable name must consist of") != std::string::npos);
    options = quick();
    options.events = nats::filter::everything;
    options.concurrency = 0;
    CHECK(refusal(options) == "webhooks: a worker without concurrency handles nothing");
    options.concurrency = 1;
    options.first_backoff = 0ms;
    CHECK(refusal(options) == "webhooks: the back-off must be above 0 and not more than its maximum");
    options.first_backoff = options.max_backoff + 1ms;
    CHECK(refusal(options) == "webhooks: the back-off must be above 0 and not more than its maximum");
    options.first_backoff = options.max_backoff;
    options.stream = "NONE";
    CHECK(refusal(options).find("cannot make the consumer test=++ of the stream NONE") != std::string::npos);
}

TEST_CASE("after an exception the event comes again, and once the handler returns it does not") {
    if (!has_server())
        return;
    fixture at;
    std::atomic<int> calls{0};
    nats::worker worker{at.connection,
                        handlers{on<"secret.rotated">([&](const auto&) {
                                     if (++calls < 3)
                                         throw std::runtime_error("not yet");
                                 }),
                                 ignore_rest},
                        quick()};
    at.send("secret.rotated", "evt_1");
    const running started(worker);
    CHECK(eventually([&] { return worker.counts().handled == 1; }));
    CHECK(calls == 3);
    CHECK(worker.counts().retried == 2);
    CHECK(at.dead_letters() == 0);
}

TEST_CASE("what a handler throws may be anything, and has the event come again") {
    if (!has_server())
        return;
    fixture at;
    auto options = quick();
    options.max_tries = 2;
    nats::worker worker{at.connection,
                        handlers{on<"secret.rotated">([](const auto&) { throw 42; }), ignore_rest}, options};
    at.send("secret.rotated", "evt_1");
    {
        const running started(worker);
        CHECK(eventually([&] { return worker.counts().dead_lettered == 1; }));
    }
    CHECK(worker.counts().retried == 1);
    const auto letter = message_at(at.connection, dead_stream, 1);
    REQUIRE(letter.has_value());
    CHECK(letter->header("Scaivault-Reason") == "something that is no std::exception was thrown");
}

TEST_CASE("the waits between tries double, up to their maximum") {
    const nats::worker_options options{.first_backoff = 1s, .max_backoff = 10s};
    const auto wait = [&](std::uint64_t tries) { return webhooks::nats::detail::backoff(options, tries); };
    CHECK(wait(1) == 1s);
    CHECK(wait(2) == 2s);
    CHECK(wait(3) == 4s);
    CHECK(wait(4) == 8s);
    CHECK(wait(5) == 10s);
    CHECK(wait(1'000'000'000) == 10s);
}

TEST_CASE("after max_tries an event is dead-lettered with the reason on one line, and others go on") {
    if (!has_server())
        return;
    fixture at;
    std::atomic<int> calls{0};
    journal good;
    auto options = quick();
    options.max_tries = 3;
    nats::worker worker{at.connection,
                        handlers{on<"secret.rotated">([&](const auto& e) {
                                     if (e.event_id != "evt_bad")
                                         return good(e);
                                     ++calls;
                                     throw std::runtime_error("no such\r\ndatabase");
                                 }),
                                 ignore_rest},
                        options};
    at.send("secret.rotated", "evt_bad");
    at.send("secret.rotated", "evt_good");
    {
        const running started(worker);
        CHECK(eventually([&] { return worker.counts().dead_lettered == 1; }));
        CHECK(eventually([&] { return good.calls("evt_good") == 1; }));
    }
    CHECK(calls == 3);
    const auto letter = message_at(at.connection, dead_stream, 1);
    REQUIRE(letter.has_value());
    CHECK(letter->subject == "scaivault_dead.test.secret.rotated");
    CHECK(letter->data == event_text("secret.rotated", "evt_bad"));
    CHECK(letter->header("Scaivault-Reason") == "no such  database");
    CHECK(letter->header("Scaivault-Subject") == "scaivault.secret.rotated");
    CHECK(letter->header("Scaivault-Sequence") == "1");
    CHECK(letter->header("Scaivault-Deliveries") == "3");
    CHECK(letter->header("Scaivault-Msg-Id") == "evt_bad");
}

TEST_CASE("an event is kept, not dropped, while the dead letters cannot be published") {
    if (!has_server())
        return;
    fixture at;
    REQUIRE(js_DeleteStream(at.connection.jetstream(), dead_stream, nullptr, nullptr) == NATS_OK);
    std::mutex mutex;
    std::string problems;
    auto options = quick();
    options.max_tries = 1;
    options.on_problem = [&](std::string_view text) {
        const std::lock_guard lock(mutex);
        problems.append(text).append("\n");
    };
    nats::worker worker{
        at.connection,
        handlers{on<"secret.rotated">([](const auto&) { throw std::runtime_error("bad"); }), ignore_rest},
        options};
    at.send("secret.rotated", "evt_1");
    const running started(worker);
    CHECK(eventually([&] {
        const std::lock_guard lock(mutex);
        return problems.find("cannot be dead-lettered") != std::string::npos;
    }));
    nats::ensure_streams(at.connection);
    CHECK(eventually([&] { return worker.counts().dead_lettered == 1; }));
    CHECK(at.dead_letters() == 1);
}

TEST_CASE("a handler may take longer than ack_wait: the server is told, and gives the event to nobody else") {
    if (!has_server())
        return;
    fixture at;
    auto options = quick();
    options.ack_wait = 300ms;
    journal effects;
    const handlers slow{on<"secret.*">([&](const auto& e) {
                            std::this_thread::sleep_for(1'200ms);
                            effects(e);
                        }),
                        ignore_rest};
    nats::worker first{at.connection, slow, options};
    nats::worker second{at.connection, slow, options};
    at.send("secret.rotated", "evt_1");
    at.send("secret.rotated", "evt_2"); // waits for just as long if the same worker has fetched both
    const running one(first), two(second);
    CHECK(eventually([&] { return first.counts().handled + second.counts().handled == 2; }));
    std::this_thread::sleep_for(400ms);
    CHECK(effects.all_once());
    CHECK(effects.size() == 2);
}

TEST_CASE("workers of one name share the events, and a name of its own gets them all") {
    if (!has_server())
        return;
    fixture at;
    journal shared, alone;
    const handlers sharing{on<"secret.*">([&](const auto& e) { shared(e); }), ignore_rest};
    auto options = quick("shared");
    options.prefetch = 4;
    nats::worker first{at.connection, sharing, options};
    nats::worker second{at.connection, sharing, options};
    nats::worker other{at.connection, handlers{on<"secret.*">([&](const auto& e) { alone(e); }), ignore_rest},
                       quick("alone")};
    for (int i = 0; i != 200; ++i)
        at.send("secret.rotated", "evt_" + std::to_string(i));
    const running one(first), two(second), three(other);
    CHECK(eventually([&] { return shared.size() == 200 && alone.size() == 200; }));
    CHECK(shared.all_once());
}

TEST_CASE("a subject that is full does not keep another waiting") {
    if (!has_server())
        return;
    fixture at;
    std::atomic<int> secrets{0};
    std::atomic<int> secrets_before_policy{-1};
    auto options = quick();
    options.prefetch = 4;
    nats::worker worker{at.connection,
                        handlers{on<"secret.*">([&](const auto&) {
                                     ++secrets;
                                     std::this_thread::sleep_for(2ms);
                                 }),
                                 on<"policy.*">([&](const auto&) { secrets_before_policy = secrets.load(); }),
                                 ignore_rest},
                        options};
    for (int i = 0; i != 300; ++i)
        at.send("secret.rotated", "evt_" + std::to_string(i));
    at.send("policy.created", "evt_policy"); // the last in the stream
    const running started(worker);
    CHECK(eventually([&] { return secrets_before_policy >= 0; }));
    CHECK(secrets_before_policy < 100);
    CHECK(eventually([&] { return secrets == 300; }));
}

TEST_CASE("a consumer that somebody removes is made again, and the worker says what it misses") {
    if (!has_server())
        return;
    fixture at;
    std::mutex mutex;
    std::string problems;
    auto options = quick();
    options.on_problem = [&](std::string_view text) {
        const std::lock_guard lock(mutex);
        problems.append(text).append("\n");
    };
    journal effects;
    nats::worker worker{at.connection,
                        handlers{on<"secret.*">([&](const auto& e) { effects(e); }), ignore_rest}, options};
    const running started(worker);
    at.send("secret.rotated", "evt_1");
    CHECK(eventually([&] { return effects.calls("evt_1") == 1; }));
    REQUIRE(js_DeleteConsumer(at.connection.jetstream(), "SCAIVAULT", "test=secret-+", nullptr, nullptr) ==
            NATS_OK);
    at.send("secret.rotated", "evt_2");
    CHECK(eventually([&] { return effects.calls("evt_2") == 1; }));
    const std::lock_guard lock(mutex);
    CHECK(problems.find("the consumer test=secret-+ was gone, and is made again") != std::string::npos);
}

} // namespace nats_worker_test
