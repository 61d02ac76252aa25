#pragma once

#include "../detail/requirements.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <random>

namespace webhooks {

/// Limits of a back-off.
struct backoff_options {
    std::chrono::milliseconds first{500};   ///< the longest delay after the first failure; above zero
    std::chrono::milliseconds most{60'000}; ///< the longest delay after any; at least `first`
};

/// Delays that double with each failure, with jitter, so that clients that failed together do not return together.
class backoff {
public:
    /// \param options  the limits. Delays below one millisecond are one millisecond
    explicit backoff(backoff_options options = {}) : options_(options), random_(std::random_device{}()) {
        options_.first = std::max(options_.first, std::chrono::milliseconds(1));
        options_.most = std::max(options_.most, options_.first);
    }

    /// The delay after another failure: a random time between the half and the whole of `first`, doubled for each failure
    /// before, at most `most`.
    [[nodiscard]] std::chrono::milliseconds next() {
        auto whole = options_.first;
        for (std::size_t i = 0; i != failures_ && whole < options_.most; ++i)
            whole += std::min(whole, options_.most - whole);
        ++failures_;
        std::uniform_int_distribution<std::chrono::milliseconds::rep> between((whole.count() + 1) / 2,
                                                                              whole.count());
        return std::chrono::milliseconds(between(random_));
    }

    /// After a success.
    void reset() noexcept { failures_ = 0; }

private:
    backoff_options options_;
    std::size_t failures_ = 0;
    std::minstd_rand random_;
};

} // namespace webhooks
