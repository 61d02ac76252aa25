// A tap beside the handlers: the audit sees every event of a secret before the handler that takes it, and takes none away. A guard
// takes what is under one path only.

#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <iostream>
#include <string_view>

int main() {
    using namespace scaivault;
    constexpr std::string_view secret = "whsec_only_an_example_0123456789ab";
    const handlers handle{
        tap<"secret.**">([](const auto& e, const delivery_context& about) {
            std::cout << "audit: " << e.type << ' ' << e.path.value_or("?") << ", signed with secret "
                      << about.secret_index << '\n';
        }),
        on<"secret.rotated">(
            when(under("environments/production")),
            [](const auto& e) { std::cout << "page someone: " << e.path.value_or("?") << '\n'; }),
        on<"secret.rotated">([](const auto&) { std::cout << "reload\n"; }),
        ignore_rest,
    };

    receiver vault{signing_secrets{secret}};
    auto rotated = sample<"secret.rotated">();
    for (const std::string_view path : {"environments/production/db", "environments/production-copy/db"}) {
        rotated.path = path;
        rotated.event_id.push_back('0');
        std::cout << vault.receive(signed_delivery{rotated, secret}, handle).status() << '\n';
    }
    std::cout << vault.receive(signed_delivery{sample<"secret.created">(), secret}, handle) << '\n';
}
