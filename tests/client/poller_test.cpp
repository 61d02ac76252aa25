#include "scaivault/client/poller.hpp"

#include "../support/catch.hpp"
#include "scripted_transport.hpp"

#include <scaivault/dispatch.hpp>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace client_poller_test {

using namespace scaivault;
using namespace std::chrono_literals;

namespace {

std::string event_text(const std::string& id,
                       const std::string& data = R"({"old_version":1,"new_version":2})") {
    return R"({"event_id":")" + id +
           R"(","event_type":"secret.rotated","timestamp":"2026-04-23T14:00:00Z","data":)" + data + '}';
}

std::string answer_of(const std::vector<std::string>& events) {
    std::string text = R"({"events":[)";
    for (const auto& each : events)
        text.append(text.ends_with('[') ? "" : ",").append(each);
    return text + R"(],"has_more":false})";
}

/// Runs a poller until the script is over, and keeps the ids that were handled.
struct run_of {
    scripted_transport transport{};
    std::vector<std::string> handled{};
    std::vector<std::string> refused{}; ///< ids that the handler fails for
    std::string last{};                 ///< the id that stops the poller
    poller_options options{.backoff = {.first = 1ms, .most = 2ms}, .retry_delay = 1ms};
    std::vector<std::string> troubles{};

    client_result<void> run() {
        basic_client<scripted_transport> vault({.token = "t"}, transport);
        options.on_trouble = [this](const client_failure& why) { troubles.push_back(why.code.message()); };
        poller made{vault, "sub",
                    handlers{on<"secret.rotated">([&](const auto& e) {
                                 for (const auto& each : refused)
                                     if (each == e.event_id)
                                         throw std::runtime_error("no");
                                 handled.push_back(e.event_id);
                                 if (e.event_id == last)
                                     stop();
                             }),
                             ignore_rest},
                    options};
        stop = [&] { made.stop(); };
        return made.run();
    }

    std::function<void()> stop{};

    /// The requests as "GET target" and "POST body".
    [[nodiscard]] std::vector<std::string> sent() {
        std::vector<std::string> all;
        for (const auto& each : transport.requests())
            all.push_back(each.method == "GET" ? each.target.substr(std::string("/v1/subscriptions/").size())
                                               : each.body);
        return all;
    }
};

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("a poller handles events, acknowledges them together, and goes on behind them") {
    run_of with;
    with.last = "c";
    with.transport.then(200, answer_of({event_text("a"), event_text("b")}));
    with.transport.then(200);
    with.transport.then(200, answer_of({event_text("c"), event_text("d")}));
    with.transport.then(200);
    REQUIRE(with.run());
    CHECK(with.handled ==
          texts{"a", "b", "c"}); // d comes after the stop: it is neither handled nor acknowledged
    CHECK(with.sent() == texts{"sub/poll?timeout=30&max_events=100", R"({"event_ids":["a","b"]})",
                               "sub/poll?timeout=30&max_events=100&since_event_id=b",
                               R"({"event_ids":["c"]})"});
}

TEST_CASE("a poller resumes at a given event") {
    run_of with;
    with.options.since_event_id = "x y";
    with.last = "a";
    with.transport.then(200, answer_of({event_text("a")}));
    with.transport.then(200);
    REQUIRE(with.run());
    CHECK(with.sent().front() == "sub/poll?timeout=30&max_events=100&since_event_id=x%20y");
}

TEST_CASE("an event that comes again is acknowledged again, and not handled again") {
    run_of with;
    with.last = "b";
    with.transport.then(200, answer_of({event_text("a")}));
    with.transport.then(client_errc::cut_off); // the answer to the acknowledgement
    with.transport.then(200);
    with.transport.then(200, answer_of({event_text("a"), event_text("b")}));
    with.transport.then(200);
    REQUIRE(with.run());
    CHECK(with.handled == texts{"a", "b"});
    CHECK(with.sent().back() == R"({"event_ids":["a","b"]})");
    CHECK(with.troubles == texts{"the connection ended before the answer was complete"});
}

TEST_CASE("events that cannot be read or handled do not stop the rest, and are tried again") {
    run_of with;
    with.refused = {"bad"};
    with.last = "end";
    const texts first{event_text("a"), event_text("unreadable", "7"), "7", event_text("bad"),
                      event_text("b")};
    with.transport.then(200, answer_of(first));
    with.transport.then(200);
    with.transport.then(200, answer_of({})); // nothing new: the next round begins
    with.transport.then(
        200, answer_of({event_text("unreadable", "7"), "7", event_text("bad"), event_text("end")}));
    with.transport.then(200);
    REQUIRE(with.run());
    CHECK(with.handled == texts{"a", "b", "end"});
    CHECK(with.sent() == texts{"sub/poll?timeout=30&max_events=100", R"({"event_ids":["a","b"]})",
                               "sub/poll?timeout=1&max_events=100&since_event_id=b",
                               "sub/poll?timeout=30&max_events=100", R"({"event_ids":["end"]})"});
}

TEST_CASE("a server that ignores since_event_id does not have a failed event handled in a loop") {
    run_of with;
    with.refused = {"bad"};
    with.last = "end";
    with.options.max_attempts = 2;
    texts kept;
    with.options.on_poisoned = [&](std::string_view json, const failure& why) {
        kept.push_back(decode_event_id(json).value() + ": " + why.detail);
        return true;
    };
    with.transport.then(200, answer_of({event_text("bad")}));
    with.transport.then(200, answer_of({event_text("bad")})); // in the same round: not tried
    with.transport.then(200, answer_of({event_text("bad")})); // the second try
    with.transport.then(200);
    with.transport.then(200, answer_of({event_text("end")}));
    with.transport.then(200);
    REQUIRE(with.run());
    CHECK(kept == texts{"bad: no"});
    CHECK(with.sent().at(3) == R"({"event_ids":["bad"]})");
}

TEST_CASE("failed calls are repeated, and failures that waiting does not mend end the poller") {
    run_of with;
    with.transport.then(429, "", "0");
    with.transport.then(503);
    with.transport.then(409);
    with.transport.then(client_errc::unreachable);
    with.transport.then(client_errc::untrusted);
    with.transport.then(client_errc::timed_out);
    with.transport.then(200, "no JSON");
    with.transport.then(200, R"({"events":7})");
    with.transport.then(401);
    const auto ended = with.run();
    REQUIRE_FALSE(ended);
    CHECK(ended.error() == client_errc::unauthorized);
    CHECK(with.troubles.size() == 8);
    for (const int status : {403, 404, 400}) {
        run_of other;
        other.transport.then(status);
        CHECK(other.run().error().status == status);
        CHECK(other.troubles.empty());
    }
}

TEST_CASE("a server that does not wait is not polled without a pause") {
    run_of with;
    with.options.backoff = {.first = 40ms, .most = 40ms};
    with.transport.then(200, answer_of({}));
    with.transport.then(200, answer_of({}));
    with.transport.then(401);
    const auto began = std::chrono::steady_clock::now();
    CHECK(with.run().error() == client_errc::unauthorized);
    CHECK(std::chrono::steady_clock::now() - began >= 40ms); // two pauses of at least the half
}

TEST_CASE("the poller waits as long as the server asks, up to the limit") {
    webhooks::backoff delays({.first = 10ms, .most = 10ms});
    auto why = webhooks::detail::client_error(client_errc::too_many_requests, "");
    CHECK(scaivault::detail::delay_after(why, delays, 60s) <= 10ms);
    why.retry_after = 3s;
    CHECK(scaivault::detail::delay_after(why, delays, 60s) == 3s);
    why.retry_after = std::chrono::hours(1000);
    CHECK(scaivault::detail::delay_after(why, delays, 60s) == 60s);
    why.retry_after = 0s;
    CHECK(scaivault::detail::delay_after(why, delays, 60s) >= 5ms);
}

} // namespace client_poller_test
