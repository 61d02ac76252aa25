#include "support/catch.hpp"

#include <webhooks/detail/slot_index.hpp>

#include <cstdint>
#include <map>
#include <random>

namespace detail_slot_index_test {

using webhooks::detail::slot_index;

TEST_CASE("a slot index agrees with a map through many insertions and erasures") {
    // Few hashes, some at the end of the table: long probes that wrap around.
    const std::uint32_t distinct_hashes = GENERATE(3U, 40U, 0xFFFF'FFFFU);
    std::mt19937 random(1);
    slot_index index;
    std::map<std::uint32_t, std::uint32_t> hash_of_slot;
    const auto find = [&](std::uint32_t hash, std::uint32_t slot) {
        return index.find(hash, [&](std::uint32_t candidate) { return candidate == slot; });
    };

    bool agrees = true;
    for (int step = 0; step < 20'000; ++step) {
        const auto slot = static_cast<std::uint32_t>(random() % 300);
        if (const auto known = hash_of_slot.find(slot); known != hash_of_slot.end()) {
            agrees &= find(known->second, slot) == slot;
            index.erase(known->second, slot);
            agrees &= find(known->second, slot) == slot_index::none;
            hash_of_slot.erase(known);
        } else {
            const auto hash = static_cast<std::uint32_t>(0U - random() % distinct_hashes);
            agrees &= find(hash, slot) == slot_index::none;
            index.reserve_one();
            index.insert(hash, slot);
            hash_of_slot.emplace(slot, hash);
        }
        if (step % 100 == 0)
            for (const auto& [known, hash] : hash_of_slot)
                agrees &= find(hash, known) == known;
        agrees &= index.size() == hash_of_slot.size();
    }
    CHECK(agrees);
    CHECK(!hash_of_slot.empty());
}

} // namespace detail_slot_index_test
