#pragma once

#include "slot_index.hpp"
#include "words.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace webhooks::detail {

/// Event ids, each with a status and the time of its last change. Records are found by id, and are ordered by that
/// time within each status.
///
/// A record is one cache line. An id of up to `inline_size` characters is stored in it. So nothing is allocated once the
/// largest number of records is reached. Slots of evicted records are reused, oldest first.
class id_records {
public:
    using time_point = std::chrono::steady_clock::time_point;
    static constexpr std::uint32_t nil = slot_index::none;
    static constexpr std::size_t inline_size = 42;

    enum class status : std::uint8_t { unused, in_progress, committed };

    /// A hash without a seed: only those who can sign events can choose ids that collide. One multiplication per
    /// eight characters, and inline, whereas `std::hash` is a call.
    [[nodiscard]] static std::uint32_t hash_of(std::string_view id) noexcept {
        constexpr std::uint64_t odd = 0x9e37'79b9'7f4a'7c15;
        constexpr std::size_t step = sizeof(std::uint64_t);
        std::uint64_t hash = id.size() * odd;
        const auto mix = [&](const char* text, std::size_t size) {
            std::uint64_t word = 0;
            std::memcpy(&word, text, size);
            hash = (hash ^ word) * odd;
            hash ^= hash >> 32U;
        };
        std::size_t at = 0;
        for (; at + step <= id.size(); at += step)
            mix(id.data() + at, step);
        // Reads the last eight characters again instead of the few remaining ones, for a load of fixed size.
        if (at != id.size())
            id.size() > step ? mix(id.data() + id.size() - step, step) : mix(id.data(), id.size());
        return static_cast<std::uint32_t>((hash * odd) >> 32U);
    }

    /// The slot of `id`, or `nil`.
    [[nodiscard]] std::uint32_t find(std::string_view id, std::uint32_t hash) const {
        return index_.find(hash, [&](std::uint32_t slot) { return has_id(slot, id); });
    }

    [[nodiscard]] bool has_id(std::uint32_t slot, std::string_view id) const {
        const record& known = records_[slot];
        if (id.size() <= inline_size)
            return known.id_size == id.size() && same_text(known.id, id.data(), id.size());
        return known.id_size == is_long && long_ids_.at(slot) == id;
    }

    [[nodiscard]] status status_of(std::uint32_t slot) const noexcept { return records_[slot].is; }
    [[nodiscard]] time_point since(std::uint32_t slot) const noexcept { return records_[slot].since; }

    /// Allocates a slot for an id that has none. The slot is still `unused`, so a call of `move_to` must follow.
    /// \throws std::bad_alloc. Then nothing has changed
    [[nodiscard]] std::uint32_t add(std::string_view id, std::uint32_t hash) {
        index_.reserve_one();
        if (list_of(status::unused).oldest == nil) {
            records_.emplace_back();
            link(list_of(status::unused), static_cast<std::uint32_t>(records_.size() - 1));
        }
        const std::uint32_t slot = list_of(status::unused).oldest;
        record& added = records_[slot];
        if (id.size() <= inline_size) {
            // An empty view may have a null pointer.
            if (!id.empty())
                std::memcpy(added.id, id.data(), id.size());
            added.id_size = static_cast<std::uint8_t>(id.size());
        } else {
            long_ids_.emplace(slot, id);
            added.id_size = is_long;
        }
        added.hash = hash;
        index_.insert(hash, slot);
        return slot;
    }

    /// Sets a record's status, and makes it the newest of that status.
    void move_to(status is, std::uint32_t slot, time_point now) noexcept {
        unlink(list_of(records_[slot].is), slot);
        records_[slot].is = is;
        records_[slot].since = now;
        link(list_of(is), slot);
    }

    void forget(std::uint32_t slot) noexcept {
        index_.erase(records_[slot].hash, slot);
        if (records_[slot].id_size == is_long)
            long_ids_.erase(slot);
        move_to(status::unused, slot, {});
    }

    /// Forgets the id that has had a status for longest.
    void forget_oldest(status is) noexcept { forget(list_of(is).oldest); }

    /// The slot that has been in a status for longest, or `nil`.
    [[nodiscard]] std::uint32_t oldest(status is) const noexcept {
        return lists_[static_cast<std::size_t>(is)].oldest;
    }

    /// The number of records with a status.
    [[nodiscard]] std::size_t size(status is) const noexcept {
        return lists_[static_cast<std::size_t>(is)].size;
    }

    /// The number of ids.
    [[nodiscard]] std::size_t size() const noexcept { return index_.size(); }

private:
    static constexpr std::uint8_t is_long = 0xFF;

    struct alignas(64) record {
        time_point since{};
        std::uint32_t hash = 0;
        std::uint32_t older = nil;
        std::uint32_t newer = nil;
        status is = status::unused;
        std::uint8_t id_size = 0;
        char id[inline_size] = {};
    };
    static_assert(sizeof(record) == 64);

    /// Slots in the order of `record::since`, linked through the records.
    struct list {
        std::uint32_t oldest = nil;
        std::uint32_t newest = nil;
        std::uint32_t size = 0;
    };

    [[nodiscard]] list& list_of(status is) noexcept { return lists_[static_cast<std::size_t>(is)]; }

    void link(list& to, std::uint32_t slot) noexcept {
        records_[slot].older = to.newest;
        records_[slot].newer = nil;
        (to.newest != nil ? records_[to.newest].newer : to.oldest) = slot;
        to.newest = slot;
        ++to.size;
    }

    void unlink(list& from, std::uint32_t slot) noexcept {
        const record& gone = records_[slot];
        (gone.older != nil ? records_[gone.older].newer : from.oldest) = gone.newer;
        (gone.newer != nil ? records_[gone.newer].older : from.newest) = gone.older;
        --from.size;
    }

    std::vector<record> records_{};
    std::unordered_map<std::uint32_t, std::string> long_ids_{}; // by slot
    slot_index index_{};
    alignas(64) list lists_[3]; // by status; written by every call, so in one line of the caches
};

} // namespace webhooks::detail
