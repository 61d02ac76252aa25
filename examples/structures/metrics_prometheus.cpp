// The metrics of metrics.cpp with prometheus-cpp, for programs that use it already: its registry counts, and its serializer
// writes the text for GET /metrics.

#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <prometheus/counter.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <iostream>
#include <string>
#include <string_view>

using namespace scaivault;

class delivery_counts {
public:
    /// Thread-safe, as the registry is.
    void count(const outcome& of) {
        family_.Add({{"outcome", std::string(to_string(of.kind()))}, {"type", std::string(of.known_type())}})
            .Increment();
    }

    [[nodiscard]] std::string text() const {
        return prometheus::TextSerializer().Serialize(registry_.Collect());
    }

private:
    prometheus::Registry registry_{};
    prometheus::Family<prometheus::Counter>& family_ = prometheus::BuildCounter()
                                                           .Name("webhook_deliveries_total")
                                                           .Help("Deliveries by outcome and event type.")
                                                           .Register(registry_);
};

int main() {
    constexpr std::string_view secret = "whsec_only_an_example_0123456789ab";
    delivery_counts counts;
    receiver_options options;
    options.on_outcome = [&counts](const outcome& of) { counts.count(of); };
    receiver vault{signing_secrets{secret}, options};
    const handlers handle{on<"secret.rotated">([](const auto&) {}), ignore_rest};
    auto rotated = sample<"secret.rotated">();
    for (const char* const id : {"evt_1", "evt_2", "evt_3"}) {
        rotated.event_id = id;
        (void)vault.receive(signed_delivery{rotated, secret}, handle);
    }
    std::cout << counts.text();
}
