// The receiver's claims if handlers fail, deliveries race, or the guard is unavailable.
#include "scaivault/receiver.hpp"

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"

#include <atomic>
#include <cstddef>
#include <exception>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace receiver_claims_test {

namespace {

using namespace scaivault;
using deliveries::request;
using deliveries::signed_request;

receiver_options at_now() {
    receiver_options options;
    options.clock = [] { return deliveries::now; };
    return options;
}

receiver make_receiver() {
    return receiver{signing_secrets{deliveries::secret}, at_now()};
}

request rotated() {
    return signed_request(examples::text("secret.rotated"));
}

constexpr std::string_view rotated_id = "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z";

std::string text_of(const std::exception_ptr& exception) {
    REQUIRE(exception != nullptr);
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "not a std::exception";
    }
}

/// A user's guard, as it could be for a database table. Logs its calls, and fails on request.
struct logging_guard {
    std::string log{};
    std::string fails_at{};
    claim_result answer = claim_result::claimed;

    claim_result claim(std::string_view id) { return note("claim", id), answer; }
    void commit(std::string_view id) { note("commit", id); }
    void release(std::string_view id) { note("release", id); }

private:
    void note(std::string_view what, std::string_view id) {
        log.append(what).append("(").append(id == rotated_id ? "id" : id).append(") ");
        if (fails_at.find(what) != std::string::npos)
            throw std::runtime_error(std::string(what).append(" failed"));
    }
};
static_assert(replay_guard<logging_guard>);

} // namespace

TEST_CASE(
    "a handler may take the event by value, by rvalue or by reference; the id is committed all the same") {
    const std::string body = examples::text("secret.rotated");
    std::string seen;
    const auto check = [&](auto take) {
        for (const std::string_view header : {std::string_view{}, rotated_id}) {
            logging_guard guard;
            basic_receiver r{signing_secrets{deliveries::secret}, at_now(), guard};
            auto received = signed_request(body);
            received.event_id = header;
            CHECK(r.receive(received.view(), handlers{on<"secret.rotated">(take), ignore_rest}) ==
                  outcome::handled);
            CHECK(guard.log == "claim(id) commit(id) ");
            CHECK(std::exchange(seen, "") == rotated_id);
        }
    };
    check([&](event<"secret.rotated"> e) { seen = std::move(e.event_id); });
    check([&](event<"secret.rotated">&& e) { seen = std::move(e.event_id); });
    check([&](auto e) { seen = std::move(e.event_id); });
    check([&](auto&& e) { seen = std::exchange(e.event_id, "gone"); });
    check([&](auto& e) { seen = std::exchange(e.event_id, std::string(200, 'x')); });
    check([&](const auto& e) { seen = e.event_id; });
    check([&](const event<"secret.rotated">& e) { seen = e.event_id; });
    check([&](const envelope& e) { seen = e.event_id; });
}

TEST_CASE("a handler that takes the event away and throws gives the right id back") {
    logging_guard guard;
    basic_receiver r{signing_secrets{deliveries::secret}, at_now(), guard};
    const auto result = r.receive(rotated().view(), handlers{on<"secret.rotated">([](auto e) {
                                                                 e.event_id.assign(100, '?');
                                                                 throw std::runtime_error("disk full");
                                                             }),
                                                             ignore_rest});
    CHECK(result == outcome::handler_failed);
    CHECK(guard.log == "claim(id) release(id) ");
}

TEST_CASE("a short id, which a moved-from string would lose in place, is committed") {
    logging_guard guard;
    basic_receiver r{signing_secrets{deliveries::secret}, at_now(), guard};
    const auto body = examples::edited("secret.rotated", rotated_id, "evt_1");
    const auto take = handlers{on<"secret.rotated">([](event<"secret.rotated">) {}), ignore_rest};
    CHECK(r.receive(signed_request(body).view(), take) == outcome::handled);
    CHECK(guard.log == "claim(evt_1) commit(evt_1) ");
}

TEST_CASE("what a handler throws is in the outcome, and the next delivery runs the handler again") {
    auto r = make_receiver();
    int calls = 0;
    const auto handlers = scaivault::handlers{on<"secret.rotated">([&](const auto&) {
                                                  if (++calls < 3)
                                                      throw std::runtime_error("disk full");
                                              }),
                                              ignore_rest};
    for (int i = 0; i != 2; ++i) {
        const auto failed = r.receive(rotated().view(), handlers);
        CHECK(failed == outcome::handler_failed);
        CHECK(failed.error() == nullptr);
        CHECK(text_of(failed.exception()) == "disk full");
        CHECK(r.guard().size() == 0);
    }
    CHECK(r.receive(rotated().view(), handlers) == outcome::handled);
    CHECK(r.receive(rotated().view(), handlers) == outcome::duplicate);
    CHECK(calls == 3);
}

TEST_CASE("anything may be thrown") {
    auto r = make_receiver();
    const auto result = r.receive(rotated().view(),
                                  handlers{on<"secret.rotated">([](const auto&) { throw 42; }), ignore_rest});
    CHECK(result == outcome::handler_failed);
    CHECK(text_of(result.exception()) == "not a std::exception");
}

TEST_CASE("a delivery of an event that is being handled is in progress") {
    auto r = make_receiver();
    std::vector<outcome::kind_type> inner;
    const auto other = signed_request(examples::edited("secret.rotated", "Y0Z", "Y99"));
    const auto quiet = handlers{on<"secret.rotated">([](const auto&) {}), ignore_rest};
    const auto result =
        r.receive(rotated().view(), handlers{on<"secret.rotated">([&](const auto&) {
                                                 const auto same = r.receive(rotated().view(), quiet);
                                                 CHECK(same.event_type() == "secret.rotated");
                                                 inner.push_back(same.kind());
                                                 inner.push_back(r.receive(other.view(), quiet).kind());
                                             }),
                                             ignore_rest});
    CHECK(result == outcome::handled);
    CHECK(inner == std::vector{outcome::in_progress, outcome::handled});
    CHECK(r.receive(rotated().view(), quiet) == outcome::duplicate);
}

TEST_CASE("the guard is committed after the handler, and only then") {
    logging_guard guard;
    basic_receiver r{signing_secrets{deliveries::secret}, at_now(), guard};
    CHECK(&r.guard() == &guard);
    const auto result =
        r.receive(rotated().view(),
                  handlers{on<"secret.rotated">([&](const auto&) { guard.log += "handler "; }), ignore_rest});
    CHECK(result == outcome::handled);
    CHECK(guard.log == "claim(id) handler commit(id) ");
}

TEST_CASE("nothing is claimed for what no handler takes, or what is rejected") {
    logging_guard guard;
    basic_receiver r{signing_secrets{deliveries::secret}, at_now(), guard};
    CHECK(r.receive(rotated().view(), handlers{ignore_rest}) == outcome::unhandled);
    CHECK(r.receive(signed_request("{}").view(), handlers{ignore_rest}) == outcome::rejected);
    CHECK(r.receive(request{}.view(), handlers{ignore_rest}) == outcome::rejected);
    CHECK(guard.log.empty());
}

TEST_CASE("a guard that fails is a failure of the handler, and never escapes") {
    int calls = 0;
    const auto count = handlers{on<"secret.rotated">([&](const auto&) { ++calls; }), ignore_rest};
    logging_guard guard;
    basic_receiver r{signing_secrets{deliveries::secret}, at_now(), guard};
    SECTION("at the claim: no handler runs, and there is nothing to release") {
        guard.fails_at = "claim";
        const auto result = r.receive(rotated().view(), count);
        CHECK(result == outcome::handler_failed);
        CHECK(text_of(result.exception()) == "claim failed");
        CHECK(calls == 0);
        CHECK(guard.log == "claim(id) ");
    }
    SECTION("at the commit: the claim is given back, so that the event comes again") {
        guard.fails_at = "commit";
        const auto result = r.receive(rotated().view(), count);
        CHECK(result == outcome::handler_failed);
        CHECK(text_of(result.exception()) == "commit failed");
        CHECK(calls == 1);
        CHECK(guard.log == "claim(id) commit(id) release(id) ");
    }
    SECTION("at the commit and at the release: the first failure is told") {
        guard.fails_at = "commit release";
        CHECK(text_of(r.receive(rotated().view(), count).exception()) == "commit failed");
    }
    SECTION("at the release after a handler that failed: the handler's failure is told") {
        guard.fails_at = "release";
        const auto result = r.receive(rotated().view(), handlers{on<"secret.rotated">([](const auto&) {
                                                                     throw std::runtime_error("disk full");
                                                                 }),
                                                                 ignore_rest});
        CHECK(text_of(result.exception()) == "disk full");
    }
}

TEST_CASE("the guard's answer decides: a duplicate, a claim elsewhere or a full guard runs no handler") {
    int calls = 0;
    const auto count = handlers{on<"secret.rotated">([&](const auto&) { ++calls; }), ignore_rest};
    logging_guard guard;
    basic_receiver r{signing_secrets{deliveries::secret}, at_now(), guard};
    guard.answer = claim_result::duplicate;
    CHECK(r.receive(rotated().view(), count) == outcome::duplicate);
    guard.answer = claim_result::in_progress;
    CHECK(r.receive(rotated().view(), count) == outcome::in_progress);
    guard.answer = claim_result::full;
    CHECK(r.receive(rotated().view(), count) == outcome::guard_full);
    CHECK(calls == 0);
    CHECK(guard.log == "claim(id) claim(id) claim(id) ");
}

TEST_CASE("one guard serves several receivers") {
    memory_replay_guard guard;
    basic_receiver first{signing_secrets{deliveries::secret}, at_now(), guard};
    basic_receiver second{signing_secrets{deliveries::secret}, at_now(), guard};
    const auto quiet = handlers{on<"secret.rotated">([](const auto&) {}), ignore_rest};
    CHECK(first.receive(rotated().view(), quiet) == outcome::handled);
    CHECK(second.receive(rotated().view(), quiet) == outcome::duplicate);
}

TEST_CASE("a clock that fails is in the outcome too") {
    receiver_options options;
    options.clock = []() -> std::chrono::sys_seconds { throw std::runtime_error("no time"); };
    receiver r{signing_secrets{deliveries::secret}, options};
    const auto result = r.receive(rotated().view(), handlers{ignore_rest});
    CHECK(result == outcome::handler_failed);
    CHECK(text_of(result.exception()) == "no time");
}

TEST_CASE("of many deliveries of one event at once, exactly one runs the handler") {
    constexpr std::size_t threads = 8;
    constexpr std::size_t events = 200;
    auto r = make_receiver();
    std::vector<request> requests;
    for (std::size_t i = 0; i != events; ++i)
        requests.push_back(
            signed_request(examples::edited("secret.rotated", rotated_id, "evt_" + std::to_string(i))));
    std::vector<std::atomic<int>> runs(events);
    const auto handlers = scaivault::handlers{
        on<"secret.rotated">([&](const auto& e) { ++runs[std::stoul(e.event_id.substr(4))]; }), ignore_rest};

    std::atomic<std::size_t> handled = 0;
    std::atomic<std::size_t> repeated = 0;
    std::atomic<std::size_t> waiting = threads;
    const auto deliver = [&] {
        for (--waiting; waiting != 0;)
            std::this_thread::yield();
        for (const auto& each : requests) {
            const auto kind = r.receive(each.view(), handlers).kind();
            handled += kind == outcome::handled ? 1U : 0U;
            repeated += kind == outcome::duplicate || kind == outcome::in_progress ? 1U : 0U;
        }
    };
    {
        std::vector<std::jthread> running;
        for (std::size_t i = 0; i != threads; ++i)
            running.emplace_back(deliver);
    }
    CHECK(handled == events);
    CHECK(repeated == events * (threads - 1));
    for (const auto& count : runs)
        CHECK(count == 1);
}

} // namespace receiver_claims_test
