// A program outside of this repository that uses the library: it receives a signed sample and prints a line.
#include <scaivault/testing.hpp>
#include <scaivault/version.hpp>
#include <scaivault/webhook.hpp>

#include <iostream>
#include <string_view>

#ifdef FOUND_VERSION
static_assert(scaivault::version_text == FOUND_VERSION);
#endif

int main() {
    using namespace scaivault;
    constexpr std::string_view secret = "a secret of at least 32 bytes ...";
    receiver vault{signing_secrets{secret}};
    const handlers handle{
        on<"secret.rotated">([](const event<"secret.rotated">& e) {
            std::cout << "received " << e.type << ": version " << e.data.new_version << '\n';
        }),
        ignore_rest,
    };
    return vault.receive(signed_delivery{sample<"secret.rotated">(), secret}, handle) == outcome::handled ? 0
                                                                                                          : 1;
}
