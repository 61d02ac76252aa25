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
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace scaivault::nats::detail {

/// A message of a stream that this process has to answer for.
struct held_message {
    message_handle message{};
    std::size_t source = 0; ///< which consumer it came from
    std::uint64_t deliveries = 1;
    std::uint64_t sequence = 0;
    std::int64_t stored_at = 0;                        ///< by the server's clock
    std::chrono::steady_clock::time_point queued_at{}; ///< when it was last put into the queue

    bool begun = false;           ///< whether a handler was called
    std::size_t failed = 0;       ///< tries that failed before this one
    handler_gate::pass at_work{}; ///< until the event is answered for

    [[nodiscard]] std::string_view subject() const noexcept { return natsMsg_GetSubject(message.get()); }

    [[nodiscard]] std::string_view data() const noexcept {
        const int size = natsMsg_GetDataLength(message.get());
        return size > 0 ? std::string_view(natsMsg_GetData(message.get()), static_cast<std::size_t>(size))
                        : std::string_view();
    }

    /// The id that the server knows it by; empty where absent.
    [[nodiscard]] std::string_view message_id() const {
        const char* value = nullptr;
        return natsMsgHeader_Get(message.get(), "Nats-Msg-Id", &value) == NATS_OK && value != nullptr
                   ? std::string_view(value)
                   : std::string_view();
    }
};

/// The messages that this process holds: waiting for a handler, at work, or waiting for another's claim.
/// Nothing else knows all of them, so it is here that the server is told they are in progress.
class held_messages {
public:
    using clock = std::chrono::steady_clock;
    using pointer = std::unique_ptr<held_message>;

    explicit held_messages(std::size_t sources) : waiting_(sources) {}

    /// Adds a message at the end of the queue.
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

    /// Waits for a message; null once `close` was called.
    ///
    /// \param ahead  how many messages of each source may wait in the queue beyond those for idle callers
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

    /// Waits until messages of a source are wanted, and returns how many; 0 once `close` was called.
    [[nodiscard]] std::size_t wait_for_room(std::size_t source) {
        std::unique_lock lock(mutex_);
        const auto most = [&] { return idle_ + ahead_; };
        has_room_.wait(lock, [&] { return closed_ || (most() > 0 && waiting_[source] <= most() / 2); });
        return closed_ ? 0 : most() - waiting_[source];
    }

    /// Takes those out of the queue that have waited for a handler since before `limit`, and has nothing fetched
    /// ahead until a handler has ended.
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

    /// Lets a message that is at work wait until `when`; then it goes to the end of the queue.
    void defer(pointer message, clock::time_point when) {
        const std::lock_guard lock(mutex_);
        deferred_.push_back({when, std::move(message)});
    }

    /// Puts the deferred messages whose time has come into the queue.
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

    /// Nothing is to be said of the message any more but its last word.
    void forget(const held_message& message) {
        const std::lock_guard lock(mutex_);
        all_.erase(&message);
    }

    /// Tells the server that all messages are in progress.
    void report_progress() {
        const std::lock_guard lock(mutex_);
        for (const auto* const each : all_)
            (void)natsMsg_InProgress(each->message.get(), nullptr);
    }

    /// No message is given out any more. Returns those that nobody works at.
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
    std::vector<std::size_t> waiting_; ///< how many messages of each source are in the queue
    std::size_t idle_ = 0;             ///< callers that wait in `pop`
    std::size_t ahead_ = 0;
    std::unordered_set<const held_message*> all_{};
    bool closed_ = false;
};

} // namespace scaivault::nats::detail
