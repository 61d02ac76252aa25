#pragma once

#include "nats_server.hpp"

#include "scaivault/nats/worker.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace nats_support {

constexpr const char* dead_stream = "SCAIVAULT_DEAD";

/// The calls of handlers, from many threads.
class journal {
public:
    void operator()(const auto& event) {
        const std::lock_guard lock(mutex_);
        ++calls_[event.event_id];
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return calls_.size();
    }

    [[nodiscard]] std::size_t total() const {
        const std::lock_guard lock(mutex_);
        std::size_t sum = 0;
        for (const auto& [id, calls] : calls_)
            sum += static_cast<std::size_t>(calls);
        return sum;
    }

    [[nodiscard]] int calls(const std::string& id) const {
        const std::lock_guard lock(mutex_);
        const auto found = calls_.find(id);
        return found == calls_.end() ? 0 : found->second;
    }

    [[nodiscard]] bool all_once() const {
        const std::lock_guard lock(mutex_);
        return std::ranges::all_of(calls_, [](const auto& each) { return each.second == 1; });
    }

private:
    mutable std::mutex mutex_{};
    std::map<std::string, int> calls_{};
};

/// Options for one server, with short times.
struct fixture : server_with_streams {
    nats::forwarder forwarder = make_forwarder(connection);

    void send(std::string_view type, const std::string& id) {
        REQUIRE(forwarder.receive(signed_event(type, id).view()) == scaivault::outcome::handled);
    }

    void send_unknown(std::string_view type, const std::string& id) {
        const auto text = examples::replaced(event_text("secret.rotated", id), "\"secret.rotated\"",
                                             "\"" + std::string(type) + "\"");
        REQUIRE(forwarder.receive(deliveries::signed_request(text).view()) == scaivault::outcome::unknown);
    }

    [[nodiscard]] std::uint64_t dead_letters() const { return message_count(connection, dead_stream); }
};

/// The number of unacknowledged events of a consumer.
inline std::uint64_t unanswered(const nats::connection& to, const char* consumer) {
    jsConsumerInfo* info = nullptr;
    if (js_GetConsumerInfo(&info, to.jetstream(), "SCAIVAULT", consumer, nullptr, nullptr) != NATS_OK)
        return 0;
    const auto count = info->NumPending + static_cast<std::uint64_t>(info->NumAckPending);
    jsConsumerInfo_Destroy(info);
    return count;
}

inline nats::worker_options quick(std::string durable = "test") {
    return {.durable = std::move(durable), .ack_wait = 2s, .first_backoff = 20ms, .max_backoff = 100ms};
}

} // namespace nats_support
