// A full replay guard with a thousand to ten million ids: each new id evicts the oldest.

#include "benchmarks.hpp"

#include <scaivault/replay.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

using namespace scaivault;

namespace {

/// Unique event ids, as long as the vendor's and with random ends. Each takes about 5 ns, which is part of the
/// measurement.
class fresh_ids {
public:
    std::string_view next() {
        // Multiplication by an odd number and both shifts are bijections, so ids are as unique as the counter.
        std::uint64_t bits = ++counter_ * 0x9e37'79b9'7f4a'7c15U;
        bits = (bits ^ (bits >> 29U)) * 0xbf58'476d'1ce4'e5b9U;
        bits ^= bits >> 32U;
        for (std::size_t i = text_.size() - 13; i != text_.size(); ++i, bits >>= 5U)
            text_[i] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[bits & 31U];
        return {text_.data(), text_.size()};
    }

private:
    std::array<char, 30> text_{'e', 'v', 't', '_', '0', '1', 'H', 'K', '7',
                               'X', '9', 'Z', '3', 'M', '8', 'Q', '4'};
    std::uint64_t counter_ = 0;
};

/// A guard with `ids` ids, which is full.
struct full_guard {
    explicit full_guard(std::size_t ids) : guard(options(ids)) {
        for (std::size_t i = 0; i != ids; ++i)
            handle_one();
    }

    claim_result handle_one() {
        const auto id = fresh.next();
        const auto claimed = guard.claim(id);
        guard.commit(id);
        return claimed;
    }

    static replay_options options(std::size_t ids) {
        replay_options made;
        made.max_ids = ids;
        made.min_age = std::chrono::seconds(0); // otherwise the guard would refuse ids for ten minutes
        return made;
    }

    fresh_ids fresh;
    memory_replay_guard guard;
};

} // namespace

void benchmarks::add_growth_guard() {
    for (const std::size_t ids : {1'000U, 10'000U, 100'000U, 1'000'000U, 10'000'000U}) {
        // Filled before the first repetition, and reused by the others.
        const auto kept = std::make_shared<std::unique_ptr<full_guard>>();
        add("growth: guard, ids/" + std::to_string(ids), [=](benchmark::State& state) {
            if (*kept == nullptr)
                *kept = std::make_unique<full_guard>(ids);
            for (auto _ : state)
                if ((*kept)->handle_one() != claim_result::claimed)
                    state.SkipWithError("a fresh id was not claimed");
        });
    }
}
