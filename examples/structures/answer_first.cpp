// 200 first, work later: a delivery is answered when its event is claimed, and two threads handle the events. The queue is
// bounded. When it is full, the event is released and answered with 503, so the vendor sends it again. At the end, what was
// accepted is handled before the program ends.
//
// An event that was answered and not handled is lost if the machine fails. Where that matters, answer after the event is in a
// durable queue: see docs/scaling.md.

#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <iostream>
#include <latch>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace scaivault;

/// A queue of at most `Capacity` elements, for any number of threads.
template <class T, std::size_t Capacity>
class bounded_queue {
public:
    /// Takes the element if there is room and the queue is open. If not, it stays the caller's.
    [[nodiscard]] bool push(T&& element) {
        const std::lock_guard lock(mutex_);
        if (is_closed_ || elements_.size() == Capacity)
            return false;
        elements_.push_back(std::move(element));
        changed_.notify_one();
        return true;
    }

    /// Waits for the next element. Returns nothing when the queue is closed and empty.
    [[nodiscard]] std::optional<T> pop() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return is_closed_ || !elements_.empty(); });
        if (elements_.empty())
            return std::nullopt;
        std::optional<T> first(std::move(elements_.front()));
        elements_.pop_front();
        return first;
    }

    void close() {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_{};
    std::condition_variable changed_{};
    std::deque<T> elements_{};
    bool is_closed_ = false;
};

int main() {
    constexpr std::string_view secret = "whsec_only_an_example_0123456789ab";
    std::latch opened(1); // the handlers wait, so that the queue fills up
    std::atomic<int> handled = 0;
    const handlers handle{
        on<"secret.rotated">([&](const auto&) {
            opened.wait();
            ++handled;
        }),
        ignore_rest,
    };
    receiver vault{signing_secrets{secret}};
    using accepted = decltype(vault.accept(delivery{}, handle));
    bounded_queue<accepted, 4> queue;

    const auto post = [&](const delivery& received) {
        auto event = vault.accept(received, handle);
        if (!event)
            return event.result().status(); // a duplicate, a forgery, a type that no handler takes
        if (!queue.push(std::move(event))) {
            event.release(); // the vendor's retry is accepted
            return 503;
        }
        return 200;
    };

    std::vector<std::thread> workers;
    for (int i = 0; i != 2; ++i)
        workers.emplace_back([&] {
            while (auto event = queue.pop())
                event->run(handle);
        });

    // Twenty deliveries at once. Two are being handled and four wait; the others are refused, for now.
    const auto delivery_of = [&](int number) {
        auto rotated = sample<"secret.rotated">();
        rotated.event_id = "evt_" + std::to_string(number);
        return signed_delivery{rotated, secret};
    };
    std::vector<int> refused;
    int accepted_first = 0;
    for (int number = 0; number != 20; ++number)
        if (post(delivery_of(number)) == 503)
            refused.push_back(number);
        else
            ++accepted_first;
    std::cout << (accepted_first >= 4 && accepted_first <= 6 ? "the queue is full" : "?") << '\n';

    opened.count_down();
    for (const int number : refused) // as the vendor does
        while (post(delivery_of(number)) == 503)
            std::this_thread::yield();
    queue.close();
    for (auto& each : workers) // everything that was answered with 200 is handled
        each.join();
    std::cout << "handled " << handled << '\n';
    std::cout << "again: " << vault.accept(delivery_of(7), handle).result() << '\n';
}
