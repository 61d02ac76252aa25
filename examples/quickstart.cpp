#include <scaivault/webhook.hpp>

#include <iostream>

int main() {
    using namespace scaivault;
    const handlers handle{
        on<"secret.rotated">([](const event<"secret.rotated">& e) {
            std::cout << e.path.value_or("?") << " is now version " << e.data.new_version << '\n';
        }),
        on<"policy.**">([](const auto& e) { std::cout << "review " << e.type << ": " << e.data << '\n'; }),
        otherwise([](const auto& e) { std::cout << "noted: " << e << '\n'; }),
    };
    receiver vault{signing_secrets{"a secret of at least 32 bytes ..."}};

    // A delivery as ScaiVault sends it. In a server, headers and body come from the request: see delivery_from.
    event<"secret.rotated"> sample;
    sample.event_id = "evt_1";
    sample.path = "environments/production/db";
    sample.data.new_version = 4;
    const auto body = encode(sample);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto signature = sign("a secret of at least 32 bytes ...", now, body);
    const auto timestamp = std::to_string(now.time_since_epoch().count());

    const outcome result = vault.receive({timestamp, signature, "evt_1", "secret.rotated", body}, handle);
    std::cout << to_string(result.kind()) << ", HTTP status " << http_status(result) << '\n';
}
