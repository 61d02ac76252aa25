#include "scaivault/client/client.hpp"
#include <webhooks/client/backoff.hpp>

#include "../support/catch.hpp"
#include "scripted_transport.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace client_client_test {

using namespace scaivault;

namespace {

const std::string secret(32, 's');

struct scripted_client {
    scripted_transport transport{};
    basic_client<scripted_transport> vault{{.token = "tok_very_secret"}, transport};
};

} // namespace

TEST_CASE("a webhook is registered with a bearer token, and the answer is read") {
    scripted_client with;
    with.transport.then(
        201, R"({"id":"wh_1","name":"n","url":"https://x/y","events":["secret.*"],"enabled":false,)"
             R"("status":"new","created_at":"2026-04-23T14:00:00Z","more":[1]})");
    const auto made = with.vault.register_webhook({.name = "n", .url = "https://x/y"}, secret, {"secret.*"});
    REQUIRE(made.has_value());
    CHECK(*made == registered_webhook{.id = "wh_1",
                                      .name = "n",
                                      .url = "https://x/y",
                                      .events = {"secret.*"},
                                      .enabled = false,
                                      .status = "new",
                                      .created_at = "2026-04-23T14:00:00Z"});
    const auto& sent = with.transport.requests().at(0);
    CHECK(sent.method + ' ' + sent.origin.text() + sent.target ==
          "POST https://scaivault.scailabs.ai/v1/webhooks");
    CHECK(sent.body == registration_body({.name = "n", .url = "https://x/y"}, secret, {"secret.*"}).value());
    CHECK(sent.headers.at(0) ==
          std::pair<std::string, std::string>("Authorization", "Bearer tok_very_secret"));
}

TEST_CASE("an invalid registration or update is not sent") {
    scripted_client with;
    CHECK(with.vault.register_webhook({.name = "n", .url = "http://x"}, secret, {"**"}).error() ==
          errc::malformed_url);
    CHECK(with.vault.update_webhook("wh", {.secret = "short"}).error() == errc::weak_secret);
    CHECK(with.vault.update_webhook("wh", {.events = std::vector<std::string>{}}).error() ==
          errc::missing_field);
    CHECK(with.vault.update_webhook("wh", {.name = ""}).error().where == "/name");
    CHECK(with.vault.update_webhook("wh", {}).error() == errc::missing_field);
    CHECK(with.transport.requests().empty());
}

TEST_CASE("an update has the members that change, and an id cannot leave its place in the path") {
    scripted_client with;
    with.transport.then(200, R"({"id":"wh_1"})");
    REQUIRE(with.vault.update_webhook("a/../b?c", {.filters = registration_filters{}, .enabled = true})
                .has_value());
    const auto& sent = with.transport.requests().at(0);
    CHECK(sent.method + ' ' + sent.target == "PATCH /v1/webhooks/a%2F..%2Fb%3Fc");
    CHECK(sent.body == R"({"filters":{},"enabled":true})");
    CHECK(update_body({.name = "n",
                       .url = "https://x",
                       .secret = secret,
                       .events = std::vector<std::string>{"a.b"},
                       .filters = registration_filters{.path_prefix = "p"}})
              .value() == R"({"name":"n","url":"https://x","secret":")" + secret +
                              R"(","events":["a.b"],"filters":{"path_prefix":"p"}})");
    with.transport.then(200);
    REQUIRE(with.vault.delete_webhook("..").has_value());
    CHECK(with.transport.requests().at(1).target == "/v1/webhooks/%25");
}

TEST_CASE("each kind of status is an error of its own, and no message has the token or the answer") {
    const std::vector<std::pair<int, client_errc>> all{
        {401, client_errc::unauthorized},      {403, client_errc::forbidden},
        {404, client_errc::not_found},         {409, client_errc::conflict},
        {429, client_errc::too_many_requests}, {500, client_errc::server_error},
        {503, client_errc::server_error},      {302, client_errc::unexpected_status},
        {400, client_errc::unexpected_status}, {600, client_errc::unexpected_status}};
    for (const auto& [status, code] : all) {
        scripted_client with;
        with.transport.then(status, "tok_very_secret and more", "7");
        const auto failed = with.vault.test_webhook("wh_1").error();
        CAPTURE(status, failed.message());
        CHECK(failed == code);
        CHECK(failed.status == status);
        CHECK(failed.retry_after == std::chrono::seconds(7));
        CHECK(failed.message().find("POST /v1/webhooks/wh_1/test: HTTP status " + std::to_string(status)) !=
              std::string::npos);
        CHECK(failed.message().find("tok_") == std::string::npos);
    }
}

TEST_CASE("a Retry-After that is no number of seconds is ignored") {
    for (const auto* text : {"", "-1", "7s", "Fri, 31 Dec 1999 23:59:59 GMT", "99999999999999999999"}) {
        scripted_client with;
        with.transport.then(503, "", text);
        CHECK_FALSE(with.vault.delete_webhook("wh").error().retry_after);
    }
}

TEST_CASE("a malformed answer is an error that says where") {
    const std::vector<std::pair<std::string, std::string>> all{
        {"", ""},
        {"{", ""},
        {"[]", ""},
        {"{}", "/id"},
        {R"({"id":7})", "/id"},
        {R"({"id":"a","name":[]})", "/name"},
        {R"({"id":"a","enabled":"yes"})", "/enabled"},
        {R"({"id":"a","events":"x"})", "/events"},
        {R"({"id":"a","events":["x",null]})", "/events/1"}};
    for (const auto& [text, where] : all) {
        scripted_client with;
        with.transport.then(200, text);
        const auto failed = with.vault.update_webhook("a", {.enabled = true}).error();
        CAPTURE(text);
        CHECK(failed == client_errc::malformed_answer);
        CHECK(failed.where == where);
    }
    for (const auto* text : {"7", "{}", R"([{"id":"a"},7])", R"({"webhooks":[{}]})"}) {
        scripted_client with;
        with.transport.then(200, text);
        CHECK(with.vault.list_webhooks().error() == client_errc::malformed_answer);
    }
}

TEST_CASE("webhooks are listed from an array or from an object with one") {
    for (const auto* text : {R"([{"id":"a"},{"id":"b"}])", R"({"n":2,"webhooks":[{"id":"a"},{"id":"b"}]})"}) {
        scripted_client with;
        with.transport.then(200, text);
        const auto list = with.vault.list_webhooks();
        REQUIRE(list.has_value());
        CHECK(list->size() == 2);
        CHECK(list->back().id == "b");
    }
}

TEST_CASE("the server's event types are compared with the catalog in one call") {
    scripted_client with;
    std::string names;
    for (const auto name : catalog::names)
        if (name != "secret.rotated")
            names.append(R"({"name":")").append(name).append(R"("},)");
    with.transport.then(200, R"({"types":[)" + names + R"("secret.leaked"]})");
    const auto found = with.vault.catalog_difference();
    REQUIRE(found.has_value());
    CHECK(found->missing_here == std::vector<std::string>{"secret.leaked"});
    CHECK(found->missing_there == std::vector<std::string>{"secret.rotated"});
    with.transport.then(200, R"([{"description":"no name"}])");
    CHECK(with.vault.catalog_difference().error().where == "/0");
}

TEST_CASE("a client refuses a malformed address or token, and does not show the token") {
    const auto refused = [](client_options options) -> std::string {
        try {
            const basic_client<scripted_transport> made(std::move(options));
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return {};
    };
    CHECK(refused({.token = "t"}).empty());
    CHECK(refused({.url = "http://127.0.0.1:80/", .token = "t"}).empty());
    CHECK(refused({.url = "https://[::1]:8443", .token = "t"}).empty());
    for (const auto* url : {"", "vault", "ftp://x", "https://", "https://x/path", "https://u@x", "https://x:",
                            "https://x:a", "https://[::1", "https://a b", "http://vault.example"}) {
        CAPTURE(url);
        CHECK_FALSE(refused({.url = url, .token = "t"}).empty());
    }
    for (const auto* token : {"", "two words", "line\r\nX: y", "caf\xC3\xA9"}) {
        const auto why = refused({.token = token});
        CHECK_FALSE(why.empty());
        CHECK((*token == '\0' || why.find(token) == std::string::npos));
    }
    CHECK_FALSE(refused({.token = "t", .update_method = "POST"}).empty());
}

TEST_CASE("a back-off doubles up to its limit, with jitter, and begins again after a success") {
    using namespace std::chrono_literals;
    webhooks::backoff delays({.first = 100ms, .most = 350ms});
    for (const auto whole : {100ms, 200ms, 350ms, 350ms}) {
        const auto delay = delays.next();
        CHECK(delay >= whole / 2);
        CHECK(delay <= whole);
    }
    delays.reset();
    CHECK(delays.next() <= 100ms);
}

} // namespace client_client_test
