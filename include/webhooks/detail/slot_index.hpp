#pragma once

#include "requirements.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace webhooks::detail {

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

private:
    struct entry {
        std::uint32_t hash = 0;
        std::uint32_t slot = none;
    };
    using table = std::vector<entry>;

    [[nodiscard]] std::size_t mask() const noexcept { return entries_.size() - 1; }
    [[nodiscard]] std::size_t next(std::size_t i) const noexcept { return (i + 1) & mask(); }

    table entries_ = table(16); // always a power of two
    std::size_t size_ = 0;
};

} // namespace webhooks::detail
