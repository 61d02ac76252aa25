#pragma once

#include "../detail/requirements.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace scaivault::detail {

/// The `Count` bytes at `text` as an integer; the same value at compile time and at run time.
template <std::size_t Count>
[[nodiscard]] constexpr std::uint64_t load_bytes(const char* text) noexcept {
    if (std::is_constant_evaluated()) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i != Count; ++i) {
            const auto byte = static_cast<std::uint64_t>(static_cast<unsigned char>(text[i]));
            word |= byte << (8 * (std::endian::native == std::endian::little ? i : Count - 1 - i));
        }
        return word;
    }
    if constexpr (Count == 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text, sizeof word);
        return word;
    } else {
        std::uint32_t word = 0;
        static_assert(Count == sizeof word);
        std::memcpy(&word, text, sizeof word);
        return word;
    }
}

/// The first and the last eight bytes of a name (fewer and overlapping in a shorter one). With the
/// length they are the name, up to sixteen bytes.
struct name_ends {
    std::uint64_t first = 0;
    std::uint64_t last = 0;

    [[nodiscard]] static constexpr name_ends of(std::string_view name) noexcept {
        const char* const text = name.data();
        const std::size_t size = name.size();
        if (size >= 8)
            return {load_bytes<8>(text), load_bytes<8>(text + size - 8)};
        if (size >= 4)
            return {load_bytes<4>(text), load_bytes<4>(text + size - 4)};
        name_ends ends;
        for (std::size_t i = 0; i != size; ++i)
            ends.first = (ends.first << 8) | static_cast<unsigned char>(text[i]);
        return ends;
    }
};

/// Whether two texts of `size` bytes, whose ends are equal already, are equal between them.
[[nodiscard]] constexpr bool same_middle(const char* left, const char* right, std::size_t size) noexcept {
    for (std::size_t at = 8; at + 8 < size; at += 8)
        if (load_bytes<8>(left + at) != load_bytes<8>(right + at))
            return false;
    return true;
}

/// Perfect hash of `Size` distinct names: two levels (hash and displace), built at compile time.
///
/// The key is the length and both ends of the name, and a lookup costs one multiplication, three loads and one
/// comparison, whatever the size; of a name that is not there, nearly always one load. Only for names that this
/// does not tell apart is the whole text hashed, and more thoroughly (`thorough_`).
template <std::size_t Size>
class name_index {
public:
    constexpr name_index() noexcept = default;

    /// `names` are distinct and outlive the index. `valid()` is false if they are not distinct.
    constexpr explicit name_index(const std::array<std::string_view, Size>& names)
        : multiplier_(0x9e37'79b9'7f4a'7c15), thorough_(ends_collide(names)) {
        for (int attempts = 0; attempts != 32 && !valid_; ++attempts) {
            multiplier_ = multiplier_ * 0xd134'2543'de82'ef95 + 0x5851'f42d'4c95'7f2c;
            multiplier_ |= 1U;
            thorough_ = thorough_ || attempts == 16;
            valid_ = place(names);
        }
    }

    [[nodiscard]] constexpr bool valid() const noexcept { return valid_; }

    /// The index of `name`, or `Size` when it is not there. O(1): at most the name's own length is read.
    [[nodiscard]] constexpr std::size_t find(std::string_view name) const noexcept {
        if (thorough_ || name.size() < sizeof(std::uint64_t)) [[unlikely]]
            return find_apart(name);
        const auto ends = name_ends::of(name);
        const std::uint64_t hash = quick_hash(name.size(), ends);
        return has_bit(hash) ? find_likely(name, ends, hash) : Size;
    }

private:
    static constexpr std::size_t slot_count = std::bit_ceil(Size + Size / 4 + 1);
    static constexpr std::size_t bucket_count = std::bit_ceil(Size / 3 + 1);
    static constexpr std::size_t word_count = std::bit_ceil(Size);
    static constexpr std::size_t vacant = ~std::size_t{0};

    struct slot_type {
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        std::size_t size = vacant;
        const char* text = nullptr;
        std::size_t index = Size;
    };

    /// A bijection for each multiplier. The upper half, folded onto the lower one before the multiplication
    /// carries it upwards again, reaches all of the bits that are used.
    [[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t key) const noexcept {
        return (key ^ (key >> 32)) * multiplier_;
    }

    [[nodiscard]] constexpr std::uint64_t quick_hash(std::size_t size, name_ends ends) const noexcept {
        return mixed(ends.first ^ std::rotl(ends.last, 29) ^ (std::uint64_t{size} << 56));
    }

    [[nodiscard]] constexpr std::uint64_t hash(std::string_view name, name_ends ends) const noexcept {
        if (!thorough_)
            return quick_hash(name.size(), ends);
        std::uint64_t key = mixed(mixed(mixed(ends.first) ^ ends.last) ^ name.size());
        for (std::size_t at = 8; at + 8 < name.size(); at += 8)
            key = mixed(key ^ load_bytes<8>(name.data() + at));
        return mixed(mixed(key));
    }

    // The upper bits of a product depend on all bits of its factors, the lower ones on few.

    [[nodiscard]] static constexpr std::size_t bucket_of(std::uint64_t hash) noexcept {
        return (hash >> 32) & (bucket_count - 1);
    }

    [[nodiscard]] static constexpr std::size_t displaced(std::uint64_t hash, std::uint32_t by) noexcept {
        // An odd step makes every displacement differ.
        return ((hash >> 44) + by * ((hash >> 36) | 1U)) & (slot_count - 1);
    }

    [[nodiscard]] constexpr std::size_t slot_of(std::uint64_t hash) const noexcept {
        return displaced(hash, displacement_[bucket_of(hash)]);
    }

    // A bit for each name, one in 32 to 64 of all: nearly all other names are told by one load.

    [[nodiscard]] static constexpr std::size_t bit_of(std::uint64_t hash) noexcept {
        return static_cast<std::size_t>(hash >> (64 - std::bit_width(64 * word_count - 1)));
    }

    [[nodiscard]] constexpr bool has_bit(std::uint64_t hash) const noexcept {
        return ((bits_[bit_of(hash) / 64] >> (bit_of(hash) % 64)) & 1U) != 0;
    }

    // Apart, so that what tells most other names is small, and inlined wherever a name is looked up.

    [[nodiscard, gnu::noinline]] constexpr std::size_t find_apart(std::string_view name) const noexcept {
        const auto ends = name_ends::of(name);
        return find_likely(name, ends, hash(name, ends));
    }

    [[nodiscard, gnu::noinline]] constexpr std::size_t find_likely(std::string_view name, name_ends ends,
                                                                   std::uint64_t hash) const noexcept {
        const auto& slot = slots_[slot_of(hash)];
        // One branch for all three: which of them differs first, no processor can predict.
        const auto differ = (slot.size ^ name.size()) | (slot.first ^ ends.first) | (slot.last ^ ends.last);
        if (differ == 0 && same_middle(slot.text, name.data(), name.size())) [[likely]]
            return slot.index;
        return Size;
    }

    [[nodiscard]] static constexpr bool ends_collide(const std::array<std::string_view, Size>& names) {
        struct key {
            std::uint64_t first, last;
            std::size_t size;
            constexpr auto operator<=>(const key&) const = default;
        };
        std::array<key, Size> keys{};
        for (std::size_t i = 0; i != Size; ++i) {
            const auto ends = name_ends::of(names[i]);
            keys[i] = {ends.first, ends.last, names[i].size()};
        }
        std::sort(keys.begin(), keys.end());
        return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
    }

    constexpr bool place(const std::array<std::string_view, Size>& names) {
        std::array<std::uint64_t, Size> hashes{};
        std::array<std::size_t, bucket_count + 1> bucket_end{};
        bits_.fill(0);
        for (std::size_t i = 0; i != Size; ++i) {
            hashes[i] = hash(names[i], name_ends::of(names[i]));
            bits_[bit_of(hashes[i]) / 64] |= std::uint64_t{1} << (bit_of(hashes[i]) % 64);
            ++bucket_end[bucket_of(hashes[i]) + 1];
        }
        std::size_t largest = 0;
        for (std::size_t b = 0; b != bucket_count; ++b) {
            largest = std::max(largest, bucket_end[b + 1]);
            bucket_end[b + 1] += bucket_end[b];
        }
        std::array<std::size_t, Size> by_bucket{};
        auto fill = bucket_end;
        for (std::size_t i = 0; i != Size; ++i)
            by_bucket[fill[bucket_of(hashes[i])]++] = i;

        // Not `slots_ = {}`: where GCC 12 has evaluated this at compile time, it then assigns the full slots
        // of that evaluation at run time.
        slots_.fill(slot_type{});
        displacement_.fill(0);
        // The fullest buckets first, while there is room.
        for (std::size_t size = largest; size != 0; --size)
            for (std::size_t b = 0; b != bucket_count; ++b)
                if (bucket_end[b + 1] - bucket_end[b] == size &&
                    !displace(names, hashes, by_bucket, bucket_end[b], bucket_end[b + 1]))
                    return false;
        return true;
    }

    constexpr bool displace(const std::array<std::string_view, Size>& names,
                            const std::array<std::uint64_t, Size>& hashes,
                            const std::array<std::size_t, Size>& by_bucket, std::size_t begin,
                            std::size_t end) {
        for (std::uint32_t by = 0; by != 4 * slot_count; ++by) {
            std::size_t placed = begin;
            for (; placed != end; ++placed) {
                const auto index = by_bucket[placed];
                auto& slot = slots_[displaced(hashes[index], by)];
                if (slot.size != vacant)
                    break;
                const auto ends = name_ends::of(names[index]);
                slot = {ends.first, ends.last, names[index].size(), names[index].data(), index};
            }
            if (placed == end) {
                displacement_[bucket_of(hashes[by_bucket[begin]])] = by;
                return true;
            }
            while (placed != begin)
                slots_[displaced(hashes[by_bucket[--placed]], by)] = {};
        }
        return false;
    }

    std::array<slot_type, slot_count> slots_{};
    std::array<std::uint32_t, bucket_count> displacement_{};
    std::array<std::uint64_t, word_count> bits_{};
    std::uint64_t multiplier_ = 0;
    bool thorough_ = false;
    bool valid_ = false;
};

} // namespace scaivault::detail
