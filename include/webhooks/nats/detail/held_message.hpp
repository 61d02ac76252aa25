#pragma once

#include "../connection.hpp"
#include "handler_gate.hpp"

#include <nats/nats.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace webhooks::nats::detail {

/// A fetched message that this process has not acknowledged or returned yet.
struct held_message {
    /// \param fetched  a message of JetStream's
    /// \param from     index of the consumer that it came from
    held_message(message_handle fetched, std::size_t from) : message(std::move(fetched)), source(from) {
        jsMsgMetaData* meta = nullptr;
        if (natsMsg_GetMetaData(&meta, message.get()) != NATS_OK)
            return;
        deliveries = meta->NumDelivered;
        sequence = meta->Sequence.Stream;
        stored_at = meta->Timestamp;
        jsMsgMetaData_Destroy(meta);
    }
    held_message() = default;

    message_handle message{};
    std::size_t source = 0; ///< index of the consumer
    std::uint64_t deliveries = 1;
    std::uint64_t sequence = 0;
    std::int64_t stored_at = 0;                        ///< by the server's clock
    std::chrono::steady_clock::time_point queued_at{}; ///< when it was last queued

    bool begun = false;           ///< true once a handler was called
    std::size_t failed = 0;       ///< failed tries before this one
    handler_gate::pass at_work{}; ///< held until the message is acknowledged or returned

    /// The message in a sentence for people.
    [[nodiscard]] std::string described(const std::string& stream) const {
        return "message " + std::to_string(sequence) + " of " + stream + " (delivery " +
               std::to_string(deliveries) + ")";
    }

    [[nodiscard]] std::string_view subject() const noexcept { return natsMsg_GetSubject(message.get()); }

    [[nodiscard]] std::string_view data() const noexcept {
        const int size = natsMsg_GetDataLength(message.get());
        return size > 0 ? std::string_view(natsMsg_GetData(message.get()), static_cast<std::size_t>(size))
                        : std::string_view();
    }

    /// The value of the header Nats-Msg-Id; empty if absent.
    [[nodiscard]] std::string_view message_id() const {
        const char* value = nullptr;
        return natsMsgHeader_Get(message.get(), "Nats-Msg-Id", &value) == NATS_OK && value != nullptr
                   ? std::string_view(value)
                   : std::string_view();
    }
};

/// All messages that this process holds: queued, being handled, or deferred because another worker has claimed the
/// event. Reports all of them to the server as in progress.
class held_messages {
public:
    using clock = std::chrono::steady_clock;
    using pointer = std::unique_ptr<held_message>;

    explicit held_messages(std::size_t sources) : waiting_(sources) {}

    /// Appends a message to the queue.
    void push(pointer message) {
        {
            const std::lock_guard lock(mutex_);
            all_.insert(message.get());
            message->queued_at = clock::now();
            ++waiting_[message->source];
            queue_.push_back(std::move(message));
        }
        not_empty_.notify_one();
    }

    /// Waits for a message. Returns null after `close`.
    ///
    /// \param ahead  how many messages of each source may be queued beyond those for idle callers
    [[nodiscard]] pointer pop(std::size_t ahead) {
        pointer next;
        {
            std::unique_lock lock(mutex_);
            ahead_ = ahead;
            ++idle_;
            has_room_.notify_all();
            not_empty_.wait(lock, [&] { return closed_ || !queue_.empty(); });
            --idle_;
            if (closed_)
                return nullptr;
            next = std::move(queue_.front());
            queue_.pop_front();
            --waiting_[next->source];
        }
        has_room_.notify_all();
        return next;
    }

    /// Waits until more messages of a source should be fetched. Returns how many, or 0 after `close`.
    [[nodiscard]] std::size_t wait_for_room(std::size_t source) {
        std::unique_lock lock(mutex_);
        const auto most = [&] { return idle_ + ahead_; };
        has_room_.wait(lock, [&] { return closed_ || (most() > 0 && waiting_[source] <= most() / 2); });
        return closed_ ? 0 : most() - waiting_[source];
    }

    /// Removes the messages that have been queued since before `limit`. If there are any, nothing is fetched ahead
    /// until a handler has returned.
    [[nodiscard]] std::vector<pointer> take_waiting_since(clock::time_point limit) {
        const std::lock_guard lock(mutex_);
        std::vector<pointer> taken;
        for (; !queue_.empty() && queue_.front()->queued_at < limit; queue_.pop_front()) {
            --waiting_[queue_.front()->source];
            all_.erase(queue_.front().get());
            taken.push_back(std::move(queue_.front()));
            ahead_ = 0;
        }
        return taken;
    }

    /// Keeps a message that was popped until `when`, when `requeue` appends it to the queue.
    void defer(pointer message, clock::time_point when) {
        const std::lock_guard lock(mutex_);
        deferred_.push_back({when, std::move(message)});
    }

    /// Appends the deferred messages that are due to the queue.
    void requeue(clock::time_point now) {
        std::vector<pointer> due;
        {
            const std::lock_guard lock(mutex_);
            const auto later = std::partition(deferred_.begin(), deferred_.end(),
                                              [&](const later_message& each) { return each.when > now; });
            for (auto each = later; each != deferred_.end(); ++each)
                due.push_back(std::move(each->message));
            deferred_.erase(later, deferred_.end());
        }
        for (auto& message : due)
            push(std::move(message));
    }

    /// Stops reporting progress for a message, before it is acknowledged or returned.
    void forget(const held_message& message) {
        const std::lock_guard lock(mutex_);
        all_.erase(&message);
    }

    /// Reports all messages to the server as in progress.
    void report_progress() {
        const std::lock_guard lock(mutex_);
        for (const auto* const each : all_)
            (void)natsMsg_InProgress(each->message.get(), nullptr);
    }

    /// Ends `pop` and `wait_for_room`. Returns the messages that no handler is working on.
    [[nodiscard]] std::vector<pointer> close() {
        std::vector<pointer> left;
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
            for (auto& message : queue_)
                left.push_back(std::move(message));
            for (auto& each : deferred_)
                left.push_back(std::move(each.message));
            queue_.clear();
            deferred_.clear();
            for (const auto& message : left)
                all_.erase(message.get());
        }
        not_empty_.notify_all();
        has_room_.notify_all();
        return left;
    }

private:
    struct later_message {
        clock::time_point when;
        pointer message;
    };

    std::mutex mutex_{};
    std::condition_variable not_empty_{};
    std::condition_variable has_room_{};
    std::deque<pointer> queue_{};
    std::vector<later_message> deferred_{};
    std::vector<std::size_t> waiting_; ///< number of queued messages, by source
    std::size_t idle_ = 0;             ///< number of callers that wait in `pop`
    std::size_t ahead_ = 0;
    std::unordered_set<const held_message*> all_{};
    bool closed_ = false;
};

} // namespace webhooks::nats::detail
