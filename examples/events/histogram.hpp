#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

namespace events_cli {

/// Latencies, printed as quantiles and as a histogram with one bar per doubling.
class histogram {
public:
    void add(std::chrono::nanoseconds latency) {
        milliseconds_.push_back(std::chrono::duration<double, std::milli>(latency).count());
    }

    void print(std::ostream& out) {
        if (milliseconds_.empty())
            return;
        std::ranges::sort(milliseconds_);
        out << "latency in ms:";
        for (const auto& [name, fraction] : std::array<std::pair<const char*, double>, 4>{
                 {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"max", 1.0}}})
            out << ' ' << name << ' ' << decimal(quantile(fraction));
        out << '\n';

        constexpr std::size_t width = 40;
        std::vector<std::size_t> counts;
        const int least = bucket(milliseconds_.front());
        counts.resize(static_cast<std::size_t>(bucket(milliseconds_.back()) - least) + 1);
        for (const double value : milliseconds_)
            ++counts[static_cast<std::size_t>(bucket(value) - least)];
        const auto most = *std::ranges::max_element(counts);
        for (std::size_t i = 0; i != counts.size(); ++i) {
            std::string label = decimal(std::ldexp(1.0, least + static_cast<int>(i) + 1));
            label.insert(0, label.size() < 10 ? 10 - label.size() : 0, ' ');
            out << "  < " << label << ' ' << std::string((counts[i] * width + most - 1) / most, '#') << ' '
                << counts[i] << '\n';
        }
    }

private:
    /// Bucket n contains the values from 2^n ms up to 2^(n+1) ms.
    [[nodiscard]] static int bucket(double value) { return std::ilogb(std::max(value, 1e-6)); }

    [[nodiscard]] double quantile(double fraction) const {
        const auto rank = std::ceil(fraction * static_cast<double>(milliseconds_.size()));
        return milliseconds_[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
    }

    [[nodiscard]] static std::string decimal(double value) {
        std::array<char, 32> text{};
        const int length = std::snprintf(text.data(), text.size(), "%.3f", value);
        return {text.data(), static_cast<std::size_t>(length)};
    }

    std::vector<double> milliseconds_;
};

} // namespace events_cli
