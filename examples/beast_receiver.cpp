// A receiver on Boost.Beast, complete: SCAIVAULT_WEBHOOK_SECRET=... beast_receiver 8080

#include <scaivault/beast.hpp>
#include <scaivault/webhook.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

using namespace scaivault;
namespace asio = boost::asio;

int main(int argc, char** argv) {
    const char* const secret = std::getenv("SCAIVAULT_WEBHOOK_SECRET");
    if (argc != 2 || secret == nullptr)
        return std::cerr << "usage: SCAIVAULT_WEBHOOK_SECRET=... beast_receiver PORT\n", 2;
    receiver vault{signing_secrets{secret}};
    const handlers handle{
        on<"secret.rotated">([](const auto& e) { std::cout << "rotated: " << e.data << std::endl; }),
        on<"policy.violation">([](const auto& e) { std::cout << "refused: " << e.data << std::endl; }),
        ignore_rest,
    };
    asio::io_context context;
    const asio::ip::port_type port = static_cast<asio::ip::port_type>(std::stoi(argv[1]));
    asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), port});
    const auto accept = [&]() -> asio::awaitable<void> {
        for (;;) {
            auto socket = co_await acceptor.async_accept(asio::use_awaitable);
            asio::co_spawn(context, serve(std::move(socket), vault, handle, {.target = "/scaivault/webhook"}),
                           asio::detached);
        }
    };
    std::cout << "listening on " << acceptor.local_endpoint() << std::endl;
    asio::co_spawn(context, accept, asio::detached);
    context.run();
}
