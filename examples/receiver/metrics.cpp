// The receiver's metrics, with prometheus-cpp.

#include "metrics.hpp"

#include <scaivault/outcome.hpp>

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <memory>
#include <string>

namespace example {
namespace {

class prometheus_metrics final : public metrics {
public:
    void count(const scaivault::outcome& of) override {
        deliveries_
            .Add({{"outcome", std::string(to_string(of.kind()))}, {"type", std::string(of.known_type())}})
            .Increment();
    }

    void took(clock::duration time) override {
        seconds_.Observe(std::chrono::duration<double>(time).count());
    }

    [[nodiscard]] std::string text() const override {
        return prometheus::TextSerializer().Serialize(registry_.Collect());
    }

private:
    prometheus::Registry registry_{};
    prometheus::Family<prometheus::Counter>& deliveries_ = prometheus::BuildCounter()
                                                               .Name("scaivault_deliveries_total")
                                                               .Help("Deliveries by outcome and event type.")
                                                               .Register(registry_);
    prometheus::Histogram& seconds_ =
        prometheus::BuildHistogram()
            .Name("scaivault_delivery_seconds")
            .Help("Time from a complete request to its answer.")
            .Register(registry_)
            .Add({}, prometheus::Histogram::BucketBoundaries{0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1,
                                                             0.5, 1, 5});
};

} // namespace

std::unique_ptr<metrics> make_metrics() {
    return std::make_unique<prometheus_metrics>();
}

} // namespace example
