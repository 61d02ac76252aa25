#include "scaivault/asio.hpp"

#include "scaivault/webhook.hpp"
#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"
#include "support/numbered_events.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace asio_test {

using namespace scaivault;
namespace asio = boost::asio;
using asio::awaitable;
using deliveries::request;
using deliveries::signed_request;
using std::chrono::milliseconds;

namespace {

receiver_options options() {
    return {.clock = [] { return deliveries::now; }};
}

request rotated() {
    return signed_request(examples::text("secret.rotated"));
}

/// Opens for all coroutines that wait for it.
class gate {
public:
    explicit gate(asio::io_context& context) : timer_(context, asio::steady_timer::time_point::max()) {}

    void open() {
        is_open_ = true;
        timer_.cancel();
    }
    /// Ends by itself only if the coroutine is cancelled: then it throws.
    awaitable<void> wait() {
        boost::system::error_code error;
        if (!is_open_)
            co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
        if (!is_open_)
            throw boost::system::system_error(error);
    }

private:
    asio::steady_timer timer_;
    bool is_open_ = false;
};

/// A receiver, and deliveries that are received in one `io_context`.
struct fixture {
    receiver vault{signing_secrets{deliveries::secret}, options()};
    asio::io_context context{1};
    gate door{context};
    std::vector<outcome> ended{};

    /// Starts to receive, and runs until nothing can go on.
    template <class Handlers>
    void start(const request& sent, const Handlers& handle, async_receive_options how = {}) {
        asio::co_spawn(context, async_receive(vault, sent.view(), handle, how),
                       [this](const std::exception_ptr& thrown, outcome became) {
                           CHECK(!thrown);
                           ended.push_back(std::move(became));
                       });
        poll();
    }
    void poll() {
        context.restart();
        context.poll();
    }
    void open() {
        door.open();
        poll();
    }
    /// Runs until a delivery has ended.
    const outcome& wait_for_end() {
        context.restart();
        while (ended.empty() && context.run_one_for(std::chrono::seconds(10)) != 0) {
        }
        REQUIRE(!ended.empty());
        return ended.back();
    }
};

} // namespace

TEST_CASE("an event is in progress while its handler is suspended, and a duplicate afterwards") {
    fixture f;
    std::int64_t version = 0;
    const handlers handle{on<"secret.rotated">([&](const event<"secret.rotated">& e) -> awaitable<void> {
                              co_await f.door.wait();
                              version = e.data.new_version;
                          }),
                          ignore_rest};
    const auto sent = rotated();
    f.start(sent, handle);
    CHECK(f.ended.empty());
    f.start(sent, handle);
    REQUIRE(f.ended.size() == 1);
    CHECK(f.ended[0] == outcome::in_progress);
    CHECK(version == 0);
    f.open();
    REQUIRE(f.ended.size() == 2);
    CHECK(f.ended[1] == outcome::handled);
    CHECK(f.ended[1].event_type() == "secret.rotated");
    CHECK(version == 4);
    f.start(sent, handle);
    CHECK(f.ended.back() == outcome::duplicate);
}

TEST_CASE("a coroutine's event and context outlive the text of the delivery") {
    fixture f;
    std::string seen;
    const handlers handle{
        on<"secret.rotated">([&](const auto& e, const delivery_context& about) -> awaitable<void> {
            co_await f.door.wait();
            seen = e.path.value() + ' ' + std::string(about.event_id);
            CHECK(about.signed_at == deliveries::now);
        }),
        on_unknown([&](unknown_event e) -> awaitable<void> {
            co_await f.door.wait();
            seen = e.event_type + e.data;
        }),
        ignore_rest};
    {
        const auto sent = rotated();
        f.start(sent, handle);
    }
    f.open();
    CHECK(f.ended.back() == outcome::handled);
    CHECK(seen == "environments/production/salesforce/oauth evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z");
}

TEST_CASE("handlers that suspend, fail or return at once are in one list") {
    fixture f;
    f.door.open();
    const handlers handle{
        on<"secret.rotated">([&](auto) -> awaitable<result<int>> {
            co_await f.door.wait();
            co_return failure{.code = errc::out_of_range, .detail = "no such version"};
        }),
        on<"secret.created">([](const auto&) {}),
        on<"secret.deleted">([](const auto&) -> result<void> { return failure{.code = errc::wrong_type}; }),
        on<"secret.updated">([](const auto&) -> awaitable<boost::system::error_code> {
            co_return boost::system::errc::make_error_code(boost::system::errc::no_space_on_device);
        }),
        on<"secret.expired">([&](const auto&) -> awaitable<void> {
            co_await f.door.wait();
            throw std::runtime_error("disk full");
        }),
        ignore_rest};
    const auto receive = [&](std::string_view type) {
        const auto sent = signed_request(examples::text(type));
        f.start(sent, handle);
        return f.ended.back();
    };
    CHECK(receive("secret.rotated").message() ==
          "handler_failed secret.rotated evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z: a number does not fit its field: no "
          "such version");
    CHECK(receive("secret.created") == outcome::handled);
    CHECK(*receive("secret.deleted").error() == errc::wrong_type);
    CHECK(receive("secret.updated").error()->code == boost::system::errc::no_space_on_device);
    CHECK(receive("secret.expired").message().find("disk full") != std::string::npos);
    CHECK(receive("policy.created") == outcome::unhandled);
    CHECK(receive("secret.created") == outcome::duplicate);
    CHECK(receive("secret.rotated") == outcome::handler_failed); // released, so it ran again
}

TEST_CASE("any_handlers are taken, too") {
    fixture f;
    int calls = 0;
    const any_handlers handle{handlers{on<"secret.rotated">([&](const auto&) { ++calls; }), ignore_rest}};
    f.start(rotated(), handle);
    CHECK(f.ended.back() == outcome::handled);
    CHECK(calls == 1);
}

TEST_CASE("a tap that suspends ends before the handler begins") {
    fixture f;
    std::string order;
    const handlers handle{tap<"secret.**">([&](const auto& e) -> awaitable<void> {
                              order += "first(";
                              co_await f.door.wait();
                              order += e.event_id.empty() ? "?" : ")";
                          }),
                          tap<"secret.**">([&](const auto&) { order += " second"; }),
                          tap<"**">([&](const auto& e) -> awaitable<result<void>> {
                              co_await f.door.wait();
                              order += " third " + e.path.value();
                              co_return result<void>{};
                          }),
                          on<"secret.rotated">([&](auto e) { order += " handler " + e.path.value(); }),
                          ignore_rest};
    f.start(rotated(), handle);
    CHECK(order == "first(");
    f.open();
    CHECK(order == "first() second third environments/production/salesforce/oauth handler "
                   "environments/production/salesforce/oauth");
    CHECK(f.ended.back() == outcome::handled);
}

TEST_CASE("a tap that suspends and fails keeps the handler from being called") {
    fixture f;
    f.door.open();
    bool was_called = false;
    bool fails = true;
    const handlers handle{tap<"**">([&](const auto&) -> awaitable<result<void>> {
                              co_await f.door.wait();
                              if (fails)
                                  co_return failure{.code = errc::too_large};
                              co_return result<void>{};
                          }),
                          on<"secret.rotated">([&](const auto&) -> awaitable<void> {
                              was_called = true;
                              co_return;
                          }),
                          ignore_rest};
    f.start(rotated(), handle);
    CHECK(f.ended.back() == outcome::handler_failed);
    CHECK(!was_called);
    fails = false;
    f.start(rotated(), handle);
    CHECK(f.ended.back() == outcome::handled);
    CHECK(was_called);
}

TEST_CASE("a guarded handler that suspends is taken if its predicate is true") {
    fixture f;
    std::string order;
    const handlers handle{tap<"secret.*">([&](const auto&) -> awaitable<void> {
                              order += "tap ";
                              co_return;
                          }),
                          on<"secret.rotated">(when([&](const auto&) {
                                                   order += "judged ";
                                                   return false;
                                               }),
                                               [&](const auto&) -> awaitable<void> { co_return; }),
                          on<"secret.rotated">(when(under("environments/production")),
                                               [&](const auto&) -> awaitable<void> {
                                                   order += "production";
                                                   co_return;
                                               }),
                          ignore_rest};
    f.start(rotated(), handle);
    CHECK(f.ended.back() == outcome::handled);
    CHECK(order == "tap judged production");
}

TEST_CASE("a cancelled handler releases its event") {
    fixture f;
    int begun = 0;
    const handlers handle{on<"secret.rotated">([&](const auto&) -> awaitable<void> {
                              ++begun;
                              co_await f.door.wait();
                          }),
                          ignore_rest};
    asio::cancellation_signal signal;
    const auto sent = rotated();
    for (const auto timeout : {milliseconds(0), milliseconds(60'000)}) { // with a timeout, it runs elsewhere
        asio::co_spawn(f.context, async_receive(f.vault, sent.view(), handle, {.timeout = timeout}),
                       asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr, outcome became) {
                           f.ended.push_back(std::move(became));
                       }));
        f.poll();
        CHECK(f.ended.empty());
        signal.emit(asio::cancellation_type::terminal);
        f.poll();
        REQUIRE(f.ended.size() == 1);
        CHECK(f.ended[0] == outcome::handler_failed);
        CHECK(f.ended[0].message().find("anceled") != std::string::npos);
        f.ended.clear();
    }
    f.door.open();
    f.start(sent, handle);
    CHECK(f.ended.back() == outcome::handled);
    CHECK(begun == 3);
}

TEST_CASE("a handler that does not end in time is cancelled, and its event released") {
    fixture f;
    const handlers handle{
        on<"secret.rotated">([&](const auto&) -> awaitable<void> { co_await f.door.wait(); }), ignore_rest};
    const auto sent = rotated();
    f.start(sent, handle, {.timeout = milliseconds(20)});
    CHECK(f.ended.empty());
    const auto& late = f.wait_for_end();
    CHECK(late == outcome::handler_failed);
    REQUIRE(late.error() != nullptr);
    CHECK(late.error()->code == asio::error::timed_out);
    CHECK(late.error()->detail == "the handler was cancelled after 20 ms");
    f.door.open();
    f.start(sent, handle, {.timeout = milliseconds(60'000)});
    CHECK(f.ended.back() == outcome::handled);
    f.poll();
    CHECK(f.context.stopped()); // no timer is left
}

TEST_CASE("a handler that ends well although it was cancelled has handled its event") {
    fixture f;
    const handlers handle{on<"secret.rotated">([&](const auto&) -> awaitable<void> {
                              try {
                                  co_await f.door.wait();
                              } catch (const boost::system::system_error&) { // it was cancelled, and is done
                              }
                          }),
                          ignore_rest};
    const auto sent = rotated();
    f.start(sent, handle, {.timeout = milliseconds(1)});
    CHECK(f.wait_for_end() == outcome::handled);
    f.start(sent, handle);
    CHECK(f.ended.back() == outcome::duplicate);
}

TEST_CASE("the end of an io_context releases the events of its suspended handlers") {
    memory_replay_guard guard;
    std::vector<std::string> seen;
    receiver_options how = options();
    how.on_outcome = [&](const outcome& of) { seen.push_back(of.message()); };
    basic_receiver<memory_replay_guard&> vault{signing_secrets{deliveries::secret}, how, guard};
    const auto sent = rotated();
    std::optional<gate> door;
    const handlers handle{
        on<"secret.rotated">([&](const auto&) -> awaitable<void> { co_await door->wait(); }), ignore_rest};
    for (const auto timeout : {milliseconds(0), milliseconds(60'000)}) {
        asio::io_context context;
        door.emplace(context);
        asio::co_spawn(context, async_receive(vault, sent.view(), handle, {.timeout = timeout}),
                       asio::detached);
        context.poll();
        CHECK(vault.receive(sent.view(), handlers{on<"secret.rotated">([](const auto&) {}), ignore_rest}) ==
              outcome::in_progress);
        door.reset();
        context.stop(); // and its destructor destroys the coroutine
    }
    CHECK(guard.size() == 0);
    CHECK(vault.receive(sent.view(), handlers{on<"secret.rotated">([](const auto&) {}), ignore_rest}) ==
          outcome::handled);
    REQUIRE(seen.size() == 5);
    CHECK(seen[1] == "handler_failed secret.rotated evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z");
}

TEST_CASE("a thousand handlers are suspended at once on one thread") {
    constexpr std::size_t count = 1000;
    const deliveries::numbered_events numbered;
    fixture f;
    std::size_t suspended = 0;
    std::size_t sum = 0;
    const handlers handle{on<"secret.rotated">([&](const auto& e) -> awaitable<void> {
                              ++suspended;
                              co_await f.door.wait();
                              --suspended;
                              sum += deliveries::numbered_events::number_of(e.event_id);
                          }),
                          ignore_rest};
    std::vector<request> sent;
    for (std::size_t i = 0; i != count; ++i)
        sent.push_back(numbered(i));
    for (const auto& each : sent)
        f.start(each, handle);
    CHECK(suspended == count);
    CHECK(f.vault.guard().size() == count);
    for (const auto& each : sent) // the vendor is impatient
        f.start(each, handle);
    CHECK(f.ended.size() == count);
    f.open();
    REQUIRE(f.ended.size() == 2 * count);
    for (std::size_t i = 0; i != count; ++i) {
        CHECK(f.ended[i] == outcome::in_progress);
        CHECK(f.ended[count + i] == outcome::handled);
    }
    CHECK(suspended == 0);
    CHECK(sum == count * (count - 1) / 2);
}

TEST_CASE("coroutines of two threads share a receiver, and each event is handled once") {
    constexpr std::size_t count = 200;
    const deliveries::numbered_events numbered;
    receiver vault{signing_secrets{deliveries::secret}, options()};
    std::atomic<std::size_t> calls = 0;
    std::atomic<std::size_t> handled = 0;
    std::atomic<std::size_t> timed_out = 0;
    const handlers handle{on<"secret.rotated">([&](auto e) -> awaitable<void> {
                              asio::steady_timer timer(co_await asio::this_coro::executor, milliseconds(1));
                              co_await timer.async_wait(asio::use_awaitable);
                              if (deliveries::numbered_events::number_of(e.event_id) % 10 == 9) {
                                  timer.expires_after(std::chrono::hours(1));
                                  co_await timer.async_wait(asio::use_awaitable);
                              }
                              ++calls;
                          }),
                          ignore_rest};
    asio::io_context context{2};
    std::vector<request> sent;
    for (std::size_t i = 0; i != count; ++i)
        sent.push_back(numbered(i));
    for (int times = 0; times != 3; ++times)
        for (const auto& each : sent)
            asio::co_spawn(asio::any_io_executor(asio::make_strand(context)),
                           async_receive(vault, each.view(), handle, {.timeout = milliseconds(300)}),
                           [&](std::exception_ptr, const outcome& became) {
                               handled += became == outcome::handled ? 1 : 0;
                               timed_out += became == outcome::handler_failed ? 1 : 0;
                           });
    std::thread other([&] { context.run(); });
    context.run();
    other.join();
    CHECK(calls == count * 9 / 10);
    CHECK(handled == count * 9 / 10);
    CHECK(timed_out >= count / 10);
}

} // namespace asio_test
