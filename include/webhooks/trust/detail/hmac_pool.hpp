#pragma once

#include "hmac_sha256.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace webhooks::detail {

/// Keyed contexts for the threads that verify with the same secrets.
///
/// A context works on one message at a time, and a copy of one for each message takes longer than the HMAC. So
/// the pool keeps up to `capacity` sets of contexts that are not in use. A thread borrows a set without waiting; if
/// none is free, it gets a copy. The pool owns every set that is kept and frees them on destruction, so no thread
/// keeps key material of a verifier that is gone.
class hmac_pool {
public:
    using contexts = std::vector<hmac_context>; ///< one for each secret, in the order of the secrets

    static constexpr std::size_t capacity = 16;

    explicit hmac_pool(contexts keyed) noexcept : keyed_(std::move(keyed)) {}
    hmac_pool(const hmac_pool&) = delete;
    hmac_pool& operator=(const hmac_pool&) = delete;
    ~hmac_pool() {
        for (slot& each : slots_)
            const std::unique_ptr<contexts> freed(each.kept.load());
    }

    /// The number of contexts in a set.
    [[nodiscard]] std::size_t size() const noexcept { return keyed_.size(); }

    /// Returns the set to the pool on destruction.
    class borrowed {
    public:
        borrowed(const borrowed&) = delete;
        borrowed& operator=(const borrowed&) = delete;
        ~borrowed() { pool_.take_back(std::move(contexts_), slot_); }

        [[nodiscard]] contexts& operator*() const noexcept { return *contexts_; }

    private:
        friend class hmac_pool;
        borrowed(hmac_pool& pool, std::unique_ptr<contexts> set, std::size_t slot) noexcept
            : pool_(pool), contexts_(std::move(set)), slot_(slot) {}

        hmac_pool& pool_;
        std::unique_ptr<contexts> contexts_;
        std::size_t slot_; ///< where it goes back to, if that is free
    };

    /// \throws std::bad_alloc if a copy was needed and there is no memory
    [[nodiscard]] borrowed borrow() {
        const std::size_t first = number_of_this_thread() % capacity;
        for (std::size_t i = 0; i != capacity; ++i) {
            const std::size_t place = (first + i) % capacity;
            auto& kept = slots_[place].kept;
            if (kept.load(std::memory_order_relaxed) != nullptr)
                if (contexts* const set = kept.exchange(nullptr, std::memory_order_acquire))
                    return {*this, std::unique_ptr<contexts>(set), place};
        }
        return {*this, std::make_unique<contexts>(keyed_), first};
    }

private:
    /// On a cache line of its own, so that threads that use different slots do not slow each other down.
    struct alignas(64) slot {
        std::atomic<contexts*> kept = nullptr;
    };

    void take_back(std::unique_ptr<contexts> set, std::size_t first) noexcept {
        contexts* const returned = set.release();
        for (std::size_t i = 0; i != capacity; ++i) {
            contexts* expected = nullptr;
            if (slots_[(first + i) % capacity].kept.compare_exchange_strong(
                    expected, returned, std::memory_order_release, std::memory_order_relaxed))
                return;
        }
        set.reset(returned); // no slot is free
    }

    /// Where the search begins: threads should find their own last set first.
    [[nodiscard]] static std::size_t number_of_this_thread() noexcept {
        static std::atomic<std::size_t> threads = 0;
        thread_local const std::size_t number = threads.fetch_add(1, std::memory_order_relaxed);
        return number;
    }

    contexts keyed_; ///< only copied from
    std::array<slot, capacity> slots_{};
};

} // namespace webhooks::detail
