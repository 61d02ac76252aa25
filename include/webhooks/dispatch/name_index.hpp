#pragma once

#include "../detail/words.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace webhooks::detail {

/// The first and the last eight bytes of a name (fewer and overlapping in a shorter one). With the
/// length they are the name, up to sixteen bytes.
struct name_ends {
    std::uint64_t first = 0;
    std::uint64_t last = 0;

    [[nodiscard]] static constexpr name_ends of(std::string_view name) noexcept {
        const char* const text = name.data();
        const std::size_t size = name.size();
        if (size >= 8)
            return {load_eight(text), load_eight(text + size - 8)};
        if (size >= 4)
            return {load<std::uint32_t>(text), load<std::uint32_t>(text + size - 4)};
        name_ends ends;
        for (std::size_t i = 0; i != size; ++i)
            ends.first = (ends.first << 8) | static_cast<unsigned char>(text[i]);
        return ends;
    }
};

/// Whether two texts of `size` bytes, whose ends are equal already, are equal between them.
[[nodiscard]] constexpr bool same_middle(const char* left, const char* right, std::size_t size) noexcept {
    for (std::size_t at = 8; at + 8 < size; at += 8)
        if (load_eight(left + at) != load_eight(right + at))
            return false;
    return true;
}

/// A hash table of `Size` distinct names, built at compile time; a name's value is its index.
///
/// The hash is one multiplication of the length and both ends. Up to 64 names, seeds are tried until no two names share a
/// slot; most catalogs find one at once. In larger tables a name goes to the next free slot: a perfect hash of
/// a thousand on one level would need a million slots. One slot in 32 is used, so of a name that is not there nearly always
/// one byte is read. Names that differ in the middle alone are hashed as a whole.
template <std::size_t Size>
class name_index {
public:
    /// `names` outlive the index.
    constexpr explicit name_index(const std::array<std::string_view, Size>& names) {
        for (std::size_t i = 0; i != Size; ++i)
            entries_[i] = {name_ends::of(names[i]), names[i].size(), names[i].data()};
        int seeds = Size <= 64 ? 64 : 1;
        for (auto found = place_all(); found != placement::perfect; found = place_all()) {
            if (found == placement::same_ends && !thorough_) {
                thorough_ = true;
            } else if (found == placement::duplicate || --seeds == 0) {
                valid_ = found != placement::duplicate;
                return;
            }
            seed_ = seed_ * 0xd134'2543'de82'ef95 + 0x5851'f42d'4c95'7f2c;
        }
    }

    /// False if the names are not distinct.
    [[nodiscard]] constexpr bool valid() const noexcept { return valid_; }

    /// The index of `name`, or `Size` when it is not there. O(1): at most the name's own length is read.
    [[nodiscard]] constexpr std::size_t find(std::string_view name) const noexcept {
        if (thorough_ || name.size() < sizeof(std::uint64_t)) [[unlikely]]
            return find_apart(name);
        const auto ends = name_ends::of(name);
        const auto slot = slot_of({ends, name.size(), name.data()});
        return slots_[slot] == Size ? Size : find_from(slot, name, ends);
    }

private:
    static_assert(Size < 65'536);
    static constexpr std::size_t slot_count = std::bit_ceil(32 * Size + 2);

    struct entry {
        name_ends ends{};
        std::size_t size = 0;
        const char* text = nullptr;
    };

    enum class placement : std::uint8_t { perfect, shared_slot, same_ends, duplicate };

    /// The upper bits of a product depend on all bits of its factors.
    [[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t key) const noexcept {
        return (key ^ (key >> 32)) * (seed_ | 1U);
    }

    [[nodiscard]] constexpr std::size_t slot_of(const entry& name) const noexcept {
        auto key = mixed(name.ends.first ^ std::rotl(name.ends.last, 29) ^ (std::uint64_t{name.size} << 56));
        if (thorough_)
            for (std::size_t at = 8; at + 8 < name.size; at += 8)
                key = mixed(key ^ load_eight(name.text + at));
        return static_cast<std::size_t>(key >> (64 - std::bit_width(slot_count - 1)));
    }

    constexpr placement place_all() {
        auto result = placement::perfect;
        slots_.fill(Size);
        for (std::size_t i = 0; i != Size; ++i) {
            auto slot = slot_of(entries_[i]);
            for (; slots_[slot] != Size; slot = (slot + 1) % slot_count) {
                const auto& other = entries_[slots_[slot]];
                const bool same = same_ends(other, entries_[i]);
                if (same && same_middle(other.text, entries_[i].text, other.size))
                    return placement::duplicate;
                result = same && !thorough_ ? placement::same_ends : std::max(result, placement::shared_slot);
            }
            slots_[slot] = static_cast<number>(i);
        }
        return result;
    }

    /// One branch for all three: which of them differs first is not predictable.
    [[nodiscard]] static constexpr bool same_ends(const entry& left, const entry& right) noexcept {
        return ((left.size ^ right.size) | (left.ends.first ^ right.ends.first) |
                (left.ends.last ^ right.ends.last)) == 0;
    }

    // Functions of their own, so that what refuses most other names is small and inlined where a name is looked up.

    [[nodiscard, gnu::noinline]] constexpr std::size_t find_apart(std::string_view name) const noexcept {
        const auto ends = name_ends::of(name);
        return find_from(slot_of({ends, name.size(), name.data()}), name, ends);
    }

    [[nodiscard, gnu::noinline]] constexpr std::size_t find_from(std::size_t slot, std::string_view name,
                                                                 name_ends ends) const noexcept {
        for (; slots_[slot] != Size; slot = (slot + 1) % slot_count) {
            const auto& candidate = entries_[slots_[slot]];
            if (same_ends(candidate, {ends, name.size(), name.data()}) &&
                same_middle(candidate.text, name.data(), name.size())) [[likely]]
                return slots_[slot];
        }
        return Size;
    }

    using number = std::conditional_t<(Size < 256), std::uint8_t, std::uint16_t>;

    std::array<entry, Size> entries_{};
    std::array<number, slot_count> slots_{}; ///< indices of entries; `Size` where there is none
    std::uint64_t seed_ = 0x9e37'79b9'7f4a'7c15;
    bool thorough_ = false;
    bool valid_ = true;
};

} // namespace webhooks::detail
