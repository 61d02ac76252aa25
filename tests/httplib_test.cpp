#include "scaivault/httplib.hpp"

#include "scaivault/webhook.hpp"
#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/receiver_process.hpp" // a connection that sends bytes as they are

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace httplib_test {

using namespace scaivault;

namespace {

std::string rotated_for_httplib() {
    event<"secret.rotated"> made;
    made.event_id = "evt_1";
    made.data.new_version = 4;
    return encode(made);
}

::httplib::Headers httplib_headers(std::string_view body) {
    return {{"x-scaivault-event-id", "evt_1"},
            {"X-ScaiVault-Timestamp", "1776952800"},
            {"X-ScaiVault-Signature", sign(deliveries::secret, deliveries::now, body)}};
}

/// A server with a receiver, which `add` installs.
class httplib_server {
public:
    using handler = std::function<void(const event<"secret.rotated">&)>;
    using handler_list =
        handlers<webhooks::detail::clause<webhooks::detail::takes_patterns<"secret.rotated">, handler>,
                 ignore_rest_t>;

    explicit httplib_server(
        const std::function<void(::httplib::Server&, receiver&, const handler_list&)>& add) {
        add(server_, vault_, handle_);
        port = server_.bind_to_any_port("127.0.0.1");
        REQUIRE(port > 0);
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running())
            std::this_thread::yield();
    }
    httplib_server(const httplib_server&) = delete;
    httplib_server& operator=(const httplib_server&) = delete;
    ~httplib_server() {
        server_.stop();
        thread_.join();
    }

    /// The answer to these bytes, whether or not the request is complete.
    http_support::answer ask(std::string_view text) const {
        http_support::connection client(static_cast<std::uint16_t>(port));
        auto got = client.exchange(text);
        if (got.status >= 400 && got.status != 401)
            CHECK(client.is_closed()); // the following bytes are not a request
        return got;
    }

    int port = 0;
    std::atomic<std::int64_t> last_version = 0;

private:
    receiver vault_{signing_secrets{deliveries::secret},
                    receiver_options{.clock = [] { return deliveries::now; }}};
    const handler_list handle_{
        on<"secret.rotated">(handler([this](const auto& e) { last_version = e.data.new_version; })),
        ignore_rest};
    ::httplib::Server server_{};
    std::thread thread_{};
};

const auto at_hooks = [](::httplib::Server& server, receiver& vault, const auto& handle) {
    add_webhook(server, "/hooks", vault, handle);
};

std::string httplib_head(std::string_view lines, std::string_view start = "POST /hooks HTTP/1.1",
                         std::string_view host = "Host: a\r\n") {
    std::string text(start);
    text.append("\r\n").append(host);
    for (const auto& [name, value] : httplib_headers(rotated_for_httplib()))
        text.append(name).append(": ").append(value).append("\r\n");
    return text.append(lines).append("\r\n");
}

} // namespace

TEST_CASE("headers of a cpp-httplib request are found whatever their case") {
    const auto body = rotated_for_httplib();
    ::httplib::Request request;
    request.headers = httplib_headers(body);
    const delivery found = delivery_from(request, body);
    CHECK(found.event_id == "evt_1");
    CHECK(found.event_type.empty());
    CHECK(found.timestamp == "1776952800");
    CHECK(found.signature == sign(deliveries::secret, deliveries::now, body));
    CHECK(found.body.data() == body.data());
}

TEST_CASE("a header that came twice in a cpp-httplib request is no header that could be trusted") {
    ::httplib::Request request;
    request.headers = httplib_headers({});
    request.headers.emplace("X-SCAIVAULT-SIGNATURE", "sha256=00");
    CHECK(delivery_from(request, {}).signature == repeated_header);
}

TEST_CASE("an outcome becomes a status and a body of cpp-httplib") {
    ::httplib::Response response;
    respond_to({outcome::in_progress, "secret.rotated"}, response, {.in_progress = 503});
    CHECK(response.status == 503);
    CHECK(response.get_header_value("Content-Type") == "application/json");
    CHECK(response.body == "{\"outcome\":\"in_progress\",\"event_type\":\"secret.rotated\"}\n");
}

TEST_CASE("deliveries to a cpp-httplib server are verified, handled and answered") {
    const httplib_server server(at_hooks);
    ::httplib::Client client("127.0.0.1", server.port);
    const auto body = rotated_for_httplib();
    const auto post = [&](const std::string& text) {
        return client.Post("/hooks", httplib_headers(body), text, "application/json");
    };
    const auto handled = post(body);
    REQUIRE(handled);
    CHECK(handled->status == 200);
    CHECK(handled->body == "{\"outcome\":\"handled\",\"event_type\":\"secret.rotated\"}\n");
    CHECK(server.last_version == 4);
    const auto duplicate = post(body);
    REQUIRE(duplicate);
    CHECK(duplicate->body == "{\"outcome\":\"duplicate\",\"event_type\":\"secret.rotated\"}\n");
    const auto forged = post(body + " ");
    REQUIRE(forged);
    CHECK(forged->status == 401);
    CHECK(forged->body == "{\"outcome\":\"rejected\"}\n");
}

TEST_CASE("a body with a Content-Encoding is refused before it is read, on every path") {
    const httplib_server server(at_hooks);
    for (const std::string_view coding : {"gzip", "GZIP", "deflate", "br", "identity", "gzip, gzip"}) {
        CAPTURE(std::string(coding));
        const auto lines = "Content-Encoding: " + std::string(coding) + "\r\nContent-Length: 600000\r\n";
        CHECK(server.ask(httplib_head(lines)).status == 415); // before any byte of the body was sent
        CHECK(server.ask(httplib_head(lines, "POST /elsewhere HTTP/1.1")).status == 415);
        CHECK(server.ask(httplib_head(lines, "PUT /hooks HTTP/1.1")).status == 415);
    }
    CHECK(server.ask(httplib_head("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n")).status == 415);
    CHECK(server.ask(httplib_head("Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9\r\n"))
              .status == 415);

    const httplib_server other([](::httplib::Server& made, receiver& vault, const auto& handle) {
        made.Post("/hooks", httplib_handler(vault, handle));
    });
    CHECK(other.ask(httplib_head("Content-Encoding: gzip\r\nContent-Length: 600000\r\n")).status == 415);
}

TEST_CASE("a body past the limit is refused by cpp-httplib's handler, in chunks too") {
    const httplib_server server([](::httplib::Server& made, receiver& vault, const auto& handle) {
        add_webhook(made, "/hooks", vault, handle, {}, 1000);
    });
    CHECK(server.ask(httplib_head("Content-Length: 1001\r\n")).status == 413);
    CHECK(server.ask(httplib_head("Content-Length: 18446744073709551616\r\n")).status == 413);
    const auto chunk = "1f4\r\n" + std::string(500, 'x') + "\r\n";
    const auto chunked = httplib_head("Transfer-Encoding: chunked\r\n");
    CHECK(server.ask(chunked + chunk + chunk + "1\r\nx\r\n").status == 413); // the body could be endless
    CHECK(server.ask(chunked + chunk + chunk + "0\r\n\r\n").status == 401);
    CHECK(server.ask(httplib_head("Transfer-Encoding: chunked\r\n", "POST /elsewhere HTTP/1.1")).status ==
          411);
    CHECK(server.ask(httplib_head("")).status == 411);
}

TEST_CASE("a request that a proxy could read in another way is refused by cpp-httplib's handler") {
    const httplib_server server(at_hooks);
    const auto body = rotated_for_httplib();
    const auto length = "Content-Length: " + std::to_string(body.size()) + "\r\n";
    const std::string coding = "Transfer-Encoding: ";
    CHECK(server.ask(httplib_head(length + "Host: b\r\n") + body).status == 400);
    CHECK(server.ask(httplib_head(length, "POST /hooks HTTP/1.1", "") + body).status == 400);
    CHECK(server.ask(httplib_head(coding + "chunked\r\n", "POST /hooks HTTP/1.0")).status == 400);
    for (const std::string_view value :
         {"chunked, chunked", "gzip, chunked", "identity", "chunked\r\nTransfer-Encoding: chunked",
          "chunked\r\nContent-Length: 5"}) {
        CAPTURE(std::string(value));
        CHECK(server.ask(httplib_head(coding + std::string(value) + "\r\n")).status == 400);
    }
    for (const std::string_view value : {"-1", "+5", "5, 5", "0x5", "5\r\nContent-Length: 5", "five"}) {
        CAPTURE(std::string(value));
        CHECK(server.ask(httplib_head("Content-Length: " + std::string(value) + "\r\n")).status == 400);
    }
    CHECK(server.ask(httplib_head(coding + "chunked\r\n") + "nonsense\r\n").status == 400);
    CHECK(server.last_version == 0);
    CHECK(server.ask(httplib_head(length) + body).status == 200);
}

} // namespace httplib_test
