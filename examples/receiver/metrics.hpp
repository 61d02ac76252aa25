#pragma once

#include "message.hpp"
#include "respond.hpp"

#include <scaivault/beast.hpp>
#include <scaivault/events/catalog.hpp>
#include <scaivault/outcome.hpp>

#include <boost/beast/http/verb.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace example {

inline constexpr std::string_view metrics_path = "/metrics";

/// Counts deliveries by outcome and event type, and how long their answers take. Thread-safe, without locks.
class metrics {
public:
    using clock = std::chrono::steady_clock;

    /// Types that the catalog does not have count together, so that a sender cannot make ever more labels.
    void count(const scaivault::outcome& of) noexcept {
        const auto type = scaivault::catalog::find(of.known_type()).value_or(scaivault::catalog::size);
        counts_[of.kind()][type].fetch_add(1, std::memory_order_relaxed);
    }

    void took(clock::duration time) noexcept {
        const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
        std::size_t bucket = 0;
        while (bucket != bounds.size() && static_cast<double>(ns) > bounds[bucket] * 1e9)
            ++bucket;
        times_[bucket].fetch_add(1, std::memory_order_relaxed);
        total_ns_.fetch_add(static_cast<std::uint64_t>(ns), std::memory_order_relaxed);
    }

    /// In Prometheus' text format.
    [[nodiscard]] std::string text() const {
        std::ostringstream out;
        out << "# HELP scaivault_deliveries_total Deliveries by outcome and event type.\n"
               "# TYPE scaivault_deliveries_total counter\n";
        for (std::size_t kind = 0; kind != counts_.size(); ++kind)
            for (std::size_t type = 0; type != counts_[kind].size(); ++type)
                if (const auto number = counts_[kind][type].load(std::memory_order_relaxed))
                    out << "scaivault_deliveries_total{outcome=\""
                        << to_string(static_cast<scaivault::outcome::kind_type>(kind)) << "\",type=\""
                        << (type == scaivault::catalog::size ? "" : scaivault::catalog::names[type]) << "\"} "
                        << number << '\n';
        out << "# HELP scaivault_delivery_seconds Time from a complete request to its answer.\n"
               "# TYPE scaivault_delivery_seconds histogram\n";
        std::uint64_t number = 0;
        for (std::size_t bucket = 0; bucket != times_.size(); ++bucket) {
            number += times_[bucket].load(std::memory_order_relaxed);
            out << "scaivault_delivery_seconds_bucket{le=\"";
            if (bucket == bounds.size())
                out << "+Inf";
            else
                out << bounds[bucket];
            out << "\"} " << number << '\n';
        }
        out << "scaivault_delivery_seconds_sum "
            << static_cast<double>(total_ns_.load(std::memory_order_relaxed)) / 1e9
            << "\nscaivault_delivery_seconds_count " << number << '\n';
        return out.str();
    }

    /// The answer to a request for `metrics_path`, or nothing for other paths.
    [[nodiscard]] std::optional<answer> respond(const request& received) const {
        if (scaivault::path_of(received.target()) != metrics_path)
            return std::nullopt;
        if (received.method() != http::verb::get && received.method() != http::verb::head)
            return not_allowed("GET, HEAD");
        return answer{.status = 200, .body = text(), .content_type = "text/plain; version=0.0.4"};
    }

private:
    static constexpr std::array bounds{0.0001, 0.0005, 0.001, 0.005, 0.01,
                                       0.05,   0.1,    0.5,   1.0,   5.0}; // seconds

    using counter = std::atomic<std::uint64_t>;
    std::array<std::array<counter, scaivault::catalog::size + 1>, scaivault::outcome::accepted + 1> counts_{};
    std::array<counter, bounds.size() + 1> times_{};
    counter total_ns_{0};
};

} // namespace example
