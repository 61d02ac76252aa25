#pragma once

#include "../worker_options.hpp"
#include "dead_letter.hpp"
#include "held_message.hpp"
#include "pull_consumer.hpp"
#include "tries.hpp"
#include "verdict.hpp"

#include <nats/nats.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace webhooks::nats::detail {

/// The part of a worker that does not depend on the handlers' types: fetches messages, passes them to the judge, and
/// acknowledges or returns them.
class worker_engine {
public:
    worker_engine(connection to, worker_options options, const std::vector<std::string>& subjects,
                  judge judges)
        : connection_(std::move(to)), options_(std::move(options)), judge_(std::move(judges)),
          held_(subjects.size()) {
        consumers_.reserve(subjects.size());
        for (const auto& subject : subjects)
            consumers_.emplace_back(connection_, options_, subject);
        (void)read_tries(connection_, options_,
                         tries_subject(options_, {})); // throws if there is no such stream
    }

    /// Works until `stop` is called, then lets running handlers finish. Throws if a thread cannot be started.
    void run() {
        std::exception_ptr failure;
        std::vector<std::jthread> pullers;
        std::vector<std::jthread> workers;
        const std::jthread keeper([this](const std::stop_token& ended) { keep_alive(ended); });
        try {
            for (std::size_t i = 0; i != options_.concurrency; ++i)
                workers.emplace_back([this] { work(); });
            for (std::size_t i = 0; i != consumers_.size(); ++i)
                pullers.emplace_back([this, i] { pull(i); });
        } catch (...) { // stop the threads that were started, then rethrow
            failure = std::current_exception();
            stop();
        }
        while (!stopping_.load(std::memory_order_acquire))
            std::this_thread::sleep_for(tick);

        gate_.close();
        auto left = held_.close();
        pullers.clear();
        for (auto& fetched_late : held_.close())
            left.push_back(std::move(fetched_late));
        // Before `give_back`, so that returned messages are not delivered to this worker's own last request.
        for (auto& each : consumers_)
            each.unsubscribe();
        give_back(std::move(left));
        workers.clear();
        // Messages that were deferred after the queue was closed.
        give_back(held_.close());
        (void)connection_.flush(std::chrono::seconds(5));
        if (failure)
            std::rethrow_exception(failure);
    }

    /// Call directly before the handler. Returns nothing if the handler may be called, and the verdict otherwise.
    ///
    /// The first delivery needs no record. From the second on the result of the previous delivery is unknown, so the
    /// try is recorded before it starts. If the record shows that the previous try has no result either, the handler or
    /// one that ran beside it may have terminated the process. Then the handler starts alone, and the try counts.
    ///
    /// \throws error if the record cannot be read or written
    [[nodiscard]] std::optional<verdict> begin(held_message& message) {
        const bool again = message.deliveries > 1;
        const auto subject = tries_subject(options_, message);
        const auto last = again ? read_tries(connection_, options_, subject) : tries_record{};
        message.failed = last.failed;
        if (last.failed >= options_.max_tries)
            return verdict{verdict::refused, last.reason.empty() ? no_result : last.reason};
        const bool alone = last.found && last.reason.empty();
        message.at_work = gate_.enter(alone);
        if (!message.at_work)
            return verdict{verdict::not_begun};
        if (again)
            write_tries(connection_, options_, subject, last.failed + (alone ? 1 : 0), {});
        message.begun = true;
        return std::nullopt;
    }

    /// Ends `run`. May be called from any thread, and from a signal handler.
    void stop() noexcept { stopping_.store(true, std::memory_order_release); }

    [[nodiscard]] worker_counts counts() const noexcept {
        const auto get = [](const counter& from) { return from.load(std::memory_order_relaxed); };
        return {.handled = get(handled_),
                .duplicates = get(duplicates_),
                .unhandled = get(unhandled_),
                .retried = get(retried_),
                .dead_lettered = get(dead_lettered_),
                .returned = get(returned_)};
    }

private:
    using counter = std::atomic<std::uint64_t>;
    using pointer = held_messages::pointer;

    static constexpr std::chrono::milliseconds tick{10};
    /// The number of consecutive empty requests after which the consumer's existence is checked.
    static constexpr int looks_after = 4;
    /// Messages are fetched ahead for this much handler time, estimated from the last handler's time.
    static constexpr std::chrono::milliseconds ahead_time{50};
    /// A message that has been queued for this long is returned, because another worker may be idle.
    static constexpr std::chrono::milliseconds longest_wait{100};
    static constexpr const char* no_result =
        "its handler was begun again and again without a result: it ends the "
        "process, or the connection is lost while it runs";

    void problem(std::string_view text) const {
        if (options_.on_problem)
            options_.on_problem(text);
    }

    void keep_alive(const std::stop_token& ended) {
        using clock = held_messages::clock;
        const auto period = options_.ack_wait / 3;
        for (auto next = clock::now() + period; !ended.stop_requested(); std::this_thread::sleep_for(tick)) {
            const auto now = clock::now();
            held_.requeue(now);
            give_back(held_.take_waiting_since(now - longest_wait));
            if (now < next)
                continue;
            held_.report_progress();
            next = now + period;
        }
    }

    void pull(std::size_t index) {
        pull_consumer& from = consumers_[index];
        std::vector<message_handle> fetched;
        // NOLINTNEXTLINE(bugprone-infinite-loop): wait_for_room returns 0 once the worker is stopped
        for (int failures = 0, idle = 0; const auto room = held_.wait_for_room(index);) {
            fetched.clear();
            const natsStatus status = from.fetch(room, fetched);
            for (auto& message : fetched)
                held_.push(std::make_unique<held_message>(std::move(message), index));
            if (status == NATS_OK || status == NATS_TIMEOUT) {
                failures = 0;
                // The server's answer for a deleted consumer is the same as for one without messages.
                idle = status == NATS_OK ? 0 : idle + 1;
                if (idle % looks_after == looks_after - 1 && from.is_gone())
                    make_again(from);
                continue;
            }
            if (++failures == 1)
                problem(failure_of(status, "cannot fetch from " + from.name()).message());
            // A deleted consumer looks the same as one without a leader in the cluster.
            if (failures % 10 == 0 && from.is_gone())
                make_again(from);
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }

    void make_again(const pull_consumer& consumer) const {
        const natsStatus status = consumer.create();
        problem(status == NATS_OK
                    ? "the consumer " + consumer.name() + " was gone, and is made again"
                    : failure_of(status, "cannot make the consumer " + consumer.name()).message());
    }

    void work() {
        using clock = held_messages::clock;
        for (std::size_t ahead = 0; auto message = held_.pop(ahead);) {
            const auto start = clock::now();
            const verdict of = judged(*message);
            const auto span = std::max<clock::duration>(clock::now() - start, std::chrono::microseconds(1));
            ahead = std::min(options_.prefetch, static_cast<std::size_t>(ahead_time / span) *
                                                    options_.concurrency / consumers_.size());
            answer(std::move(message), of);
        }
    }

    [[nodiscard]] verdict judged(held_message& message) const {
        try {
            return judge_(message);
        } catch (const std::exception& thrown) { // of the handler, the guard, or std::bad_alloc
            return {verdict::failed, thrown.what()};
        } catch (...) {
            return {verdict::failed, "something that is no std::exception was thrown"};
        }
    }

    void answer(pointer message, const verdict& of) {
        switch (of.kind) {
        case verdict::handled:
            return acknowledge(std::move(message), handled_);
        case verdict::duplicate:
            return acknowledge(std::move(message), duplicates_);
        case verdict::unhandled:
            return acknowledge(std::move(message), unhandled_);
        case verdict::in_progress: {
            const auto wait = std::min(options_.max_backoff, options_.first_backoff);
            held_.defer(std::move(message), held_messages::clock::now() + wait);
            return;
        }
        case verdict::refused:
            return bury(std::move(message), of.reason);
        case verdict::not_begun:
            held_.forget(*message);
            return give_back(std::move(message));
        case verdict::failed:
            if (message->begun)
                return fail(std::move(message), of.reason);
            const auto deliveries = message->deliveries; // before the message is moved
            return retry(std::move(message), deliveries, of.reason);
        }
    }

    /// Records a try whose handler threw.
    void fail(pointer message, const std::string& reason) {
        const std::size_t failed = ++message->failed;
        try {
            write_tries(connection_, options_, tries_subject(options_, *message), failed,
                        reason.empty() ? "no reason was given" : reason);
        } catch (const error& thrown) { // not recorded, so the event has one more try
            problem(message->described(options_.stream) +
                    " failed, which is not counted: " + thrown.reason().message());
        }
        if (failed >= options_.max_tries)
            return bury(std::move(message), reason);
        retry(std::move(message), failed, reason);
    }

    void acknowledge(pointer message, counter& counted) {
        held_.forget(*message);
        // If the acknowledgement is lost, the event is delivered again, and the guard detects the duplicate.
        (void)natsMsg_Ack(message->message.get(), nullptr);
        counted.fetch_add(1, std::memory_order_relaxed);
    }

    /// Has the message delivered again after a delay.
    /// \param times  the number of failures, which determines the delay
    void retry(pointer message, std::uint64_t times, const std::string& reason) {
        const auto delay = backoff(options_, times);
        held_.forget(*message);
        (void)natsMsg_NakWithDelay(message->message.get(), delay.count(), nullptr);
        retried_.fetch_add(1, std::memory_order_relaxed);
        problem(message->described(options_.stream) + " comes again in " + std::to_string(delay.count()) +
                " ms: " + reason);
    }

    void give_back(pointer message) {
        (void)natsMsg_Nak(message->message.get(), nullptr);
        returned_.fetch_add(1, std::memory_order_relaxed);
    }

    void give_back(std::vector<pointer> messages) {
        for (auto& message : messages)
            give_back(std::move(message));
    }

    /// Dead-letters a message. It is acknowledged only after the dead-letter stream has it.
    void bury(pointer message, const std::string& reason) {
        held_.forget(*message);
        const natsStatus status = publish_dead_letter(connection_, options_, *message, reason);
        if (status != NATS_OK) {
            problem(failure_of(status, message->described(options_.stream) + " cannot be dead-lettered")
                        .message());
            (void)natsMsg_NakWithDelay(message->message.get(), backoff(options_, message->deliveries).count(),
                                       nullptr);
            return;
        }
        (void)natsMsg_Ack(message->message.get(), nullptr);
        dead_lettered_.fetch_add(1, std::memory_order_relaxed);
        problem(message->described(options_.stream) + " is dead-lettered: " + reason);
    }

    connection connection_;
    worker_options options_;
    judge judge_;
    std::vector<pull_consumer> consumers_{};
    handler_gate gate_{};
    held_messages held_; // after `consumers_`: a message must be destroyed before its subscription
    std::atomic<bool> stopping_{false};
    counter handled_{0}, duplicates_{0}, unhandled_{0}, retried_{0}, dead_lettered_{0}, returned_{0};
};

} // namespace webhooks::nats::detail
