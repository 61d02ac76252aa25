// Metrics and a log, for all deliveries in one place: `on_outcome` sees each of them, whichever adapter it came through. The
// labels have few values: the kind of the outcome, and the type if the catalog has it, which no sender can invent.

#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <cstdint>
#include <iostream>
#include <map>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

using namespace scaivault;

class delivery_counts {
public:
    void count(const outcome& of) {
        const std::lock_guard lock(mutex_);
        ++counts_[{to_string(of.kind()), of.known_type()}]; // both have static storage
    }

    /// In Prometheus' text format, for GET /metrics.
    [[nodiscard]] std::string text() const {
        std::ostringstream out;
        out << "# HELP webhook_deliveries_total Deliveries by outcome and event type.\n"
               "# TYPE webhook_deliveries_total counter\n";
        const std::lock_guard lock(mutex_);
        for (const auto& [labels, number] : counts_)
            out << "webhook_deliveries_total{outcome=\"" << labels.first << "\",type=\"" << labels.second
                << "\"} " << number << '\n';
        return out.str();
    }

private:
    mutable std::mutex mutex_{};
    std::map<std::pair<std::string_view, std::string_view>, std::uint64_t> counts_{};
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
        on<"policy.violation">([](const auto&) { throw std::runtime_error("the pager does not answer"); }),
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
