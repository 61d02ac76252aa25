// A program that imports the library: it receives a signed event and prints a line.
#include <chrono>
#include <iostream>
#include <string>
#include <string_view>
#include <variant>

import scaivault;

int main() {
    using namespace scaivault;
    constexpr std::string_view secret = "a secret of at least 32 bytes ...";
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    any_event sent = event<"secret.rotated">{};
    std::get<event<"secret.rotated">>(sent).event_id = "evt_1";
    std::get<event<"secret.rotated">>(sent).data.new_version = 4;
    const std::string body = encode(sent);
    const std::string timestamp = std::to_string(now.time_since_epoch().count());
    const std::string signature = sign(secret, now, body);

    receiver vault{signing_secrets{secret}};
    const handlers handle{
        on<"secret.rotated">([](const event<"secret.rotated">& e) {
            std::cout << "received " << e.type << ": version " << e.data.new_version << '\n';
        }),
        ignore_rest,
    };
    const delivery received{
        .timestamp = timestamp, .signature = signature, .event_id = {}, .event_type = {}, .body = body};
    const outcome became = vault.receive(received, handle);
    if (became != outcome::handled)
        std::cerr << became << '\n';
    return became == outcome::handled && http_status(became) == 200 ? 0 : 1;
}
