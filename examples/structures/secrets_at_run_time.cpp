// A program that keeps its own webhook secret in ScaiVault. When that secret is rotated, the vendor says so in an event,
// signed with the old secret. The program fetches the new secret and goes on without a restart.

#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <utility>

using namespace scaivault;

constexpr std::string_view own_secret = "webhooks/this-program";

/// Stands for a client of the vault.
class vault_client {
public:
    std::map<std::string, std::string, std::less<>> secrets{};
    [[nodiscard]] std::string fetch(std::string_view path) const { return secrets.find(path)->second; }
};

class program {
public:
    explicit program(vault_client& vault)
        : vault_(vault), current_(vault.fetch(own_secret)), receiver_(signing_secrets{current_}) {}

    outcome post(const delivery& received) {
        const handlers handle{
            on<"secret.rotated">([this](const event<"secret.rotated">& e) {
                if (e.path == own_secret)
                    reload();
                else
                    std::cout << "version " << e.data.new_version << " of " << e.path.value_or("?") << '\n';
            }),
            ignore_rest,
        };
        return receiver_.receive(received, handle);
    }

private:
    /// If the vault cannot be reached, `fetch` throws, the delivery is answered with 500, and the vendor sends it again.
    void reload() {
        auto next = vault_.fetch(own_secret);
        // The old secret stays accepted: deliveries that it signed may be on their way, and retries of this one.
        receiver_.replace_secrets(signing_secrets{next, current_});
        current_ = std::move(next);
        std::cout << "the secret is replaced\n";
    }

    vault_client& vault_;
    std::string current_; // in a program with several threads, behind a mutex
    receiver receiver_;
};

int main() {
    constexpr std::string_view old_secret = "whsec_the_old_one_0123456789abcdef";
    constexpr std::string_view new_secret = "whsec_the_new_one_0123456789abcdef";
    vault_client vault{{{std::string(own_secret), std::string(old_secret)}}};
    program receiving(vault);
    int number = 0;
    const auto send = [&](std::string_view path, std::string_view secret) {
        auto rotated = sample<"secret.rotated">();
        rotated.event_id = "evt_" + std::to_string(++number);
        rotated.path = path;
        std::cout << receiving.post(signed_delivery{rotated, secret}).status() << '\n';
    };
    send("environments/production/db", old_secret);
    send("environments/production/db", new_secret); // not yet
    vault.secrets.insert_or_assign(std::string(own_secret), std::string(new_secret));
    send(own_secret, old_secret);
    send("environments/production/db", new_secret);
    send("environments/production/db", old_secret); // was on its way
}
