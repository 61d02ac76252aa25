#include <scaivault/httplib.hpp>
#include <scaivault/webhook.hpp>

#include <cstdlib>
#include <iostream>

int main() {
    using namespace scaivault;
    receiver vault{signing_secrets{std::getenv("SCAIVAULT_WEBHOOK_SECRET")}};
    const handlers handle{
        on<"secret.rotated">([](const auto& e) { std::cout << "v" << e.data.new_version << std::endl; }),
        on<"policy.**">([](const auto& e) { std::cout << e.type << ": " << e.data << std::endl; }),
        ignore_rest,
    };
    ::httplib::Server server;
    add_webhook(server, "/scaivault/webhook", vault, handle);
    server.listen("127.0.0.1", 8080);
}
