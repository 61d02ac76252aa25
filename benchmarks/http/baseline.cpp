// The peer of the example receiver: reads HTTP requests with Boost.Beast, answers each with 200, and does nothing
// else. It has no limits and no timeouts. As in the example, each thread has its own io_context, and all accept
// from one port.
//
// usage: http_baseline THREADS

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

namespace {

// Names the executor's concrete type instead of the polymorphic one, as the example does.
using executor = asio::io_context::executor_type;
using socket = asio::basic_stream_socket<tcp, executor>;
using acceptor = asio::basic_socket_acceptor<tcp, executor>;
template <class T>
using task = asio::awaitable<T, executor>;
constexpr auto token = asio::as_tuple(asio::use_awaitable_t<executor>{});

task<void> serve(socket stream) {
    boost::beast::flat_buffer buffer;
    for (;;) {
        http::request<http::string_body> received;
        const auto [read_error, read_size] = co_await http::async_read(stream, buffer, received, token);
        if (read_error)
            co_return;
        http::response<http::empty_body> answer(http::status::ok, received.version());
        answer.keep_alive(received.keep_alive());
        answer.prepare_payload();
        const auto [write_error, written] = co_await http::async_write(stream, answer, token);
        if (write_error || !answer.keep_alive())
            co_return;
    }
}

class worker {
public:
    explicit worker(int listening) : acceptor_(io_, tcp::v4(), listening) { acceptor_.non_blocking(true); }

    void run() {
        asio::co_spawn(io_, accept(), asio::detached);
        io_.run();
    }

private:
    task<void> accept() {
        for (;;) {
            auto [error, stream] = co_await acceptor_.async_accept(token);
            if (error)
                continue;
            stream.set_option(tcp::no_delay(true));
            asio::co_spawn(io_, serve(std::move(stream)), asio::detached);
        }
    }

    asio::io_context io_{1};
    acceptor acceptor_;
};

} // namespace

int main(int argc, char** argv) try {
    const int threads = argc == 2 ? std::atoi(argv[1]) : 0;
    if (threads < 1)
        throw std::invalid_argument("usage: http_baseline THREADS");
    asio::io_context io;
    tcp::acceptor listening(io, {asio::ip::address_v4::loopback(), 0});
    std::vector<std::unique_ptr<worker>> workers;
    for (int i = 0; i != threads; ++i)
        workers.push_back(std::make_unique<worker>(::dup(listening.native_handle())));
    std::cout << "listening on http://" << listening.local_endpoint() << "/" << std::endl;
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i != workers.size(); ++i)
        others.emplace_back([&, i] { workers[i]->run(); });
    workers.front()->run();
    return EXIT_SUCCESS;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return EXIT_FAILURE;
}
