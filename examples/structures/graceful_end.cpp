// A receiver on Boost.Beast that ends gracefully: at SIGTERM or SIGINT it accepts no new connections, answers the requests
// that it has, and ends. A second signal ends it at once.
//
//     SCAIVAULT_WEBHOOK_SECRET=... graceful_end 8080
//
// Without a port it serves a client of its own, and sends SIGTERM to itself while a handler runs.

#include <scaivault/beast.hpp>
#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <future>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>

using namespace scaivault;
namespace asio = boost::asio;
using asio::ip::tcp;

/// Sends one delivery, and returns the answer's status.
std::string post(const tcp::endpoint& to, const signed_delivery& sent) {
    asio::io_context io;
    tcp::socket socket(io);
    socket.connect(to);
    std::string text = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
                       std::to_string(sent.body.size()) + "\r\n";
    for (const auto& [name, value] : sent.headers())
        text.append(name).append(": ").append(value).append("\r\n");
    asio::write(socket, asio::buffer(text + "\r\n" + sent.body));
    std::string answer;
    boost::system::error_code end;
    asio::read(socket, asio::dynamic_buffer(answer), end);
    return answer.substr(9, 3);
}

int main(int argc, char** argv) {
    constexpr std::string_view example_secret = "whsec_only_an_example_0123456789ab";
    const char* const given = std::getenv("SCAIVAULT_WEBHOOK_SECRET");
    const bool is_demo = argc < 2;
    try {
        receiver vault{is_demo ? signing_secrets{example_secret} : signing_secrets{given}};
        const handlers handle{
            on<"secret.rotated">([&](const auto& e) {
                if (is_demo)
                    std::raise(SIGTERM);
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
                std::cout << "version " << e.data.new_version << std::endl;
            }),
            ignore_rest,
        };

        asio::io_context context;
        const auto port = static_cast<asio::ip::port_type>(is_demo ? 0 : std::atoi(argv[1]));
        tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), port});
        asio::co_spawn(context, serve(acceptor, vault, handle, {.timeout = std::chrono::seconds(5)}),
                       [](std::exception_ptr why) {
                           try {
                               std::rethrow_exception(why);
                           } catch (const boost::system::system_error& error) {
                               if (error.code() != asio::error::operation_aborted) // the acceptor was closed
                                   std::cerr << "nothing is accepted any more: " << error.what() << '\n';
                           }
                       });
        asio::signal_set signals(context, SIGTERM, SIGINT);
        signals.async_wait([&](boost::system::error_code, int) {
            std::cout << "ending" << std::endl;
            acceptor.close(); // and `run` returns when the last connection is closed, after 5 s at the latest
            signals.clear();  // the next signal ends the program at once
        });

        std::future<std::string> status;
        if (is_demo)
            status = std::async(std::launch::async, post, acceptor.local_endpoint(),
                                signed_delivery{sample<"secret.rotated">(), example_secret});
        context.run();
        if (is_demo)
            std::cout << "answered with " << status.get() << std::endl;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
