#pragma once

#include "hmac_sha256.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace webhooks::detail {

/// Keyed contexts for the threads that verify with the same secrets.
///
/// A context works on one message at a time, and a copy of one for each message takes longer than the HMAC. So
/// the pool keeps up to `capacity` sets of contexts that are not in use. A thread borrows a set without waiting; if
/// none is free, it gets a copy. The pool owns every set that is kept and frees them on destruction, so no thread
/// keeps key material of a verifier that is gone.
///
/// `replace` changes the keys while threads verify. Each set has the generation of its keys, so that a thread that
/// borrows one compares two numbers and takes no lock. A set of an earlier generation is freed wherever it is found.
class hmac_pool {
public:
    using contexts = std::vector<hmac_context>; ///< one for each secret, in the order of the secrets

    static constexpr std::size_t capacity = 16;

    explicit hmac_pool(contexts keyed) noexcept : keyed_(std::move(keyed)) {}
    hmac_pool(const hmac_pool&) = delete;
    hmac_pool& operator=(const hmac_pool&) = delete;
    ~hmac_pool() { free_kept(); }

    /// Every `borrow` that starts after the call has the new keys. Sets that are in use are freed when they are returned.
    void replace(contexts keyed) noexcept {
        {
            const std::lock_guard lock(mutex_);
            keyed_.swap(keyed);
            generation_.fetch_add(1);
        }
        free_kept();
    }

    /// The number of contexts in a set.
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return keyed_.size();
    }

private:
    struct keyed_set {
        contexts each;
        std::uint64_t generation;
    };

public:
    /// Returns the set to the pool on destruction.
    class borrowed {
    public:
        borrowed(const borrowed&) = delete;
        borrowed& operator=(const borrowed&) = delete;
        ~borrowed() { pool_.take_back(std::move(set_), slot_); }

        [[nodiscard]] contexts& operator*() const noexcept { return set_->each; }

    private:
        friend class hmac_pool;
        borrowed(hmac_pool& pool, std::unique_ptr<keyed_set> set, std::size_t slot) noexcept
            : pool_(pool), set_(std::move(set)), slot_(slot) {}

        hmac_pool& pool_;
        std::unique_ptr<keyed_set> set_;
        std::size_t slot_; ///< where it goes back to, if that is free
    };

    /// \throws std::bad_alloc if a copy was needed and there is no memory
    [[nodiscard]] borrowed borrow() {
        const std::size_t first = number_of_this_thread() % capacity;
        const std::uint64_t generation = generation_.load(std::memory_order_acquire);
        for (std::size_t i = 0; i != capacity; ++i) {
            const std::size_t place = (first + i) % capacity;
            auto& kept = slots_[place].kept;
            if (kept.load(std::memory_order_relaxed) == nullptr)
                continue;
            std::unique_ptr<keyed_set> set(kept.exchange(nullptr, std::memory_order_acquire));
            if (set != nullptr && set->generation >= generation)
                return {*this, std::move(set), place};
        }
        return {*this, copy(), first};
    }

private:
    /// On a cache line of its own, so that threads that use different slots do not slow each other down.
    struct alignas(64) slot {
        std::atomic<keyed_set*> kept = nullptr;
    };

    [[nodiscard]] std::unique_ptr<keyed_set> copy() const {
        const std::lock_guard lock(mutex_);
        return std::make_unique<keyed_set>(keyed_set{keyed_, generation_.load(std::memory_order_relaxed)});
    }

    void free_kept() noexcept {
        for (slot& each : slots_)
            const std::unique_ptr<keyed_set> freed(each.kept.exchange(nullptr));
    }

    void take_back(std::unique_ptr<keyed_set> set, std::size_t first) noexcept {
        const std::uint64_t generation = set->generation;
        if (generation != generation_.load(std::memory_order_relaxed))
            return;
        keyed_set* const returned = set.release();
        for (std::size_t i = 0; i != capacity; ++i) {
            auto& kept = slots_[(first + i) % capacity].kept;
            keyed_set* expected = nullptr;
            if (!kept.compare_exchange_strong(expected, returned, std::memory_order_seq_cst,
                                              std::memory_order_relaxed))
                continue;
            // Either `replace` sees the set in its slot, or this sees the new generation. So no old key stays.
            if (generation != generation_.load())
                const std::unique_ptr<keyed_set> freed(kept.exchange(nullptr));
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

    mutable std::mutex mutex_{}; ///< for `keyed_`
    contexts keyed_;             ///< only copied from
    std::atomic<std::uint64_t> generation_ = 0;
    std::array<slot, capacity> slots_{};
};

} // namespace webhooks::detail
