#include "nats_server.hpp"

#include "scaivault/nats/forwarder.hpp"

#include <atomic>
#include <exception>
#include <stdexcept>

#include <string>
#include <thread>
#include <vector>

namespace nats_forwarder_test {

using namespace scaivault;
using namespace nats_support;

namespace {

constexpr const char* stream = "SCAIVAULT";

/// For tests in which the server does not respond.
nats::publisher_options impatient() {
    return {.ack_timeout = 400ms};
}

struct ignore {
    void operator()(const auto&) const {}
};

} // namespace

TEST_CASE("a delivery is answered with 200 once the stream has the very bytes, under its id and its type") {
    if (!has_server())
        return;
    const server_with_streams at;
    auto forwarder = make_forwarder(at.connection);
    auto sent = signed_event("secret.rotated", "evt_1");
    sent.event_id = "evt_1";
    sent.event_type = "secret.rotated";

    const auto outcome = forwarder.receive(sent.view());

    CHECK(outcome == outcome::handled);
    CHECK(outcome.event_type() == "secret.rotated");
    CHECK(outcome.sequence() == 1);
    CHECK(http_status(outcome) == 200);
    const auto stored = message_at(at.connection, stream, 1);
    REQUIRE(stored);
    CHECK(stored->subject == "scaivault.secret.rotated");
    CHECK(stored->data == sent.body);
    CHECK(stored->header("Nats-Msg-Id") == "evt_1");
}

TEST_CASE("neither the signature nor its time is published") {
    if (!has_server())
        return;
    const server_with_streams at;
    const auto sent = signed_event("secret.rotated", "evt_1");
    REQUIRE(make_forwarder(at.connection).receive(sent.view()) == outcome::handled);

    const auto stored = message_at(at.connection, stream, 1);
    REQUIRE(stored);
    for (const auto& [name, value] : stored->headers) {
        CAPTURE(name, value);
        CHECK((name == "Nats-Msg-Id" || name == "Nats-Expected-Stream"));
        CHECK(value.find(sent.signature) == std::string::npos);
        CHECK(value.find(sent.timestamp) == std::string::npos);
    }
}

TEST_CASE("a repeat is a duplicate with status 200, and stands in the stream once") {
    if (!has_server())
        return;
    const server_with_streams at;
    auto forwarder = make_forwarder(at.connection);
    const auto sent = signed_event("secret.rotated", "evt_1");
    REQUIRE(forwarder.receive(sent.view()) == outcome::handled);

    const auto outcome = forwarder.receive(sent.view());

    CHECK(outcome == outcome::duplicate);
    CHECK(http_status(outcome) == 200);
    CHECK(outcome.sequence() == 1);
    CHECK(message_count(at.connection, stream) == 1);
}

TEST_CASE("what is not authentic or not an event is not published, and answered as any receiver does") {
    if (!has_server())
        return;
    const server_with_streams at;
    auto forwarder = make_forwarder(at.connection, {.decode = {.max_size = 2'000}});
    const auto status = [&](const deliveries::request& sent) {
        return http_status(forwarder.receive(sent.view()));
    };

    auto forged = signed_event("secret.rotated", "evt_1");
    forged.body.back() = ' ';
    CHECK(status(forged) == 401);
    CHECK(status(deliveries::signed_request("not JSON")) == 400);
    CHECK(status(deliveries::signed_request(event_text("secret.rotated", ""))) == 400);
    CHECK(status(deliveries::signed_request(std::string(2'001, ' '))) == 413);
    auto other_id = signed_event("secret.rotated", "evt_1");
    other_id.event_id = "evt_2";
    CHECK(status(other_id) == 401);
    auto other_type = signed_event("secret.rotated", "evt_1");
    other_type.event_type = "secret.created";
    CHECK(status(other_type) == 401);
    CHECK(message_count(at.connection, stream) == 0);
}

TEST_CASE(
    "a body that is longer than the server's messages is refused for its size, not sent again for ever") {
    if (!has_server())
        return;
    const server_with_streams at;
    auto forwarder = make_forwarder(at.connection, {.decode = {.max_size = std::size_t{8} << 20}});
    const auto sent = deliveries::signed_request(std::string(at.connection.max_message_size(), ' '));
    CHECK(http_status(forwarder.receive(sent.view())) == 413);
}

TEST_CASE("an event that no handler takes is answered with 200 and not published") {
    if (!has_server())
        return;
    const server_with_streams at;
    auto forwarder = make_forwarder(at.connection);
    const handlers taking{on<"secret.rotated">(ignore{}), ignore_rest};

    CHECK(forwarder.receive(signed_event("secret.rotated", "evt_1").view(), taking) == outcome::handled);
    CHECK(forwarder.receive(signed_event("secret.created", "evt_2").view(), taking) == outcome::unhandled);
    const auto archived = deliveries::signed_request(examples::replaced(
        event_text("secret.rotated", "evt_3"), "\"secret.rotated\"", "\"secret.archived\""));
    CHECK(forwarder.receive(archived.view(), taking) == outcome::unknown);
    CHECK(message_count(at.connection, stream) == 1);

    CHECK(http_status(forwarder.receive(archived.view())) == 200);
    CHECK(message_count(at.connection, stream) == 2);
}

TEST_CASE("no text that was signed as a type or an id reaches the protocol as it is") {
    if (!has_server())
        return;
    const server_with_streams at;
    auto forwarder = make_forwarder(at.connection);
    const auto sent = deliveries::signed_request(
        R"({"event_id":"evt\r\nNats-Rollup: all\r\n\r\n","event_type":"a.>\r\n* b","timestamp":"2026-04-23T14:00:00Z",)"
        R"("tenant_id":"t","partner_id":"p","identity_id":"i","data":{},"request_id":"r"})");

    CHECK(forwarder.receive(sent.view()) == outcome::unknown);
    const auto stored = message_at(at.connection, stream, 1);
    REQUIRE(stored);
    CHECK(stored->subject == "scaivault.a.%3E%0D%0A%2A%20b");
    CHECK(stored->header("Nats-Msg-Id") == "evt%0D%0ANats-Rollup:%20all%0D%0A%0D%0A");
    CHECK(stored->header("Nats-Rollup").empty());
    CHECK(stored->data == sent.body);
}

TEST_CASE("without a stream, or with one of another name, the status is 503 and the reason says so") {
    if (!has_server())
        return;
    const server own;
    const nats::connection connection(own.url());
    const auto sent = signed_event("secret.rotated", "evt_1");
    auto forwarder = make_forwarder(connection, impatient());
    CHECK(http_status(forwarder.receive(sent.view())) == 503);

    nats::ensure_streams(connection, {.name = "OTHER"});
    const auto outcome = forwarder.receive(sent.view());
    CHECK(outcome == outcome::handler_failed);
    CHECK(outcome.sequence() == 0);
    try {
        std::rethrow_exception(outcome.exception());
    } catch (const nats::error& thrown) {
        CHECK(thrown.reason().code.category() == nats::nats_category());
        CHECK(thrown.reason().code.category().name() == std::string("nats"));
        CHECK(std::string(thrown.what()).find("cannot publish to SCAIVAULT") != std::string::npos);
    }
    CHECK(message_count(connection, "OTHER") == 0);
}

TEST_CASE("a stream that forgets ids while their deliveries are fresh is refused, and none is published to") {
    if (!has_server())
        return;
    const server own;
    const nats::connection connection(own.url());
    const auto refusal = [&](std::chrono::seconds tolerance) {
        try {
            const nats::forwarder refused(signing_secrets{deliveries::secret}, connection,
                                          {.verify = {.tolerance = tolerance}});
        } catch (const std::invalid_argument& thrown) {
            return std::string(thrown.what());
        }
        return std::string();
    };
    auto made_before_the_stream = make_forwarder(connection, impatient());
    nats::ensure_streams(connection, {.duplicate_window = 600s});
    CHECK(refusal(300s) == "webhooks: the duplicate window of the stream SCAIVAULT is 600 s, and a captured "
                           "delivery stays fresh for 601 s, twice the tolerance and one");
    CHECK(refusal(299s).empty());
    const auto sent = signed_event("secret.rotated", "evt_1");
    CHECK(http_status(made_before_the_stream.receive(sent.view())) == 503);
    CHECK(message_count(connection, stream) == 0);

    nats::ensure_streams(connection, {.duplicate_window = 601s});
    CHECK(refusal(300s).empty());
    CHECK(http_status(made_before_the_stream.receive(sent.view())) == 200);
}

TEST_CASE(
    "a forward outcome that is kept as a plain outcome has the same status, 503 or one of the user's own") {
    const nats::forward_outcome failed(outcome(std::make_exception_ptr(std::runtime_error("lost")), true));
    CHECK(failed == outcome::handler_failed);
    CHECK(http_status(failed) == 503);
    CHECK(http_status(failed, {.unavailable = 504}) == 504);
    const outcome sliced = failed;
    CHECK(sliced.is_unavailable());
    CHECK(http_status(sliced) == 503);
    CHECK(http_status(sliced, {.unavailable = 504}) == 504);
}

TEST_CASE("a server killed between publishing and acknowledging costs a 503, and the retry is stored once") {
    if (!has_server())
        return;
    server_with_streams at;
    auto forwarder = make_forwarder(at.connection, impatient());
    REQUIRE(forwarder.receive(signed_event("secret.rotated", "evt_0").view()) == outcome::handled);
    const auto sent = signed_event("secret.rotated", "evt_1");

    at.own.freeze(); // it receives the bytes, but does not respond
    CHECK(http_status(forwarder.receive(sent.view())) == 503);
    at.own.kill();
    CHECK(http_status(forwarder.receive(sent.view())) == 503);
    at.own.start();

    REQUIRE(eventually([&] { return http_status(forwarder.receive(sent.view())) == 200; }));
    CHECK(message_count(at.connection, stream) == 2);
    CHECK(forwarder.receive(sent.view()) == outcome::duplicate);
}

TEST_CASE("an acknowledgement that comes too late is a 503, and the retry is recognised") {
    if (!has_server())
        return;
    const server_with_streams at;
    auto forwarder = make_forwarder(at.connection, impatient());
    const auto sent = signed_event("secret.rotated", "evt_1");

    at.own.freeze();
    CHECK(http_status(forwarder.receive(sent.view())) == 503);
    at.own.thaw();

    // Until the connection is recovered, and the first attempt is in the stream.
    REQUIRE(eventually([&] { return message_count(at.connection, stream) == 1; }));
    const auto outcome = forwarder.receive(sent.view());
    CHECK(outcome == outcome::duplicate);
    CHECK(http_status(outcome) == 200);
    CHECK(message_count(at.connection, stream) == 1);
}

TEST_CASE("many threads forward at once, and every event is stored once") {
    if (!has_server())
        return;
    const server_with_streams at;
    auto forwarder = make_forwarder(at.connection);
    std::atomic<int> stored{0};
    std::atomic<int> repeats{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t != 8; ++t)
            threads.emplace_back([&, t] {
                // Two threads send the same events.
                for (int i = 0; i != 50; ++i) {
                    const auto sent = signed_event("secret.rotated", "evt_" + std::to_string(t / 2 * 50 + i));
                    const auto outcome = forwarder.receive(sent.view());
                    stored += outcome == outcome::handled ? 1 : 0;
                    repeats += outcome == outcome::duplicate ? 1 : 0;
                }
            });
    }
    CHECK(stored == 200);
    CHECK(repeats == 200);
    CHECK(message_count(at.connection, stream) == 200);
}

TEST_CASE("a publisher says where in the stream the event is, and why it is not") {
    if (!has_server())
        return;
    const server_with_streams at;
    const nats::publisher publisher(at.connection);
    const verifier verifier(signing_secrets{deliveries::secret});
    const auto publish = [&](const deliveries::request& sent) {
        return publisher.publish(verifier.verify(sent.view(), deliveries::now).value());
    };

    const auto sent = signed_event("policy.binding.created", "evt_1");
    const auto first = publish(sent);
    REQUIRE(first.has_value());
    CHECK(first->sequence == 1);
    CHECK(!first->duplicate);
    const auto second = publish(sent);
    REQUIRE(second.has_value());
    CHECK(second->duplicate);
    CHECK(message_at(at.connection, stream, 1)->subject == "scaivault.policy.binding.created");

    const auto refused = publish(deliveries::signed_request("{}"));
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == errc::missing_field);
}

TEST_CASE("a server that is not there is an error when the connection is made") {
    std::string what;
    try {
        const nats::connection nowhere("nats://127.0.0.1:" + std::to_string(free_port()));
    } catch (const nats::error& thrown) {
        what = thrown.what();
    }
    CHECK(what.find("cannot connect") != std::string::npos);
}

TEST_CASE("without a clock of its own a forwarder goes by the system's, and one that throws costs a 503") {
    if (!has_server())
        return;
    const server_with_streams at;
    const auto old = signed_event("secret.rotated", "evt_1");
    const auto now = deliveries::signed_request(
        old.body, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
    nats::forwarder by_system(signing_secrets{deliveries::secret}, at.connection);
    CHECK(by_system.receive(now.view()) == outcome::handled);
    CHECK(http_status(by_system.receive(old.view())) == 401);

    nats::forwarder by_broken(
        signing_secrets{deliveries::secret}, at.connection,
        {.clock = []() -> std::chrono::sys_seconds { throw std::runtime_error("no clock"); }});
    const auto failed = by_broken.receive(now.view());
    CHECK(failed == outcome::handler_failed);
    CHECK(http_status(failed) == 503);
    CHECK(message_count(at.connection, stream) == 1);
}

TEST_CASE("options that make no sense are refused") {
    if (!has_server())
        return;
    const server own;
    const nats::connection connection(own.url());
    const auto refusal = [](auto make) {
        try {
            make();
        } catch (const std::invalid_argument& refused) {
            return std::string(refused.what());
        }
        return std::string();
    };
    CHECK(refusal([&] { nats::publisher(connection, {.prefix = "a.b"}); }) ==
          "webhooks: the stream's prefix must consist of letters, digits, '_' and '-'");
    CHECK(refusal([&] { nats::publisher(connection, {.stream = ""}); }) ==
          "webhooks: the stream's name must consist of letters, digits, '_' and '-'");
    CHECK(refusal([&] { nats::publisher(connection, {.ack_timeout = 0ms}); }) ==
          "webhooks: ack_timeout is less than a millisecond");
    CHECK(refusal([&] { nats::ensure_streams(connection, {.dead_letter_prefix = "*"}); }) ==
          "webhooks: the dead-letter prefix must consist of letters, digits, '_' and '-'");
}

} // namespace nats_forwarder_test
