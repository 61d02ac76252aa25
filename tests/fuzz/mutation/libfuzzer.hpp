#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace fuzz {

/// Mutates bytes with libFuzzer: bits, words of the dictionary, numbers, pieces of other inputs.
[[nodiscard]] inline std::string mutate_bytes(std::string bytes) {
    const auto size = bytes.size();
    const auto room = 2 * size + 16;
    bytes.resize(room);
    bytes.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), size, room));
    return bytes;
}

/// Copies `text`, truncated to the available space. Returns the copied size.
[[nodiscard]] inline std::size_t put(const std::string& text, std::uint8_t* to, std::size_t room) {
    const auto size = std::min(text.size(), room);
    std::copy_n(text.begin(), size, to);
    return size;
}

} // namespace fuzz
