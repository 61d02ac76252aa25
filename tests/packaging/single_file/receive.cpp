// With -D SCAIVAULT_BOOST_JSON_SOURCE, the program does not need -lboost_json.
#include <scaivault.hpp>

#include <chrono>
#include <iostream>
#include <string>

std::string sample_from_another_file();

int main() {
    using namespace scaivault;
    const std::string secret = "a secret of at least 32 bytes ...";
    receiver vault{signing_secrets{secret}};
    const handlers handle{
        on<"secret.rotated">([](const event<"secret.rotated">& e) {
            std::cout << "received " << e.type << ": version " << e.data.new_version << '\n';
        }),
        ignore_rest,
    };
    const auto body = sample_from_another_file();
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto signature = sign(secret, now, body);
    const auto timestamp = std::to_string(now.time_since_epoch().count());
    return vault.receive({timestamp, signature, "evt_1", "secret.rotated", body}, handle) == outcome::handled
               ? 0
               : 1;
}
