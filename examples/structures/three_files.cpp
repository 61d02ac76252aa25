// Handlers in three files: each part is a function that returns a `handler_list`, and this file makes one list of them. Whether
// every event has a handler, and every handler an event, is checked over the whole list.

#include "three_files/policies.hpp"
#include "three_files/rotations.hpp"
#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <iostream>
#include <string_view>

int main() {
    using namespace scaivault;
    constexpr std::string_view secret = "whsec_only_an_example_0123456789ab";
    rotations state;
    const handlers handle{handlers_of(state), policy_handlers(std::cout), ignore_rest};
    for (const auto pattern : handle.subscription())
        std::cout << "subscribes to " << pattern << '\n';

    receiver vault{signing_secrets{secret}};
    for (const auto& body : {encode(sample<"secret.rotated">()), encode(sample<"policy.violation">()),
                             encode(sample<"policy.created">()), encode(sample<"secret.created">())})
        std::cout << vault.receive(signed_delivery::of_text(body, secret), handle) << '\n';
    for (const auto& [path, version] : state.versions)
        std::cout << path << " is at version " << version << '\n';
}
