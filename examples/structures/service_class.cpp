// A class with its handlers as a member. What the handlers change is a class of its own, which is complete where they are
// written; the service has it, the receiver, and the handlers.

#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <cstdint>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <utility>

using namespace scaivault;

class inventory {
public:
    void reload(const event<"secret.rotated">& e) { versions_[e.path.value_or("")] = e.data.new_version; }
    void forget(const event<"secret.deleted">& e) { versions_.erase(e.path.value_or("")); }
    [[nodiscard]] std::int64_t version_of(const std::string& path) const { return versions_.at(path); }

private:
    std::map<std::string, std::int64_t> versions_{};
};

auto handlers_of(inventory& state) {
    return handlers{on<"secret.rotated">([&state](const event<"secret.rotated">& e) { state.reload(e); }),
                    on<"secret.deleted">([&state](const event<"secret.deleted">& e) { state.forget(e); }),
                    ignore_rest};
}

class vault_service {
public:
    explicit vault_service(signing_secrets secrets) : receiver_(std::move(secrets)) {}
    vault_service(const vault_service&) = delete; // the handlers refer to `state_`
    vault_service& operator=(const vault_service&) = delete;

    /// One delivery, from whichever HTTP library. Returns the status to answer with.
    int post(const delivery& received) { return receiver_.receive(received, handle_).status(); }
    [[nodiscard]] const inventory& state() const { return state_; }

private:
    inventory state_{};
    receiver receiver_;
    decltype(handlers_of(std::declval<inventory&>())) handle_ = handlers_of(state_);
};

int main() {
    constexpr std::string_view secret = "whsec_only_an_example_0123456789ab";
    vault_service service(signing_secrets{secret});
    auto rotated = sample<"secret.rotated">();
    rotated.path = "environments/production/db";
    std::cout << service.post(signed_delivery{rotated, secret}) << '\n';
    std::cout << "version " << service.state().version_of("environments/production/db") << '\n';
    std::cout << service.post(signed_delivery{rotated, "whsec_of_somebody_else_0123456789a"}) << '\n';
}
