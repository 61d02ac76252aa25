#include "scaivault/httplib.hpp"

#include "scaivault/webhook.hpp"
#include "support/catch.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace httplib_test {

using namespace scaivault;

namespace {

constexpr std::string_view secret = "a secret of at least thirty-two bytes, for tests";
constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'776'952'800}};

std::string rotated() {
    event<"secret.rotated"> made;
    made.event_id = "evt_1";
    made.data.new_version = 4;
    return encode(made);
}

::httplib::Headers headers_for(std::string_view body) {
    return {{"x-scaivault-event-id", "evt_1"},
            {"X-ScaiVault-Timestamp", "1776952800"},
            {"X-ScaiVault-Signature", sign(secret, now, body)}};
}

} // namespace

TEST_CASE("a request's headers are found whatever their case") {
    ::httplib::Request request;
    request.body = rotated();
    request.headers = headers_for(request.body);
    const delivery found = delivery_from(request);
    CHECK(found.event_id == "evt_1");
    CHECK(found.event_type.empty());
    CHECK(found.timestamp == "1776952800");
    CHECK(found.signature == sign(secret, now, request.body));
    CHECK(found.body.data() == request.body.data());
}

TEST_CASE("a header that came twice is no header that could be trusted") {
    ::httplib::Request request;
    request.headers = headers_for({});
    request.headers.emplace("X-SCAIVAULT-SIGNATURE", "sha256=00");
    CHECK(delivery_from(request).signature == repeated_header);
}

TEST_CASE("an outcome becomes a status and a body") {
    ::httplib::Response response;
    respond_to({outcome::in_progress, "secret.rotated"}, response, {.in_progress = 503});
    CHECK(response.status == 503);
    CHECK(response.get_header_value("Content-Type") == "application/json");
    CHECK(response.body == "{\"outcome\":\"in_progress\",\"event_type\":\"secret.rotated\"}\n");
}

TEST_CASE("deliveries to a server are verified, handled and answered") {
    std::atomic<std::int64_t> last_version = 0;
    receiver vault{signing_secrets{secret}, receiver_options{.clock = [] { return now; }}};
    const handlers handle{on<"secret.rotated">([&](const auto& e) { last_version = e.data.new_version; }),
                          ignore_rest};
    ::httplib::Server server;
    server.Post("/hooks", httplib_handler(vault, handle));
    const int port = server.bind_to_any_port("127.0.0.1");
    REQUIRE(port > 0);
    std::thread thread([&] { server.listen_after_bind(); });
    while (!server.is_running())
        std::this_thread::yield();

    ::httplib::Client client("127.0.0.1", port);
    const auto body = rotated();
    const auto post = [&](const std::string& text) {
        return client.Post("/hooks", headers_for(body), text, "application/json");
    };
    const auto handled = post(body);
    const auto duplicate = post(body);
    const auto forged = post(body + " ");
    server.stop();
    thread.join();

    REQUIRE(handled);
    CHECK(handled->status == 200);
    CHECK(handled->body == "{\"outcome\":\"handled\",\"event_type\":\"secret.rotated\"}\n");
    CHECK(last_version == 4);
    REQUIRE(duplicate);
    CHECK(duplicate->body == "{\"outcome\":\"duplicate\",\"event_type\":\"secret.rotated\"}\n");
    REQUIRE(forged);
    CHECK(forged->status == 401);
    CHECK(forged->body == "{\"outcome\":\"rejected\"}\n");
}

} // namespace httplib_test
