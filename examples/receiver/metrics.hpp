#pragma once

#include <scaivault/outcome.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace example {

/// Counts deliveries by outcome and event type, and how long their answers take. Thread-safe.
///
/// An interface, because metrics.cpp is compiled only if prometheus-cpp is installed.
class metrics {
public:
    using clock = std::chrono::steady_clock;

    metrics() = default;
    metrics(const metrics&) = delete;
    metrics& operator=(const metrics&) = delete;
    virtual ~metrics() = default;

    /// Types that the catalog does not have count together, so that a sender cannot make ever more labels.
    virtual void count(const scaivault::outcome& of) = 0;
    virtual void took(clock::duration time) = 0;
    /// In Prometheus' text format.
    [[nodiscard]] virtual std::string text() const = 0;
};

/// Null if this program was built without prometheus-cpp.
[[nodiscard]] std::unique_ptr<metrics> make_metrics();

} // namespace example
