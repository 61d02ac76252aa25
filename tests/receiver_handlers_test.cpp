#include "scaivault/receiver.hpp"

#include "scaivault/any_handlers.hpp"

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace receiver_handlers_test {

namespace {

using namespace scaivault;
using deliveries::signed_request;

receiver make_receiver() {
    receiver_options options;
    options.clock = [] { return deliveries::now; };
    return receiver{signing_secrets{deliveries::secret}, std::move(options)};
}

/// The outcome of the first delivery of `secret.rotated`, whose handler fails, and of its retry, whose handler does not.
template <class Function>
outcome failed_once(Function function) {
    auto r = make_receiver();
    bool fails = true;
    const auto rotated = signed_request(examples::text("secret.rotated"));
    const handlers hs{on<"secret.rotated">([&](const auto&) { return function(fails); }), ignore_rest};
    auto first = r.receive(rotated.view(), hs);
    fails = false;
    CHECK(r.receive(rotated.view(), hs) == outcome::handled); // the claim was released
    CHECK(r.receive(rotated.view(), hs) == outcome::duplicate);
    return first;
}

void check_failed(const outcome& of, const boost::system::error_code& expected) {
    CHECK(of == outcome::handler_failed);
    CHECK(http_status(of) == 500);
    REQUIRE(of.error() != nullptr);
    CHECK(of.error()->code == expected);
    CHECK(of.exception() == nullptr);
}

const auto full = std::make_error_code(std::errc::no_space_on_device);

TEST_CASE("a handler that returns a failure fails the delivery, and its retry is handled") {
    const boost::system::error_code boost_full(full);
    check_failed(failed_once([&](bool fails) { return fails ? boost_full : boost::system::error_code(); }),
                 boost_full);
    check_failed(failed_once([](bool fails) { return fails ? full : std::error_code(); }), full);
    check_failed(failed_once([&](bool fails) {
                     return fails ? boost::system::result<void>(boost_full) : boost::system::result<void>();
                 }),
                 boost_full);

    const auto of = failed_once([](bool fails) -> result<int> {
        if (fails)
            return failure{.code = errc::out_of_range, .where = "/quota", .detail = "no more seats"};
        return 7;
    });
    check_failed(of, errc::out_of_range);
    CHECK(of.error()->where == "/quota");
    CHECK(of.error()->detail == "no more seats");
}

TEST_CASE("handlers of one list may return void and different things that can fail") {
    auto r = make_receiver();
    const handlers hs{on<"secret.rotated">([](const auto&) {}),
                      on<"secret.*">([](const auto&) { return std::make_error_code(std::errc::io_error); }),
                      on<"policy.*">([](const auto&) -> result<std::string> { return "done"; }), ignore_rest};
    const auto receive = [&](std::string_view type) {
        return r.receive(signed_request(examples::text(std::string(type))).view(), hs);
    };
    CHECK(receive("secret.rotated") == outcome::handled);
    CHECK(receive("secret.created") == outcome::handler_failed);
    CHECK(receive("policy.created") == outcome::handled);
    CHECK(receive("rotation.due") == outcome::unhandled);
}

TEST_CASE("a tap that fails fails the delivery before its handler is called") {
    auto r = make_receiver();
    bool handled = false;
    const handlers hs{tap<"**">([](const auto&) { return full; }),
                      on<"secret.rotated">([&](const auto&) { handled = true; }), ignore_rest};
    check_failed(r.receive(signed_request(examples::text("secret.rotated")).view(), hs), full);
    CHECK_FALSE(handled);
}

TEST_CASE("a type that only a tap sees is handled, and a duplicate the second time") {
    auto r = make_receiver();
    int seen = 0;
    const handlers hs{tap<"policy.*">([&](const auto&) { ++seen; }), ignore_rest};
    const auto created = signed_request(examples::text("policy.created"));
    CHECK(r.receive(created.view(), hs) == outcome::handled);
    CHECK(r.receive(created.view(), hs) == outcome::duplicate);
    CHECK(seen == 1);
}

TEST_CASE("a guard decides about a decoded event, and what it refuses is acknowledged") {
    auto r = make_receiver();
    int elsewhere = 0;
    const handlers hs{on<"secret.rotated">(when(under("no/such/path")), [&](const auto&) { ++elsewhere; }),
                      ignore_rest};
    CHECK(r.receive(signed_request(examples::text("secret.rotated")).view(), hs) == outcome::handled);
    CHECK(elsewhere == 0);
}

TEST_CASE("a handler may take the context of its delivery") {
    receiver_options options;
    options.clock = [] { return deliveries::now; };
    receiver r{signing_secrets{"a newer secret of at least 32 bytes", deliveries::secret}, options};
    const auto sent = deliveries::now - std::chrono::seconds{60};
    delivery_context seen;
    std::string id, moved;
    const handlers hs{on<"secret.rotated">([&](event<"secret.rotated"> e, const delivery_context& about) {
                          moved = std::move(e.event_id); // what the context has stays valid
                          seen = about;
                          id = about.event_id;
                      }),
                      tap<"secret.*">([&](const auto&, const auto& about) { seen = about; }), ignore_rest};
    CHECK(r.receive(signed_request(examples::text("secret.rotated"), sent).view(), hs) == outcome::handled);
    CHECK(seen.signed_at == sent);
    CHECK(seen.secret_index == 1);
    CHECK(!id.empty());
    CHECK(id == moved);
}

TEST_CASE("handlers with a context are tested without a receiver") {
    const handlers hs{on<"secret.rotated">([](const auto&, const delivery_context& about) {
                          return std::string(about.event_id);
                      }),
                      ignore_rest};
    CHECK(hs(any_event{event<"secret.rotated">{}}, delivery_context{.event_id = "evt_1"}) == "evt_1");
}

} // namespace

} // namespace receiver_handlers_test
