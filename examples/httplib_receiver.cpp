// A complete receiver on cpp-httplib: SCAIVAULT_WEBHOOK_SECRET=... httplib_receiver 8080

#include <scaivault/httplib.hpp>
#include <scaivault/webhook.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>

using namespace scaivault;

int main(int argc, char** argv) {
    const char* const secret = std::getenv("SCAIVAULT_WEBHOOK_SECRET");
    char* end = nullptr;
    const long port = argc == 2 ? std::strtol(argv[1], &end, 10) : -1;
    if (secret == nullptr || port < 0 || port > 65535 || *end != '\0')
        return std::cerr << "usage: SCAIVAULT_WEBHOOK_SECRET=... httplib_receiver PORT\n", 2;
    try {
        receiver vault{signing_secrets{secret}};
        const handlers handle{
            on<"secret.rotated">([](const auto& e) { std::cout << "rotated: " << e.data << std::endl; }),
            on<"policy.violation">([](const auto& e) { std::cout << "refused: " << e.data << std::endl; }),
            ignore_rest,
        };
        ::httplib::Server server;
        server.set_payload_max_length(decode_options{}.max_size); // for all other paths
        add_webhook(server, "/scaivault/webhook", vault, handle);
        // cpp-httplib's default allows several processes to listen on one port. Each would have its own replay guard.
        server.set_socket_options([](auto socket) {
            const int yes = 1;
            ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        });
        const int bound = port == 0 ? server.bind_to_any_port("127.0.0.1")
                          : server.bind_to_port("127.0.0.1", static_cast<int>(port)) ? static_cast<int>(port)
                                                                                     : -1;
        if (bound < 0)
            return std::cerr << "cannot listen on 127.0.0.1:" << port << ": is the port taken?\n", 1;
        std::cout << "listening on http://127.0.0.1:" << bound << "/scaivault/webhook" << std::endl;
        server.listen_after_bind();
        std::cerr << "cannot accept connections on 127.0.0.1:" << bound << " any more\n";
    } catch (const std::exception& error) {
        std::cerr << "httplib_receiver: " << error.what() << '\n';
    }
    return 1;
}
