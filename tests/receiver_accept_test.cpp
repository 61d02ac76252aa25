// Events that are accepted first and handled later.
#include "scaivault/receiver.hpp"

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"

#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace receiver_accept_test {

namespace {

using namespace scaivault;
using deliveries::signed_request;

struct fixture {
    std::vector<std::string> seen{};
    int calls = 0;
    bool fails = false;
    deliveries::request rotated = signed_request(examples::text("secret.rotated"));
    receiver r = make();

    receiver make() {
        receiver_options options;
        options.clock = [] { return deliveries::now; };
        options.on_outcome = [this](const outcome& of) { seen.emplace_back(to_string(of.kind())); };
        return receiver{signing_secrets{deliveries::secret}, std::move(options)};
    }
    auto handle() {
        return handlers{on<"secret.rotated">([this](event<"secret.rotated"> e) {
                            if (fails)
                                throw std::runtime_error("disk full");
                            calls += e.data.new_version == 4 ? 1 : 0;
                        }),
                        on_unknown([this](const auto&) { ++calls; }), ignore_rest};
    }
    auto accept() { return r.accept(rotated.view(), handle()); }
};

using accepted = decltype(std::declval<fixture>().accept());
static_assert(!std::is_copy_constructible_v<accepted>);
static_assert(std::is_nothrow_move_constructible_v<accepted>);
static_assert(std::is_nothrow_move_assignable_v<accepted>);

} // namespace

TEST_CASE("an accepted event is claimed, and a duplicate once it was run") {
    fixture f;
    auto first = f.accept();
    REQUIRE(first);
    CHECK(first.result() == outcome::accepted);
    CHECK(first.result().status() == 200);
    CHECK(first.result().event_type() == "secret.rotated");
    CHECK(first.result().event_id() == "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z");
    CHECK(f.calls == 0);

    auto second = f.accept();
    CHECK_FALSE(second);
    CHECK(second.result() == outcome::in_progress);
    CHECK(second.run(f.handle()) == outcome::in_progress); // nothing to run
    CHECK(f.r.receive(f.rotated.view(), f.handle()) == outcome::in_progress);
    CHECK(f.calls == 0);

    CHECK(first.run(f.handle()) == outcome::handled);
    CHECK(first.result() == outcome::handled);
    CHECK(first.result().event_id() == "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z");
    CHECK_FALSE(first);
    CHECK(f.calls == 1);
    CHECK(first.run(f.handle()) == outcome::handled); // not run again
    CHECK(f.calls == 1);
    CHECK(f.accept().result() == outcome::duplicate);
    CHECK(f.seen == std::vector<std::string>{"in_progress", "in_progress", "handled", "duplicate"});
}

TEST_CASE("a handler that throws later releases the event") {
    fixture f;
    f.fails = true;
    auto event = f.accept();
    const auto& became = event.run(f.handle());
    CHECK(became == outcome::handler_failed);
    CHECK_THROWS_AS(std::rethrow_exception(became.exception()), std::runtime_error);
    CHECK(became.event_type() == "secret.rotated");
    f.fails = false;
    CHECK(f.accept().run(f.handle()) == outcome::handled);
    CHECK(f.seen == std::vector<std::string>{"handler_failed", "handled"});
}

TEST_CASE("an accepted event that is dropped or released can be accepted again") {
    fixture f;
    { const auto dropped = f.accept(); }
    auto released = f.accept();
    REQUIRE(released);
    released.release();
    CHECK_FALSE(released);
    CHECK(released.result() == outcome::handler_failed);
    released.commit(); // no effect
    auto replaced = f.accept();
    REQUIRE(replaced);
    replaced = std::move(released); // releases its own
    CHECK(f.accept());
    CHECK(f.seen == std::vector<std::string>(4, "handler_failed"));
}

TEST_CASE("an accepted event moves to another thread, and is committed there") {
    fixture f;
    std::vector<accepted> queue;
    queue.push_back(f.accept());
    queue.reserve(10); // moves it
    bool has_event = false;
    std::jthread([&] {
        has_event = std::holds_alternative<event<"secret.rotated">>(queue.front().event());
        queue.front().commit();
        queue.clear();
    }).join();
    CHECK(has_event);
    CHECK(f.accept().result() == outcome::duplicate);
    CHECK(f.seen == std::vector<std::string>{"handled", "duplicate"});
}

TEST_CASE("what is not to be handled is not accepted, and its outcome is that of receive") {
    fixture f;
    CHECK(f.r.accept({}, f.handle()).result() == outcome::rejected);
    const auto other = signed_request(examples::text("policy.created"));
    CHECK(f.r.accept(other.view(), f.handle()).result() == outcome::unhandled);
    const auto unknown =
        signed_request(examples::edited("secret.rotated", "secret.rotated", "secret.archived"));
    auto archived = f.r.accept(unknown.view(), f.handle());
    REQUIRE(archived);
    CHECK(archived.run(f.handle()) == outcome::unknown);
    CHECK(f.calls == 1);
    CHECK(f.seen == std::vector<std::string>{"rejected", "unhandled", "unknown"});
}

TEST_CASE("a guard that fails at the commit fails the event, and it is released") {
    struct failing_guard {
        int releases = 0;
        claim_result claim(std::string_view) { return claim_result::claimed; }
        void commit(std::string_view) { throw std::runtime_error("the database is gone"); }
        void release(std::string_view) { ++releases; }
    } guard;
    fixture f;
    receiver_options options;
    options.clock = [] { return deliveries::now; };
    basic_receiver r{signing_secrets{deliveries::secret}, options, guard};
    CHECK(r.accept(f.rotated.view(), f.handle()).run(f.handle()) == outcome::handler_failed);
    CHECK(guard.releases == 1);
    auto event = r.accept(f.rotated.view(), f.handle());
    CHECK_THROWS_AS(event.commit(), std::runtime_error);
    CHECK(event);
}

TEST_CASE("a receiver can be moved, and keeps what it remembers") {
    fixture f;
    auto moved = std::move(f.r);
    CHECK(moved.receive(f.rotated.view(), f.handle()) == outcome::handled);
    f.r = std::move(moved);
    CHECK(f.r.receive(f.rotated.view(), f.handle()) == outcome::duplicate);
    // NOLINTNEXTLINE(bugprone-use-after-move): what is promised
    CHECK(moved.receive(f.rotated.view(), f.handle()) == outcome::rejected);
    CHECK_THROWS_AS(moved.replace_secrets(signing_secrets{deliveries::secret}), std::invalid_argument);
}

} // namespace receiver_accept_test
