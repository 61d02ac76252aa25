// Metrics and a log, for all deliveries in one place: `on_outcome` sees each of them, whichever adapter it came through.
// prometheus-cpp counts, and writes the text for GET /metrics. The labels have few values: the kind of the outcome, and the
// type if the catalog has it, which no sender can invent.

#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <prometheus/counter.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <iostream>
#include <stdexcept>
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
    options.on_outcome = [&counts](const outcome& of) {
        counts.count(of);
        if (of == outcome::rejected || of == outcome::handler_failed)
            std::cout << of << '\n'; // one line, without a secret or a value of the payload
    };
    receiver vault{signing_secrets{secret}, options};
    const handlers handle{
        on<"secret.rotated">([](const auto&) {}),
        // The message of the exception is in the outcome's line. With the request id, it can be quoted to the vendor.
        on<"policy.violation">([](const auto& e) {
            throw std::runtime_error("the pager does not answer, request " + e.request_id);
        }),
        ignore_rest,
    };

    auto violation = sample<"policy.violation">();
    violation.event_id = "evt_1";
    for (int i = 0; i != 3; ++i)
        (void)vault.receive(signed_delivery{sample<"secret.rotated">(), secret}, handle);
    (void)vault.receive(signed_delivery{violation, secret}, handle);
    (void)vault.receive(delivery{}, handle);
    std::cout << counts.text();
}
