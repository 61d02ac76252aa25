// Handlers that are coroutines, on Boost.Beast: one thread answers every connection, while handlers wait for a slow service.
// An event is claimed while its handler is suspended, and answered when the handler has ended.
//
//     SCAIVAULT_WEBHOOK_SECRET=... coroutine 8080
//
// Without a port it serves a client of its own, which sends a hundred deliveries at once over HTTP.

#include <scaivault/beast.hpp>
#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

using namespace scaivault;
namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

/// Stands for a service on another machine, which takes a second to answer.
class inventory {
public:
    awaitable<result<void>> reload(std::string path) {
        ++waiting_;
        most_ = std::max(most_, waiting_);
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::seconds(1));
        co_await timer.async_wait(use_awaitable);
        --waiting_;
        if (path.empty())
            co_return failure{.code = errc::missing_field, .where = "/path"};
        co_return result<void>{};
    }
    [[nodiscard]] int waiting() const { return waiting_; }
    [[nodiscard]] int most_at_once() const { return most_; }

private:
    int waiting_ = 0;
    int most_ = 0;
};

/// Sends one delivery over a connection of its own, and counts the status of the answer.
awaitable<void> post(tcp::endpoint to, signed_delivery sent, std::map<std::string, int>& statuses) {
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(to, use_awaitable);
    std::string text = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
                       std::to_string(sent.body.size()) + "\r\n";
    for (const auto& [name, value] : sent.headers())
        text.append(name).append(": ").append(value).append("\r\n");
    text.append("\r\n").append(sent.body);
    co_await asio::async_write(socket, asio::buffer(text), use_awaitable);
    std::string answer;
    boost::system::error_code end;
    co_await asio::async_read(socket, asio::dynamic_buffer(answer), asio::redirect_error(use_awaitable, end));
    ++statuses[answer.substr(9, 3)];
}

/// Waits until the condition is true.
template <class Condition>
awaitable<void> until(Condition condition) {
    asio::steady_timer pause(co_await asio::this_coro::executor);
    while (!condition()) {
        pause.expires_after(std::chrono::milliseconds(1));
        co_await pause.async_wait(use_awaitable);
    }
}

/// A hundred deliveries at once, and number 7 again while it is being handled and afterwards.
awaitable<void> send_a_hundred(tcp::endpoint to, std::string_view secret, const inventory& stock,
                               std::map<std::string, int>& statuses) {
    const auto executor = co_await asio::this_coro::executor;
    auto rotated = sample<"secret.rotated">();
    for (int number = 0; number != 100; ++number) {
        rotated.event_id = "evt_" + std::to_string(number);
        const signed_delivery sent{rotated, secret};
        asio::co_spawn(executor, post(to, sent, statuses), asio::detached);
    }
    co_await until([&] { return stock.waiting() == 100; });
    rotated.event_id = "evt_7";
    const signed_delivery again{rotated, secret};
    co_await post(to, again, statuses); // in progress
    co_await until([&] { return statuses["200"] == 100; });
    co_await post(to, again, statuses); // a duplicate
}

int main(int argc, char** argv) {
    constexpr std::string_view example_secret = "whsec_only_an_example_0123456789ab";
    const char* const given = std::getenv("SCAIVAULT_WEBHOOK_SECRET");
    const bool is_demo = argc < 2;
    try {
        receiver vault{is_demo ? signing_secrets{example_secret} : signing_secrets{given}};
        inventory stock;
        // What a handler captures lives longer than the io_context: its end destroys the coroutines that are suspended.
        const handlers handle{
            on<"secret.rotated">([&stock](const auto& e) -> awaitable<result<void>> {
                co_return co_await stock.reload(e.path.value_or("")); // `e` is valid until the coroutine ends
            }),
            on<"secret.deleted">(
                [](const auto& e) { std::cout << "deleted " << e.event_id << '\n'; }), // no coroutine
            ignore_rest,
        };

        asio::io_context context{1};
        const auto port = static_cast<asio::ip::port_type>(is_demo ? 0 : std::atoi(argv[1]));
        tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), port});
        const serve_options options{.handler_timeout = std::chrono::seconds(20)};
        asio::co_spawn(context, serve(acceptor, vault, handle, options), [](std::exception_ptr) {});
        asio::signal_set signals(context, SIGTERM, SIGINT);
        asio::steady_timer grace(context);
        const auto end = [&] { // what is suspended may end; after the grace its events are released
            acceptor.close();
            grace.expires_after(std::chrono::seconds(5));
            grace.async_wait([&](boost::system::error_code cancelled) {
                if (!cancelled)
                    context.stop();
            });
        };
        signals.async_wait([&](boost::system::error_code cancelled, int) {
            if (!cancelled)
                end();
        });

        std::map<std::string, int> statuses;
        // The lambda of a coroutine must live as long as the coroutine, so it is not in a block of its own.
        const auto demo = [&]() -> awaitable<void> {
            co_await send_a_hundred(acceptor.local_endpoint(), example_secret, stock, statuses);
            signals.cancel();
            acceptor.close();
        };
        if (is_demo)
            asio::co_spawn(context, demo(), [](std::exception_ptr failed) {
                if (failed)
                    std::rethrow_exception(failed);
            });
        context.run();
        if (is_demo) {
            std::cout << "handlers suspended at once: " << stock.most_at_once() << '\n';
            for (const auto& [status, number] : statuses)
                std::cout << "answered with " << status << ": " << number << '\n';
        }
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
