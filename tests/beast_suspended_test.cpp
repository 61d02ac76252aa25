// `serve` with handlers that are coroutines.
#include "scaivault/beast.hpp"

#include "scaivault/webhook.hpp"
#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/numbered_events.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <future>
#include <string>
#include <thread>
#include <utility>

namespace beast_suspended_test {

using namespace scaivault;
namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::awaitable;
using asio::ip::tcp;

namespace {

/// A blocking client with one connection.
class client {
public:
    explicit client(const tcp::endpoint& to) { socket_.connect(to); }

    void send(const deliveries::request& sent) {
        http::request<http::string_body> made{http::verb::post, "/", 11};
        made.set(http::field::host, "localhost");
        made.set("X-ScaiVault-Timestamp", sent.timestamp);
        made.set("X-ScaiVault-Signature", sent.signature);
        made.body() = sent.body;
        made.prepare_payload();
        http::write(socket_, made);
    }
    int status() {
        http::response<http::string_body> read;
        http::read(socket_, buffer_, read);
        return static_cast<int>(read.result_int());
    }
    void close() { socket_.close(); }

private:
    asio::io_context context_{};
    tcp::socket socket_{context_};
    boost::beast::flat_buffer buffer_{};
};

/// Where handlers wait until it is opened.
struct door {
    asio::steady_timer timer;
    bool is_open = false;
    std::size_t begun = 0;
    std::size_t cancelled = 0;

    awaitable<void> wait() {
        ++begun;
        boost::system::error_code error;
        if (!is_open)
            co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
        if (!is_open) {
            ++cancelled;
            throw boost::system::system_error(error);
        }
    }
};

auto waiting_at(door& at) {
    return handlers{on<"secret.rotated">([&at](const auto&) -> awaitable<void> { co_await at.wait(); }),
                    ignore_rest};
}

/// A server on a thread of its own, whose handler waits until it is told to go on.
class server {
public:
    explicit server(serve_options how = {}) {
        asio::co_spawn(context_, serve(acceptor_, vault_, handle_, how), [](const std::exception_ptr&) {});
        thread_ = std::thread([this] { context_.run(); });
    }
    server(const server&) = delete;
    server& operator=(const server&) = delete;
    ~server() {
        asio::post(context_, [this] { acceptor_.close(); });
        open();
        thread_.join();
    }

    /// Lets the handlers go on that are suspended, and those that come.
    void open() {
        asio::post(context_, [this] {
            door_.is_open = true;
            door_.timer.cancel();
        });
    }
    /// Waits until so many handlers have begun.
    void wait_for_begun(std::size_t number) { wait_for(&door::begun, number); }
    /// Waits until so many handlers were cancelled.
    void wait_for_cancelled(std::size_t number) { wait_for(&door::cancelled, number); }

    client connect() { return client(endpoint_); }

private:
    void wait_for(std::size_t door::*count, std::size_t number) {
        for (int tries = 0; tries != 1000; ++tries) {
            std::promise<bool> reached;
            asio::post(context_, [&] { reached.set_value(door_.*count >= number); });
            if (reached.get_future().get())
                return;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        FAIL("the handlers do not get there");
    }

    receiver vault_{signing_secrets{deliveries::secret},
                    receiver_options{.clock = [] { return deliveries::now; }}};
    asio::io_context context_{};
    tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
    tcp::endpoint endpoint_ = acceptor_.local_endpoint();
    door door_{asio::steady_timer(context_, asio::steady_timer::time_point::max())};
    const decltype(waiting_at(std::declval<door&>())) handle_ = waiting_at(door_);
    std::thread thread_{};
};

} // namespace

TEST_CASE("while a handler is suspended, its thread answers other connections") {
    const deliveries::numbered_events numbered;
    server tested;
    auto first = tested.connect();
    auto second = tested.connect();
    first.send(numbered(1));
    tested.wait_for_begun(1);
    second.send(numbered(1));
    CHECK(second.status() == 409);
    second.send(deliveries::signed_request("{}"));
    CHECK(second.status() == 400);
    second.send(numbered(2));
    tested.wait_for_begun(2);
    tested.open();
    CHECK(first.status() == 200);
    CHECK(second.status() == 200);
    second.send(numbered(1));
    CHECK(second.status() == 200); // a duplicate
}

TEST_CASE("a peer that closes its connection cancels its handler, and may send the event again") {
    const deliveries::numbered_events numbered;
    server tested;
    auto impatient = tested.connect();
    impatient.send(numbered(1));
    tested.wait_for_begun(1);
    impatient.close();
    tested.wait_for_cancelled(1);
    auto again = tested.connect();
    again.send(numbered(1));
    tested.wait_for_begun(2);
    tested.open();
    CHECK(again.status() == 200);
}

TEST_CASE("requests that come while a handler is suspended are answered after it, in their order") {
    const deliveries::numbered_events numbered;
    server tested;
    auto peer = tested.connect();
    peer.send(numbered(1));
    tested.wait_for_begun(1);
    peer.send(deliveries::signed_request("{}"));
    peer.send(numbered(2));
    tested.open();
    CHECK(peer.status() == 200);
    CHECK(peer.status() == 400);
    CHECK(peer.status() == 200);
}

TEST_CASE("a handler that exceeds serve's handler timeout is answered with 500") {
    const deliveries::numbered_events numbered;
    server tested({.handler_timeout = std::chrono::milliseconds(30)});
    auto peer = tested.connect();
    peer.send(numbered(1));
    CHECK(peer.status() == 500);
    tested.open();
    peer.send(numbered(1));
    CHECK(peer.status() == 200);
}

TEST_CASE("a handler may take longer than serve's timeout for a request") {
    const deliveries::numbered_events numbered;
    server tested({.timeout = std::chrono::seconds(1)});
    auto peer = tested.connect();
    peer.send(numbered(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(1300));
    tested.open();
    CHECK(peer.status() == 200);
    peer.send(numbered(2)); // the connection is still good
    CHECK(peer.status() == 200);
}

TEST_CASE("a connection that is cancelled releases the event of its handler") {
    const deliveries::numbered_events numbered;
    receiver vault{signing_secrets{deliveries::secret},
                   receiver_options{.clock = [] { return deliveries::now; }}};
    asio::io_context context;
    asio::steady_timer never(context, asio::steady_timer::time_point::max());
    bool has_begun = false;
    const handlers handle{on<"secret.rotated">([&](const auto&) -> awaitable<void> {
                              has_begun = true;
                              co_await never.async_wait(asio::use_awaitable);
                          }),
                          ignore_rest};
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    client peer(acceptor.local_endpoint());
    asio::cancellation_signal end;
    asio::co_spawn(context, serve(acceptor.accept(), vault, handle),
                   asio::bind_cancellation_slot(end.slot(), asio::detached));
    peer.send(numbered(1));
    while (!has_begun)
        context.run_one();
    CHECK(vault.guard().size() == 1);
    end.emit(asio::cancellation_type::terminal);
    context.run_for(std::chrono::seconds(10));
    CHECK(context.stopped()); // the connection is closed
    CHECK(vault.guard().size() == 0);
}

TEST_CASE("a server that ends lets its handlers finish, and after the grace releases their events") {
    const deliveries::numbered_events numbered;
    receiver vault{signing_secrets{deliveries::secret},
                   receiver_options{.clock = [] { return deliveries::now; }}};
    std::size_t finished = 0;
    std::size_t begun = 0;
    const handlers handle{on<"secret.rotated">([&](const auto& e) -> awaitable<void> {
                              ++begun;
                              const bool is_fast = deliveries::numbered_events::number_of(e.event_id) == 1;
                              asio::steady_timer timer(co_await asio::this_coro::executor,
                                                       is_fast ? std::chrono::milliseconds(50)
                                                               : std::chrono::hours(1));
                              co_await timer.async_wait(asio::use_awaitable);
                              ++finished;
                          }),
                          ignore_rest};
    const handlers again{on<"secret.rotated">([](const auto&) {}), ignore_rest};
    {
        asio::io_context context;
        tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
        asio::co_spawn(context, serve(acceptor, vault, handle), [](const std::exception_ptr&) {});
        client first(acceptor.local_endpoint());
        client second(acceptor.local_endpoint());
        first.send(numbered(1));
        second.send(numbered(2));
        while (begun != 2)
            context.run_one();
        acceptor.close(); // SIGTERM
        asio::steady_timer grace(context, std::chrono::milliseconds(400));
        grace.async_wait([&](boost::system::error_code) { context.stop(); });
        context.run();
        CHECK(first.status() == 200);
        CHECK(finished == 1);
        CHECK(vault.receive(numbered(2).view(), again) == outcome::in_progress);
    }
    CHECK(vault.receive(numbered(1).view(), again) == outcome::duplicate);
    CHECK(vault.receive(numbered(2).view(), again) == outcome::handled);
}

} // namespace beast_suspended_test
