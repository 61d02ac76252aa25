#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

int main() {
    using namespace scaivault;
    const char* const secret = "a secret of at least 32 bytes ...";
    receiver vault{signing_secrets{secret}};
    const outcome result = vault.receive(signed_delivery{sample<"secret.rotated">(), secret},
                                         handlers{on<"secret.rotated">([](const auto&) {}), ignore_rest});
    return result == outcome::handled ? 0 : 1;
}
