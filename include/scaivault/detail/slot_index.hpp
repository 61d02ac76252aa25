#pragma once

#include "huge_page_allocator.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scaivault::detail {

/// A hash table from 32-bit hashes to indices of slots in an array that the caller owns.
///
/// Open addressing with linear probing, at most half full, 8 bytes per entry. An entry stores the hash beside the
/// slot's index, so failed probes and erasures do not access the slots. That makes it faster than
/// `std::unordered_map` for large tables, where each access to an evicted id's node was a cache miss.
class slot_index {
public:
    static constexpr std::uint32_t none = 0xFFFF'FFFF;

    /// The slot with this hash for which `is_it(slot)` is true, or `none`.
    template <class Predicate>
    [[nodiscard]] std::uint32_t find(std::uint32_t hash, Predicate is_it) const {
        for (std::size_t i = hash & mask(); entries_[i].slot != none; i = next(i))
            if (entries_[i].hash == hash && is_it(entries_[i].slot))
                return entries_[i].slot;
        return none;
    }

    /// Reserves space for one more entry, so that `insert` cannot fail.
    void reserve_one() {
        if ((size_ + 1) * 2 <= entries_.size())
            return;
        table smaller(entries_.size() * 2);
        smaller.swap(entries_);
        size_ = 0;
        first_.store(address(), std::memory_order_relaxed);
        last_.store(mask(), std::memory_order_relaxed);
        for (const entry& moved : smaller)
            if (moved.slot != none)
                insert(moved.hash, moved.slot);
    }

    /// Adds a slot. Preconditions: it is not in the table, and `reserve_one` was called.
    void insert(std::uint32_t hash, std::uint32_t slot) noexcept {
        std::size_t i = hash & mask();
        while (entries_[i].slot != none)
            i = next(i);
        entries_[i] = {hash, slot};
        ++size_;
    }

    /// Removes a slot. Precondition: it is in the table.
    void erase(std::uint32_t hash, std::uint32_t slot) noexcept {
        std::size_t hole = hash & mask();
        while (entries_[hole].slot != slot)
            hole = next(hole);
        // Close the hole (Knuth, 6.4, algorithm R): move up entries that a probe could not reach across it.
        for (std::size_t i = next(hole); entries_[i].slot != none; i = next(i)) {
            const std::size_t home = entries_[i].hash & mask();
            if (((i - home) & mask()) < ((i - hole) & mask()))
                continue;
            entries_[hole] = entries_[i];
            hole = i;
        }
        entries_[hole] = {};
        --size_;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Fetches into the caches what `erase` of this hash will look at first.
    void prefetch(std::uint32_t hash) const noexcept { __builtin_prefetch(&entries_[hash & mask()], 1); }

    /// The same for `find`, while another thread may change the table: what is fetched may be there no more, and then
    /// nothing comes of it.
    void prefetch_unlocked(std::uint32_t hash) const noexcept {
        const std::size_t place = hash & last_.load(std::memory_order_relaxed);
        __builtin_prefetch(
            reinterpret_cast<const void*>( // NOLINT(performance-no-int-to-ptr): no pointer into it
                first_.load(std::memory_order_relaxed) + place * sizeof(entry)));
    }

private:
    struct entry {
        std::uint32_t hash = 0;
        std::uint32_t slot = none;
    };
    using table = std::vector<entry, huge_page_allocator<entry>>;

    [[nodiscard]] std::size_t mask() const noexcept { return entries_.size() - 1; }
    [[nodiscard]] std::size_t next(std::size_t i) const noexcept { return (i + 1) & mask(); }

    [[nodiscard]] std::uintptr_t address() const noexcept {
        return reinterpret_cast<std::uintptr_t>(entries_.data());
    }

    table entries_ = table(16); // always a power of two
    std::size_t size_ = 0;
    std::atomic<std::uintptr_t> first_{address()}; // for `prefetch_unlocked`
    std::atomic<std::size_t> last_{mask()};
};

} // namespace scaivault::detail
