// libFuzzer's hooks: mutate texts into texts that are similar to events. Linked into the fuzzer only.

#include "input.hpp"
#include "mutation/event_mutator.hpp"
#include "mutation/libfuzzer.hpp"

#include <cstddef>
#include <cstdint>

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
    const auto text = fuzz::event_mutator(seed, fuzz::mutate_bytes).mutate(fuzz::text_of(data, size));
    return fuzz::put(text, data, max_size);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second, std::size_t second_size,
                                                 std::uint8_t* out, std::size_t max_size, unsigned seed) {
    const auto text = fuzz::event_mutator(seed, fuzz::mutate_bytes)
                          .cross(fuzz::text_of(first, first_size), fuzz::text_of(second, second_size));
    return fuzz::put(text, out, max_size);
}
