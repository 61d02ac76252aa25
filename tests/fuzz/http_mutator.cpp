// libFuzzer's hook: mutates requests and signs them. Linked into the fuzzer only.

#include "http_secret.hpp"
#include "input.hpp"
#include "mutation/libfuzzer.hpp"
#include "mutation/request_mutator.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
    const std::string text(fuzz::text_of(data, size));
    return fuzz::put(fuzz::request_mutator(seed, fuzz::http_secret, fuzz::mutate_bytes).mutate(text), data,
                     max_size);
}
