#include "worker_fixture.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace nats_worker_faults_test {

using namespace scaivault;
using namespace nats_support;

namespace {

nats::worker_options everything() {
    auto options = quick();
    options.events = nats::filter::everything;
    return options;
}

} // namespace

TEST_CASE("what is not a verified event is dead-lettered with the reason, and never dispatched") {
    if (!has_server())
        return;
    const server_with_streams at;
    journal dispatched;
    nats::worker worker{at.connection, handlers{otherwise([&](const auto& e) { dispatched(e); })},
                        everything()};

    struct poison {
        std::string subject;
        std::string data;
        const char* id;
        std::string reason;
    };
    const auto body = event_text("secret.rotated", "evt_1");
    const auto later = examples::replaced(event_text("secret.rotated", "evt_7"), "\"secret.rotated\"",
                                          "\"secret.archived\"");
    const std::vector<poison> poisons{
        {"scaivault.secret.rotated", "not JSON", "evt_1", "the text is not valid JSON"},
        {"scaivault.secret.rotated", "", "evt_2", "the text is not valid JSON: it is empty"},
        {"scaivault.secret.rotated", "{}", "evt_3", "a required field is missing"},
        {"scaivault.secret.rotated", "[" + body + "]", "evt_4", "a field has the wrong JSON type"},
        {"scaivault.secret.created", body, "evt_1", "the subject is another than that of the event's type"},
        {"scaivault.secret.rotated.again", body, "evt_1",
         "the subject is another than that of the event's type"},
        {"scaivault.secret", body, "evt_1", "the subject is another than that of the event's type"},
        {"scaivault.secret.rotated", later, "evt_7", "the subject is another than that of the event's type"},
        {"scaivault.secret.archived", body, "evt_1", "the subject is another than that of the event's type"},
        {"scaivault.secret.rotated", body, nullptr, "it has no Nats-Msg-Id"},
        {"scaivault.secret.rotated", body, "evt_9", "the Nats-Msg-Id is another than the event's id"},
        {"scaivault.secret.rotated", event_text("secret.rotated", ""), "evt_5", "the event's id is empty"},
        {"scaivault.secret.rotated", examples::replaced(body, "\"new_version\":4", "\"new_version\":\"4\""),
         "evt_6", "a field has the wrong JSON type: /data/new_version"},
    };
    // In another order than they are checked, so that repeated ids are not duplicates for the server.
    nats::stream_options no_window;
    no_window.duplicate_window = 1s;
    nats::ensure_streams(at.connection, no_window);
    for (const auto& each : poisons) {
        if (each.id == nullptr) {
            publish_raw(at.connection, each.subject, each.data);
            continue;
        }
        natsMsg* message = nullptr;
        REQUIRE(natsMsg_Create(&message, each.subject.c_str(), nullptr, each.data.data(),
                               static_cast<int>(each.data.size())) == NATS_OK);
        const webhooks::nats::detail::message_handle owned(message);
        REQUIRE(natsMsgHeader_Set(message, "Nats-Msg-Id", each.id) == NATS_OK);
        const auto before = message_count(at.connection, "SCAIVAULT");
        // Waits until the server has forgotten the id.
        REQUIRE(eventually([&] {
            return js_PublishMsg(nullptr, at.connection.jetstream(), message, nullptr, nullptr) == NATS_OK &&
                   message_count(at.connection, "SCAIVAULT") == before + 1;
        }));
    }
    {
        const running started(worker);
        CHECK(eventually([&] { return worker.counts().dead_lettered == poisons.size(); }));
    }
    CHECK(dispatched.size() == 0);
    CHECK(worker.counts().retried == 0);
    std::map<std::string, const poison*> by_sequence;
    for (std::size_t i = 0; i != poisons.size(); ++i)
        by_sequence[std::to_string(i + 1)] = &poisons[i];
    for (std::uint64_t i = 1; i <= poisons.size(); ++i) {
        const auto letter = message_at(at.connection, dead_stream, i);
        REQUIRE(letter.has_value());
        const auto* const sent = by_sequence[letter->header("Scaivault-Sequence")];
        REQUIRE(sent != nullptr);
        CAPTURE(sent->subject, sent->reason, letter->header("Scaivault-Reason"));
        CHECK(letter->header("Scaivault-Reason").starts_with(sent->reason));
        CHECK(letter->header("Scaivault-Subject") == sent->subject);
        CHECK(letter->subject ==
              "scaivault_dead.test" + sent->subject.substr(std::string("scaivault").size()));
        CHECK(letter->data == sent->data);
    }
}

TEST_CASE("an unknown type whose text is no subject is dispatched like any other") {
    if (!has_server())
        return;
    const server_with_streams at;
    auto forwarder = make_forwarder(at.connection);
    std::mutex mutex;
    std::map<std::string, int> types;
    nats::worker worker{at.connection,
                        handlers{on<"**">([](const auto&) {}), on_unknown([&](const unknown_event& e) {
                                     const std::lock_guard lock(mutex);
                                     ++types[e.event_type];
                                 })},
                        quick()};
    const std::vector<std::string> sent{"secret.archived",    "a.>", "*", "", "x..y", "with space",
                                        std::string(600, 'z')};
    for (std::size_t i = 0; i != sent.size(); ++i) {
        const auto text = examples::replaced(event_text("secret.rotated", "evt_" + std::to_string(i)),
                                             "\"secret.rotated\"", "\"" + sent[i] + "\"");
        REQUIRE(forwarder.receive(deliveries::signed_request(text).view()) == outcome::unknown);
    }
    {
        const running started(worker);
        CHECK(eventually([&] { return worker.counts().handled == sent.size(); }));
    }
    CHECK(types.size() == sent.size());
    for (const auto& type : sent)
        CHECK(types[type] == 1);
}

TEST_CASE(
    "a stopped worker finishes what is at work, gives the rest back, and nothing is lost or done twice") {
    if (!has_server())
        return;
    const server_with_streams at;
    auto forwarder = make_forwarder(at.connection);
    constexpr std::size_t events = 400;
    for (std::size_t i = 0; i != events; ++i)
        REQUIRE(forwarder.receive(signed_event("secret.rotated", "evt_" + std::to_string(i)).view()) ==
                outcome::handled);
    journal effects;
    std::atomic<int> at_work{0};
    const handlers slow{on<"secret.*">([&](const auto& e) {
                            ++at_work;
                            std::this_thread::sleep_for(2ms);
                            effects(e);
                            --at_work;
                        }),
                        ignore_rest};
    auto options = quick();
    options.concurrency = 4;
    options.ack_wait = 30s; // events that a stopped worker kept would come too late

    std::size_t handled = 0;
    int stops = 0;
    for (; effects.size() < events && stops != 100; ++stops) {
        nats::worker worker{at.connection, slow, options};
        {
            running started(worker);
            const auto before = effects.total();
            CHECK(eventually([&] { return effects.total() >= std::min(events, before + 50); }));
            started.stop();
        }
        CHECK(at_work == 0);
        handled += worker.counts().handled;
    }
    CHECK(stops > 3); // it was stopped several times with events left
    CHECK(effects.size() == events);
    CHECK(effects.total() == events);
    CHECK(handled == events);
}

TEST_CASE("a worker that is stopped from its own handler finishes that one") {
    if (!has_server())
        return;
    const server_with_streams at;
    auto forwarder = make_forwarder(at.connection);
    for (int i = 0; i != 5; ++i)
        REQUIRE(forwarder.receive(signed_event("secret.rotated", "evt_" + std::to_string(i)).view()) ==
                outcome::handled);
    std::atomic<int> calls{0};
    std::function<void()> stop;
    nats::worker worker{at.connection,
                        handlers{on<"secret.*">([&](const auto&) {
                                     ++calls;
                                     stop();
                                     std::this_thread::sleep_for(300ms);
                                 }),
                                 ignore_rest},
                        quick()};
    stop = [&] { worker.stop(); };
    worker.run();
    CHECK(calls == 1);
    CHECK(worker.counts().handled == 1);
}

TEST_CASE("a server that dies while handlers run comes back to a worker that goes on by itself") {
    if (!has_server())
        return;
    server_with_streams at;
    auto forwarder = make_forwarder(at.connection, {.ack_timeout = 500ms});
    memory_replay_guard guard;
    journal effects;
    nats::worker worker{at.connection,
                        handlers{on<"secret.*">([&](const auto& e) {
                                     std::this_thread::sleep_for(1ms);
                                     effects(e);
                                 }),
                                 ignore_rest},
                        quick(), guard};
    constexpr std::size_t events = 300;
    const running started(worker);
    for (std::size_t i = 0; i != events; ++i) {
        if (i == 100 || i == 200) {
            at.own.kill();
            at.own.start();
        }
        const auto sent = signed_event("secret.rotated", "evt_" + std::to_string(i));
        REQUIRE(eventually([&] { return http_status(forwarder.receive(sent.view())) == 200; }));
    }
    CHECK(eventually([&] { return effects.size() == events; }));
    CHECK(effects.total() == events);
}

TEST_CASE(
    "events that wait in the stream are handled when a worker comes, even after the server was restarted") {
    if (!has_server())
        return;
    server own;
    journal effects;
    const handlers taking{on<"secret.*">([&](const auto& e) { effects(e); }), ignore_rest};
    {
        const nats::connection connection(own.url());
        nats::ensure_streams(connection);
        auto forwarder = make_forwarder(connection);
        for (int i = 0; i != 20; ++i)
            REQUIRE(forwarder.receive(signed_event("secret.rotated", "evt_" + std::to_string(i)).view()) ==
                    outcome::handled);
    }
    own.kill();
    own.start();
    const nats::connection connection(own.url());
    nats::worker worker{connection, taking, quick()};
    const running started(worker);
    CHECK(eventually([&] { return effects.size() == 20; }));
    CHECK(effects.total() == 20);
}

} // namespace nats_worker_faults_test
