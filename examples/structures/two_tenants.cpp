// One endpoint for several tenants: /hooks/TENANT. Each tenant has a receiver of its own, with its own secrets and its own
// memory of handled events. One receiver with the secrets of all would let A's secret vouch for events of B.

#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

using namespace scaivault;

class tenants {
public:
    void add(std::string name, signing_secrets secrets) {
        receivers_.emplace(std::move(name), receiver{std::move(secrets)});
    }

    /// A delivery to /hooks/TENANT. The path is not signed. It only selects the secret that the delivery must be signed with,
    /// and the body must name the same tenant.
    int post(std::string_view path, const delivery& received) {
        constexpr std::string_view prefix = "/hooks/";
        const auto tenant = path.starts_with(prefix) ? path.substr(prefix.size()) : std::string_view();
        const auto found = receivers_.find(tenant);
        if (found == receivers_.end())
            return 404;
        const handlers handle{
            on<"secret.rotated">([tenant](const auto& e) {
                if (e.tenant_id != tenant)
                    throw std::runtime_error("the event is another tenant's"); // 500
                std::cout << tenant << ": version " << e.data.new_version << '\n';
            }),
            ignore_rest,
        };
        return found->second.receive(received, handle).status();
    }

private:
    std::map<std::string, receiver, std::less<>> receivers_{};
};

int main() {
    constexpr std::string_view secret_of_a = "whsec_of_tenant_a_0123456789abcdef";
    constexpr std::string_view secret_of_b = "whsec_of_tenant_b_0123456789abcdef";
    tenants all;
    all.add("tnt_a", signing_secrets{secret_of_a});
    all.add("tnt_b", signing_secrets{secret_of_b});

    auto of_a = sample<"secret.rotated">();
    of_a.tenant_id = "tnt_a";
    auto of_b = of_a; // with the same id: the tenants' events do not collide
    of_b.tenant_id = "tnt_b";
    std::cout << all.post("/hooks/tnt_a", signed_delivery{of_a, secret_of_a}) << '\n';
    std::cout << all.post("/hooks/tnt_b", signed_delivery{of_b, secret_of_b}) << '\n';
    // A's secret does not vouch for an event of B, at either path.
    of_b.event_id = "evt_forged";
    std::cout << all.post("/hooks/tnt_b", signed_delivery{of_b, secret_of_a}) << '\n';
    std::cout << all.post("/hooks/tnt_a", signed_delivery{of_b, secret_of_a}) << '\n';
    std::cout << all.post("/hooks/tnt_c", signed_delivery{of_a, secret_of_a}) << '\n';
}
