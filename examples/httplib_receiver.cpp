// A receiver on cpp-httplib, complete: SCAIVAULT_WEBHOOK_SECRET=... httplib_receiver 8080

#include <scaivault/httplib.hpp>
#include <scaivault/webhook.hpp>

#include <cstdlib>
#include <iostream>
#include <string>

using namespace scaivault;

int main(int argc, char** argv) {
    const char* const secret = std::getenv("SCAIVAULT_WEBHOOK_SECRET");
    if (argc != 2 || secret == nullptr)
        return std::cerr << "usage: SCAIVAULT_WEBHOOK_SECRET=... httplib_receiver PORT\n", 2;
    receiver vault{signing_secrets{secret}};
    const handlers handle{
        on<"secret.rotated">([](const auto& e) { std::cout << "rotated: " << e.data << std::endl; }),
        on<"policy.violation">([](const auto& e) { std::cout << "refused: " << e.data << std::endl; }),
        ignore_rest,
    };
    ::httplib::Server server;
    server.set_payload_max_length(decode_options{}.max_size);
    server.Post("/scaivault/webhook", httplib_handler(vault, handle));
    const int wanted = std::stoi(argv[1]);
    const int port = wanted == 0 ? server.bind_to_any_port("127.0.0.1") : wanted;
    if (wanted != 0 && !server.bind_to_port("127.0.0.1", port))
        return std::cerr << "port " << port << " is taken\n", 1;
    std::cout << "listening on 127.0.0.1:" << port << std::endl;
    return server.listen_after_bind() ? 0 : 1;
}
