// Whether the time that `verify` takes tells where a forged signature differs from the expected one, after dudect
// (Reparaz, Balasch, Verbauwhede: "Dude, is my code constant time?", 2016): Welch's t over two classes of input, in
// random order, outliers cropped. Prints the largest |t|; under 4.5 there is no evidence of a difference.
//
// usage: verify_timing [SAMPLES]   1,000,000 by default

#include <scaivault/scheme.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// Mean and variance, online (Welford).
class sample {
public:
    void add(double value) {
        ++count_;
        const double delta = value - mean_;
        mean_ += delta / count_;
        squares_ += delta * (value - mean_);
    }

    friend double welch_t(const sample& a, const sample& b) {
        return (a.mean_ - b.mean_) /
               std::sqrt(a.squares_ / (a.count_ - 1) / a.count_ + b.squares_ / (b.count_ - 1) / b.count_);
    }

    [[nodiscard]] double mean() const { return mean_; }

private:
    double count_ = 0;
    double mean_ = 0;
    double squares_ = 0;
};

struct measurement {
    bool is_second;
    std::int64_t nanoseconds;
};

/// The t over all measurements, and over those below each of some percentiles: the long tail is the machine's.
void report(const char* name, const std::vector<measurement>& all) {
    std::vector<std::int64_t> sorted;
    for (const auto& each : all)
        sorted.push_back(each.nanoseconds);
    std::ranges::sort(sorted);
    double largest = 0;
    std::array<sample, 2> middle;
    for (const double part : {0.5, 0.75, 0.9, 0.95, 0.99, 1.0}) {
        const auto limit = sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
        std::array<sample, 2> classes;
        for (const auto& each : all)
            if (each.nanoseconds <= limit)
                classes[each.is_second ? 1 : 0].add(static_cast<double>(each.nanoseconds));
        largest = std::max(largest, std::abs(welch_t(classes[0], classes[1])));
        if (part == 0.9)
            middle = classes;
    }
    std::printf("%-34s %zu samples, means %.2f and %.2f ns, largest |t| = %.2f%s\n", name, all.size(),
                middle[0].mean(), middle[1].mean(), largest, largest < 4.5 ? "" : "  (4.5 or more)");
}

/// Calls `work(is_second)` in random order and measures each call.
template <class Work>
std::vector<measurement> measure(std::size_t samples, Work work) {
    std::mt19937 random(std::random_device{}());
    std::vector<measurement> all;
    all.reserve(samples);
    for (std::size_t i = 0; i < samples + samples / 100; ++i) {
        const bool is_second = (random() & 1U) != 0;
        const auto begin = std::chrono::steady_clock::now();
        work(is_second);
        const auto end = std::chrono::steady_clock::now();
        if (i >= samples / 100) // the first are warm-up
            all.push_back({is_second, std::chrono::nanoseconds(end - begin).count()});
    }
    return all;
}

} // namespace

int main(int argc, char** argv) {
    using namespace scaivault;
    const std::size_t samples = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    constexpr std::string_view secret = "a secret of more than thirty-two bytes";
    constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'777'000'000)};
    const std::string body = R"({"event_id":"evt_1","event_type":"secret.rotated"})";
    const std::string good = sign(secret, now, body);
    const verifier v{signing_secrets(secret)};

    // The same bytes at the same address for both classes, written in the same way, so that only their values can
    // differ. Copied whole from a text for each class, the second came out 0.06 ns faster, whichever digit it had wrong.
    const auto other = [](char digit) { return digit == '0' ? '1' : '0'; };
    const std::array<char, 2> first = {other(good[7]), good[7]};
    const std::array<char, 2> last = {good.back(), other(good.back())};
    std::string sent = good;
    const auto forge = [&](bool is_second) {
        sent[7] = first[is_second ? 1 : 0];
        sent.back() = last[is_second ? 1 : 0];
    };
    std::size_t refused = 0;
    report("verify, first or last digit wrong", measure(samples, [&](bool is_second) {
               forge(is_second);
               refused += v.verify({"1777000000", sent, "", "", body}, now) ? 0U : 1U;
           }));
    if (refused == 0)
        return 1;

    // A comparison that stops at the first difference, to see that the method would find one.
    volatile bool equal = false;
    report("control: stops at the first", measure(samples, [&](bool is_second) {
               forge(is_second);
               bool same = true;
               for (std::size_t i = 0; same && i < good.size(); ++i)
                   same = sent[i] == good[i];
               equal = same;
           }));
    return 0;
}
