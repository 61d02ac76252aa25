// A complete receiver on Boost.Beast: SCAIVAULT_WEBHOOK_SECRET=... beast_receiver 8080

#include <scaivault/beast.hpp>
#include <scaivault/webhook.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>

using namespace scaivault;
namespace asio = boost::asio;

int main(int argc, char** argv) {
    const char* const secret = std::getenv("SCAIVAULT_WEBHOOK_SECRET");
    char* end = nullptr;
    const long port = argc == 2 ? std::strtol(argv[1], &end, 10) : -1;
    if (secret == nullptr || port < 0 || port > 65535 || *end != '\0')
        return std::cerr << "usage: SCAIVAULT_WEBHOOK_SECRET=... beast_receiver PORT\n", 2;
    const asio::ip::tcp::endpoint address(asio::ip::address_v4::loopback(),
                                          static_cast<asio::ip::port_type>(port));
    try {
        receiver vault{signing_secrets{secret}};
        const handlers handle{
            on<"secret.rotated">([](const auto& e) { std::cout << "rotated: " << e.data << std::endl; }),
            on<"policy.violation">([](const auto& e) { std::cout << "refused: " << e.data << std::endl; }),
            ignore_rest,
        };
        asio::io_context context;
        asio::ip::tcp::acceptor acceptor(context, address);
        std::cout << "listening on http://" << acceptor.local_endpoint() << "/scaivault/webhook" << std::endl;
        asio::co_spawn(context, serve(acceptor, vault, handle, {.target = "/scaivault/webhook"}),
                       [](std::exception_ptr why) { std::rethrow_exception(why); });
        context.run();
    } catch (const boost::system::system_error& error) {
        std::cerr << "cannot listen on " << address << ": " << error.code().message() << '\n';
    } catch (const std::exception& error) {
        std::cerr << "beast_receiver: " << error.what() << '\n';
    }
    return 1;
}
