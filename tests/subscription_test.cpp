#include "scaivault/subscription.hpp"

#include "support/catch.hpp"

#include "scaivault/dispatch/handlers.hpp"

#include <string>
#include <vector>

namespace subscription_test {

using namespace scaivault;

TEST_CASE("a stream is asked for, polled, shared out and acknowledged") {
    int rotated = 0;
    const handlers hs{on<"secret.rotated">([&](const auto&) { ++rotated; }), ignore_rest};
    const auto body =
        registration_body({.name = "audit", .url = "https://audit.example/"}, "0123456789abcdef", hs);
    CHECK(body.value().find(R"("events":["secret.rotated"])") != std::string::npos);

    const std::string answer =
        R"({"events":[{"event_id":"evt_1","event_type":"secret.rotated","path":"production/db","data":{}},)"
        R"({"event_id":"evt_2","event_type":"secret.rotated","path":"staging/db","data":{}},)"
        R"({"event_id":"evt_3","event_type":"secret.rotated","path":"production/db","data":7}],"has_more":false})";
    const auto mine = event_filter::parse(hs.subscription(), {.prefix = "production/"}).value();
    const auto response = decode_poll_response(answer).value();
    std::vector<std::string> done;
    for (std::size_t i = 0; i != response.events.size(); ++i) {
        if (!response.events[i]) {
            CHECK(response.events[i].error().where == "/events/2/data");
            done.push_back(decode_event_id(response.texts[i]).value());
        } else if (mine.matches(*response.events[i])) {
            hs(*response.events[i]);
            done.push_back(envelope_of(*response.events[i]).event_id);
        }
    }
    CHECK(rotated == 1);
    CHECK(ack_body(done) == R"({"event_ids":["evt_1","evt_3"]})");
}

} // namespace subscription_test
