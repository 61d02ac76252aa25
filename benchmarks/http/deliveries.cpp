// Writes HTTP requests that deliver a secret.rotated, each with its own id and signed now. The first line is the
// size of one request. Then follow the requests, all of that size. deliveries.lua sends them.
//
// usage: SCAIVAULT_WEBHOOK_SECRET=... http_deliveries COUNT EXAMPLE   EXAMPLE: tests/data/secret.rotated.json

#include <scaivault/webhook.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <variant>

namespace {

std::string request(const scaivault::event<"secret.rotated">& event, const std::string& secret,
                    std::chrono::sys_seconds now) {
    const std::string body = scaivault::encode(event);
    return "POST /scaivault/webhook HTTP/1.1\r\n"
           "Host: localhost\r\n"
           "User-Agent: ScaiVault-Webhook/1.0\r\n"
           "Content-Type: application/json\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n" + std::string(scaivault::header_names::event_id) + ": " +
           event.event_id + "\r\n" + std::string(scaivault::header_names::event_type) +
           ": secret.rotated\r\n" + std::string(scaivault::header_names::timestamp) + ": " +
           std::to_string(now.time_since_epoch().count()) + "\r\n" +
           std::string(scaivault::header_names::signature) + ": " + scaivault::sign(secret, now, body) +
           "\r\n\r\n" + body;
}

void write(unsigned long count, const char* example) {
    const char* const secret = std::getenv("SCAIVAULT_WEBHOOK_SECRET");
    if (secret == nullptr)
        throw std::invalid_argument("set the environment variable SCAIVAULT_WEBHOOK_SECRET");
    std::ifstream file(example);
    auto event = std::get<scaivault::event<"secret.rotated">>(
        scaivault::decode(std::string{std::istreambuf_iterator<char>(file), {}}).value());
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    for (unsigned long i = 0; i != count; ++i) {
        std::array<char, 48> id{};
        std::snprintf(id.data(), id.size(), "evt_01HK7X9Z3M8Q4R5T6V%08lu", i);
        event.event_id = id.data();
        const auto text = request(event, secret, now);
        if (i == 0)
            std::cout << text.size() << '\n';
        std::cout << text;
    }
    if (!std::cout.flush())
        throw std::runtime_error("cannot write");
}

} // namespace

int main(int argc, char** argv) try {
    if (argc != 3)
        throw std::invalid_argument("usage: http_deliveries COUNT EXAMPLE");
    std::ios::sync_with_stdio(false);
    write(std::strtoul(argv[1], nullptr, 10), argv[2]);
    return EXIT_SUCCESS;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return EXIT_FAILURE;
}
