// Input: a timestamp. Its first eight bytes are also used as a time value.

#include "properties/timestamp.hpp"
#include "input.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    fuzz::agrees_with_the_grammar(text);
    if (const auto time = scaivault::parse_timestamp(text))
        fuzz::is_written(*time);

    std::int64_t microseconds = 0;
    std::memcpy(&microseconds, data, std::min(size, sizeof microseconds));
    fuzz::is_written(scaivault::time_point(std::chrono::microseconds(microseconds)));
    // Most of these are out of range. This one is not.
    fuzz::is_written(scaivault::time_point(std::chrono::microseconds(microseconds % 62'000'000'000'000'000)));
    return 0;
}
