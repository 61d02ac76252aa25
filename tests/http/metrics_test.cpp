// GET /metrics: what a scraper of Prometheus reads.
#include "requests.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace http_metrics_test {

using namespace http_support;

namespace {

std::string get(std::string_view path) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

bool has_line(const std::string& text, std::string_view line) {
    return text.find("\n" + std::string(line) + "\n") != std::string::npos;
}

} // namespace

#ifdef SCAIVAULT_RECEIVER_HAS_METRICS
TEST_CASE("the metrics count deliveries by outcome and type, and how long they took") {
    running server({"--metrics"});
    const auto first = post_event("evt_1");
    CHECK(says(server.ask(first), "handled"));
    CHECK(says(server.ask(first), "duplicate"));
    auto forged = signed_request(event("evt_2"), now());
    forged.signature = "sha256=" + std::string(64, 'a');
    CHECK(says(server.ask(post(forged)), "rejected"));
    CHECK(says(
        server.ask(post(signed_request(examples::edited("secret.rotated", "secret.rotated", "a.b"), now()))),
        "unknown"));

    const auto got = server.ask(get("/metrics"));
    CHECK(got.head.find("200") != std::string::npos);
    CHECK(got.head.find("text/plain; version=0.0.4") != std::string::npos);
    CHECK(has_line(got.body, R"(scaivault_deliveries_total{outcome="handled",type="secret.rotated"} 1)"));
    CHECK(has_line(got.body, R"(scaivault_deliveries_total{outcome="duplicate",type="secret.rotated"} 1)"));
    CHECK(has_line(got.body, R"(scaivault_deliveries_total{outcome="rejected",type=""} 1)"));
    CHECK(has_line(got.body, R"(scaivault_deliveries_total{outcome="unknown",type=""} 1)"));
    CHECK(has_line(got.body, R"(scaivault_delivery_seconds_bucket{le="+Inf"} 4)"));
    CHECK(has_line(got.body, "scaivault_delivery_seconds_count 4"));

    if (std::system("command -v promtool >/dev/null 2>&1") == 0) {
        std::FILE* const promtool = ::popen("promtool check metrics", "w");
        REQUIRE(promtool != nullptr);
        std::fputs(got.body.c_str(), promtool);
        CHECK(::pclose(promtool) == 0);
    }
}

#else
TEST_CASE("a receiver built without prometheus-cpp refuses --metrics, and names the package") {
    receiver_process server(SCAIVAULT_RECEIVER, {secret_variable}, {"--metrics"});
    CHECK(server.wait() == 2);
    CHECK(server.output().find("Debian's prometheus-cpp-dev") != std::string::npos);
}
#endif

TEST_CASE("without --metrics, the path is not there") {
    running server;
    CHECK(server.ask(get("/metrics")).head.find("404") != std::string::npos);
}

} // namespace http_metrics_test
