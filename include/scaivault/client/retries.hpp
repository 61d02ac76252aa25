#pragma once

#include "../outcome.hpp"
#include <webhooks/client/backoff.hpp>
#include <webhooks/client/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace scaivault {

using webhooks::backoff;
using webhooks::backoff_options;

namespace detail {

/// Which events failed. A round begins with the oldest event that is not acknowledged.
class retries {
public:
    /// Whether an event failed in this round already.
    [[nodiscard]] bool is_in_round(const std::string& key) const { return round_.contains(key); }
    [[nodiscard]] bool any_in_round() const noexcept { return !round_.empty(); }
    void put_off(const std::string& key) {
        bound(round_);
        round_.insert(key);
    }
    void begin_round() noexcept { round_.clear(); }

    /// The number of failures of an event, this one included.
    unsigned count_failure(const std::string& key) {
        bound(failures_);
        return ++failures_[key];
    }
    void forget(const std::string& key) { failures_.erase(key); }

private:
    /// A server can invent any number of events. When there are too many, they are counted anew.
    template <class Container>
    static void bound(Container& of) {
        constexpr std::size_t most = 10'000;
        if (of.size() >= most)
            of.clear();
    }

    std::set<std::string> round_{};
    std::map<std::string, unsigned> failures_{};
};

/// Whether the same call can succeed later.
[[nodiscard]] inline bool is_worth_repeating(const webhooks::client_failure& why) noexcept {
    using enum webhooks::client_errc;
    for (const auto each : {conflict, too_many_requests, server_error, unreachable, untrusted, cut_off,
                            timed_out, malformed_answer})
        if (why == each)
            return true;
    return false;
}

/// How long to wait after a failed call: as long as the server asks for, and never less than the back-off.
[[nodiscard]] inline std::chrono::milliseconds delay_after(const webhooks::client_failure& why,
                                                           webhooks::backoff& backoff,
                                                           std::chrono::seconds longest_retry_after) {
    const auto own = backoff.next();
    if (!why.retry_after)
        return own;
    return std::max<std::chrono::milliseconds>(own, std::min(*why.retry_after, longest_retry_after));
}

/// Whether the user's function has kept a poisoned event.
[[nodiscard]] inline bool is_kept(const std::function<bool(std::string_view, const failure&)>& function,
                                  std::string_view text, const failure& why) noexcept {
    try {
        return function && function(text, why);
    } catch (...) {
        return false;
    }
}

/// Why a handler failed.
[[nodiscard]] inline failure reason_of(const outcome& became) {
    if (became.error() != nullptr)
        return *became.error();
    return {.code = boost::system::errc::make_error_code(boost::system::errc::operation_canceled),
            .detail = webhooks::detail::text_of(became.exception())};
}

} // namespace detail

} // namespace scaivault
